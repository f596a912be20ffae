"""Places to copy from, built of real parts: displays, SSH, tmux, screen, mosh; and their matrix."""
