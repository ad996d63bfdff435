"""Measurements. Each prints a table, and works as the bot does."""

from bot.core.process import settle_process

settle_process()
