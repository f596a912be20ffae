"""Screens that say what a cluster's events tell together. They lie over the cluster's screen."""
