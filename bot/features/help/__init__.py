"""The welcome, and what the bot can do."""
