"""What `check` tells organisers about the knowledge base beyond its form."""

from bot.features.faq.checks.entries import written
from bot.features.faq.checks.report import Report, examine
from bot.features.faq.checks.wanted import Wanted, load_wanted

__all__ = ["Report", "Wanted", "examine", "load_wanted", "written"]
