"""Widgets draw data and say what the person wants; they know no session and no source."""
