"""Rules in data files, and what reads them."""
