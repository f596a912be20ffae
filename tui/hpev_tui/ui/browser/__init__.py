"""What the browser's screen is made of, besides its widgets. Each part is given what it needs."""
