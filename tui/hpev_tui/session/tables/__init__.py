"""What the overviews and the picker say: rows of plain values, and words. No widths, no colours."""
