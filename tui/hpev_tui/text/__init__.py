"""Texts: made safe to show, measured in cells, with secrets masked, quoted for a shell."""
