"""Neutral cues that a dose can be tied to. None of them says how to take anything."""

from __future__ import annotations

from collections.abc import Mapping

from bot.texts.keys import Key

CUES: Mapping[str, Key] = {
    "getting-up": "remind.cue_getting_up",
    "after-breakfast": "remind.cue_after_breakfast",
    "after-lunch": "remind.cue_after_lunch",
    "after-dinner": "remind.cue_after_dinner",
    "brushing-teeth": "remind.cue_brushing_teeth",
    "going-to-bed": "remind.cue_going_to_bed",
}
"""How each is said, by its name."""
