"""How well the bot answers, stays silent and sees danger, as a page: `python -m benchmarks.quality`."""

from benchmarks.quality.report import report

__all__ = ["report"]
