"""A quiet, private question-and-reminder bot for medical support groups."""

__version__ = "0.1.0"
