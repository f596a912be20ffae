"""What can go wrong at the service or on the way to it, and what a user is to see of it."""
