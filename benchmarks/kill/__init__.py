"""Kills the bot at every point and at any time, and counts what members see of it."""
