"""hpev-tui: browse Amazon SageMaker HyperPod cluster events in a terminal."""

__version__ = "0.1.0"
