"""Kills the bot while it announces meet-ups on both platforms and people answer, and counts what they see of it."""
