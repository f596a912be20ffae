"""What a run has loaded: accounts, clusters, events, details. No widget, no thread of its own."""
