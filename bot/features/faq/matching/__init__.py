"""Finding the entry that a message asks for, or the reason to stay silent."""

from bot.features.faq.matching.matcher import CHOICES, Matcher
from bot.features.faq.matching.results import Explanation, Lessons, Match, Nearest, Outcome, Phrasings, Reason

__all__ = ["CHOICES", "Explanation", "Lessons", "Match", "Matcher", "Nearest", "Outcome", "Phrasings", "Reason"]
