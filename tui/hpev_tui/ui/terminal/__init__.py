"""Whatever depends on private names of Textual, or on the terminal itself."""
