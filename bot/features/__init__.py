"""What the bot can do; one folder each, and none imports another."""
