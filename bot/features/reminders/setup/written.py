"""Times of day as answers are kept, and as buttons carry them: "0800-2000". Pure."""

from __future__ import annotations

from datetime import time


def written(*times: time) -> str:
    """Write times of day as one answer, in their order, each once."""
    return "-".join(f"{at:%H%M}" for at in sorted(set(times)))


def times_of(answer: str) -> tuple[time, ...]:
    """Read times of day from an answer."""
    return tuple(time(int(part[:2]), int(part[2:])) for part in answer.split("-"))
