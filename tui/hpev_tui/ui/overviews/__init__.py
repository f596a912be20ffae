"""Screens that say what a cluster's events say together. They lie over the cluster's screen."""
