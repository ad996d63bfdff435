"""What is sent when nobody is waiting for it."""
