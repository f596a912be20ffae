"""All that depends on private names of Textual, and on the terminal itself."""
