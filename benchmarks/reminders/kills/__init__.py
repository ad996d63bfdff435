"""Kills the bot while it plans and delivers real plans and takes presses, and counts what people see of it."""
