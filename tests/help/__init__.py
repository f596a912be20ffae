"""What tests are built of."""
