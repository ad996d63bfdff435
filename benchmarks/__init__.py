"""Measurements. Each prints a table; BLAS uses the processor as it does in the bot."""

from bot.core.blas import settle_blas

settle_blas()
