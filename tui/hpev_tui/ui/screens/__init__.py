"""Screens: composition, and the handlers that own every change of state."""
