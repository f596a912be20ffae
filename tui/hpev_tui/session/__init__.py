"""All that a run knows: accounts, clusters, events, details. No widget, no thread of its own."""
