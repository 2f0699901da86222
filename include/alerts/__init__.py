"""What people are told when the pipeline needs them."""
