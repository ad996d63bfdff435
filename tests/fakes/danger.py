"""A safety screen that knows one word."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.incoming import Origin
from bot.core.reply import Reply, Urgency
from bot.core.richtext import paragraph

URGENT = Reply((paragraph("Get help now."),), urgency=Urgency.EMERGENCY, outcome="urgent")


@dataclass
class ScriptedDanger:
    """Finds danger in every text with `word` in it, and keeps what it was shown."""

    word: str = "danger"
    seen: list[str] = field(default_factory=list)
    reply: Reply = URGENT

    def look(self, text: str, origin: Origin) -> Reply | None:
        self.seen.append(text)
        if self.word not in text:
            return None
        return self.reply.for_asker() if origin.place.is_group and not origin.seen_by_others else self.reply
