"""What the program knows of clusters, events and failures: plain data."""
