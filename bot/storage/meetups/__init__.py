"""What is kept of meet-ups: one module per port."""
