"""What leaves the program by a copy or a file."""
