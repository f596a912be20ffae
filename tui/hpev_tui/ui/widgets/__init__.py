"""Widgets draw data and post what the user asks for; they use no session and no source."""
