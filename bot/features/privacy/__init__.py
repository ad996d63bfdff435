"""What is held about a person, and what is not."""
