"""Data that attacks: strings that mean harm, and answers of the service that are full of them."""
