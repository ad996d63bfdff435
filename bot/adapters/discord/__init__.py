"""Discord, by discord.py. Only this package imports that library."""
