"""What can go wrong at the service or on the way to it, and what a person is to see of it."""
