"""From a red flag to what a person reads: first what to do, then whom to call, then what to watch for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.actions import Action
from bot.core.incoming import Origin
from bot.core.reply import Button, Reply, Urgency
from bot.core.richtext import Block, Blocks, Bullets, Line, Link, Text, parse
from bot.features.safety.contacts import Contact, Number
from bot.features.safety.screen import Verdict
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

# How a flag speaks: in warm words with the crisis lines, or with the poisons line added.
CRISIS = "crisis"
POISONING = "poisoning"
GO_PRIVATE = Action("safety", "private")

_HEADLINES: dict[Urgency, Key] = {
    Urgency.EMERGENCY: "safety.emergency",
    Urgency.SAME_DAY: "safety.same_day",
    Urgency.SOON: "safety.soon",
}


@dataclass(frozen=True, slots=True)
class UrgentReplies:
    """Words urgent replies with the numbers of the group's country."""

    texts: Texts
    contact: Contact

    def reply(self, verdict: Verdict, origin: Origin) -> Reply:
        """Say what to do now. In a group it is said in place, with a way to go on in private."""
        blocks = self._crisis(verdict) if verdict.voice == CRISIS else self._plain(verdict)
        line = self.texts.line
        buttons = [Button(line("safety.more"), Action("faq", "open", (topic,))) for topic in verdict.topics[:1]]
        if origin.place.is_group:
            buttons.append(Button(line("safety.go_private"), GO_PRIVATE, quiet=True))
        reply = Reply(
            (*blocks, self._checked()),
            (tuple(buttons),),
            urgency=verdict.urgency,
            outcome=f"urgent {verdict.flag} {verdict.urgency}",
            about=frozenset(verdict.topics),
            final=verdict.voice == CRISIS,
        )
        return reply if origin.seen_by_others or not origin.place.is_group else reply.for_asker(GO_PRIVATE)

    def numbers(self) -> Blocks:
        """All numbers of the group's country."""
        rich = self.texts.rich
        return (
            *rich("safety.emergency_line", emergency=self._emergency),
            *self._lines("safety.advice_line", self.contact.urgent_advice),
            *self._lines("safety.poisons_line", self.contact.poisons),
            *self._crisis_lines(),
            self._checked(),
        )

    @property
    def _emergency(self) -> str:
        """The emergency number, or words for it where no country is set."""
        return self.contact.emergency or self.texts.line("safety.own_number")

    def _plain(self, verdict: Verdict) -> Blocks:
        emergency = verdict.urgency is Urgency.EMERGENCY
        blocks = [
            *self.texts.rich(_HEADLINES[verdict.urgency], **({"emergency": self._emergency} if emergency else {})),
            *parse(verdict.say),
        ]
        if not emergency:
            blocks += self._lines("safety.advice_line", self.contact.urgent_advice)
            blocks += self._if_worse(verdict)
        if verdict.voice == POISONING:
            blocks += self._lines("safety.poisons_line", self.contact.poisons)
        return tuple(blocks)

    def _crisis(self, verdict: Verdict) -> Blocks:
        # A second danger beside the words of despair may mean that something has been done already.
        acted = self.texts.rich("safety.emergency", emergency=self._emergency) if verdict.others else ()
        return (
            *acted,
            *parse(verdict.say),
            *self._if_worse(verdict),
            *self._crisis_lines(),
        )

    def _if_worse(self, verdict: Verdict) -> Blocks:
        return self.texts.rich("safety.if_worse", emergency=self._emergency, signs=verdict.if_worse)

    def _crisis_lines(self) -> Blocks:
        return (*self.texts.rich("safety.crisis_lines"), Bullets(tuple(_line(one) for one in self.contact.crisis)))

    def _lines(self, key: Key, numbers: tuple[Number, ...]) -> Blocks:
        return self.texts.rich(key, lines=", ".join(_words(one) for one in numbers)) if numbers else ()

    def _checked(self) -> Block:
        date = self.texts.day(self.contact.checked)
        return self.texts.rich("safety.numbers_checked", country=self.contact.name, date=date)[0]


def _words(number: Number) -> str:
    note = f" ({number.note})" if number.note else ""
    return f"{number.name} {number.number}".rstrip() + note


def _line(number: Number) -> Line:
    return (Text(_words(number)),) if not number.url else (Text(_words(number) + " "), Link(number.url, number.url))
