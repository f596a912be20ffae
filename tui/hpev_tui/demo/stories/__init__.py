"""The storylines: what happens in each cluster, told in the order of time."""
