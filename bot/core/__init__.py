"""The neutral language that platforms and features share; imports nothing from the rest of the bot."""
