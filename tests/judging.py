"""A judge of danger that has learnt from few messages, where any judge will do."""

from __future__ import annotations

from functools import cache

from bot.features.safety.judge import Judge
from bot.features.safety.learning import learn
from tests.features.safety.conftest import FLAGS, small_examples


@cache
def small_judge() -> Judge:
    """Learn once."""
    examples = small_examples()
    return learn(examples, FLAGS, [False] * len(examples))
