"""The grammar: rules for times of day, and all rules together.

The longest rule wins, and what no rule takes is refused, never dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from bot.conversation.times import clocks
from bot.conversation.times.clocks import Clock
from bot.conversation.times.date_rules import DATE_RULES
from bot.conversation.times.dates import Dates
from bot.conversation.times.days import Days, Unit
from bot.conversation.times.items import Build, Item, Link, PartSaid, Restated, doubt, rule
from bot.conversation.times.repeat_rules import REPEAT_RULES
from bot.conversation.times.values import Reason, Unsure
from bot.conversation.times.vocabulary import Kind, Part, Token


def items(tokens: Sequence[Token], now: datetime) -> tuple[Item, ...]:
    """Read all tokens. Raises Unsure, also for a token that fits nowhere."""
    return tuple(_items(tokens, now))


def _items(tokens: Sequence[Token], now: datetime) -> Iterator[Item]:
    kinds = "".join(token.kind for token in tokens)
    place = 0
    while place < len(tokens):
        ends = [(found.end(), build) for rule, build in RULES if (found := rule.match(kinds, place))]
        if not ends:
            raise Unsure(_left_over(tokens, place))
        end, build = max(ends, key=lambda found: found[0])
        yield from build(tokens[place:end], now)
        place = end


def _left_over(tokens: Sequence[Token], place: int) -> Reason:
    """Say why a token fits nowhere: a sign or word between two numbers makes a range."""
    kind = tokens[place].kind
    between = 0 < place < len(tokens) - 1
    return Reason.RANGE if kind is Kind.TO or (kind is Kind.DASH and between) else Reason.NOT_UNDERSTOOD


def _clock(read: Callable[[Sequence[Token]], Clock]) -> Build:
    return lambda tokens, _now: (read(tokens),)


def _link(tokens: Sequence[Token], _now: datetime) -> tuple[Item, ...]:
    return (Link(tokens[0].kind),)


def _part(tokens: Sequence[Token], now: datetime) -> tuple[Item, ...]:
    said = PartSaid(Part(tokens[-1].value))
    if tokens[0].kind is Kind.EVERY:
        return Days(every=(1, Unit.DAY)), said
    if tokens[0].kind is Kind.THIS:
        return Days(dates=Dates((now.date(),))), said
    return (said,)


def _restated(tokens: Sequence[Token], _now: datetime) -> tuple[Item, ...]:
    return (Restated(clocks.digits(tokens[1:-1])),)


_HALF_DAY = "(AM|PM)"
_FIGURES = "(NUMBER|FOUR_DIGITS|CLOCK)"
_HOUR = f"NUMBER OCLOCK? {_HALF_DAY}?"

RULES = (
    *REPEAT_RULES,
    *DATE_RULES,
    rule(f"AT? {_FIGURES} OCLOCK? {_HALF_DAY}?", _clock(clocks.digits)),
    rule(f"AT DOTTED OCLOCK? {_HALF_DAY}?|DOTTED {_HALF_DAY}", _clock(clocks.digits)),
    rule("AT? NUMBER H|AT? FOUR_DIGITS (H|HOURS)", _clock(clocks.digits)),
    rule(f"AT? NUMBER NUMBER {_HALF_DAY}?", _clock(clocks.digits)),
    rule(f"AT? A? HALF PAST {_HOUR}", _clock(clocks.spoken)),
    rule(f"AT? A? QUARTER (PAST|TO) {_HOUR}", _clock(clocks.spoken)),
    rule(f"AT? NUMBER MINUTES? (PAST|TO) {_HOUR}", _clock(clocks.spoken)),
    rule("AT? HALF NUMBER", doubt(Reason.WHICH_TIME)),
    rule("AT? NUMBER? NOON", _clock(clocks.noon)),
    rule("AT? NUMBER? MIDNIGHT", _clock(clocks.midnight)),
    rule("(IN|AT|EVERY|THIS)? PART|IN? PARTS", _part),
    rule("OPEN CLOCK CLOSE", _restated),
    rule("AND|COMMA|ON|AT|FROM", _link),
)
