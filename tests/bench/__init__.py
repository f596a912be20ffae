"""Measurements, which assert nothing."""
