"""The page of a meet-up that is being set up or changed, and the questions about its parts, as replies. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.actions import Action
from bot.core.capabilities import shorten
from bot.core.forms import Field, Form
from bot.core.reply import Button, Reply, Row, Select
from bot.core.richtext import Block, Blocks, Bullets, Text, plain
from bot.features.meetups.meetup import Counts, Meetup, MeetupDate
from bot.features.meetups.planning.asking import Asking, Choice, Part, Question, Way
from bot.features.meetups.planning.building import Problem, changed_parts, previewed, problems
from bot.features.meetups.planning.parts import PARTS, shown_parts
from bot.features.meetups.planning.readback import read_back, said
from bot.features.meetups.planning.sketch import Sketch
from bot.features.meetups.planning.wording import day_in_words, people_in_words
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

FEATURE = "meetup"
BEGIN = Action(FEATURE, "begin")
TYPED = "text"
"""The field of a form for one part."""

Preview = Callable[[Meetup, MeetupDate, Counts, datetime], Blocks]
"""Draws the card as members will see it."""

_LONGEST_TITLE = 45  # of a window
_LONGEST_EXAMPLE = 100
_MOST_IN_ROW = 5
_LONGEST_PAGE = 1_700  # characters, so that all of it is one message; some may have to be escaped
_LONGEST_OFFER = 60


@dataclass(frozen=True, slots=True)
class Stage:
    """What is known of the meet-up that is changed: how it is, whether its first card is out, whom changes concern.

    `counts` are those of the date that is shown. `told_anyway`: they are told, whatever the organiser wishes.
    """

    now: tuple[Meetup, MeetupDate] | None = None
    announced: bool = False
    audience: int = 0
    told_anyway: bool = False
    counts: Counts = field(default_factory=Counts)


@dataclass(frozen=True, slots=True)
class Hub:
    """Makes the pages."""

    texts: Texts
    preview: Preview

    def page(self, asking: Asking, stage: Stage, before: Blocks = ()) -> Reply:
        """Show all of it: what is in the way, what was understood, the card, and a button for each part."""
        wrong, drawn = problems(asking), previewed(asking, stage.now)
        back = tuple(read_back(asking, with_card=drawn is not None))
        blocks: list[Block] = [*before, *self._head(asking)]
        if wrong:
            blocks += [*self.texts.rich("meetup.to_mend"), _bullets(problem.words for problem in wrong)]
        if back:
            blocks.append(_bullets(back))
        blocks += self._changes(asking, stage)
        card = (
            ()
            if drawn is None
            else (*self.texts.rich("meetup.as_seen"), *self.preview(*drawn, stage.counts, asking.now))
        )
        fits = len(plain((*blocks, *card))) <= _LONGEST_PAGE
        blocks += card if fits else self.texts.rich("meetup.long_card")
        rows = tuple(
            row for row in self._rows(asking, stage, wrong, with_card=fits) if not isinstance(row, tuple) or row
        )
        return Reply(tuple(blocks), rows, outcome="meetup hub").for_asker(BEGIN)

    def card(self, asking: Asking, stage: Stage) -> Reply | None:
        """Show the card alone; None as long as there is none."""
        drawn = previewed(asking, stage.now)
        if drawn is None:
            return None
        row = (Button(self.texts.line("meetup.back"), _action(asking.sketch, "hub")),)
        return Reply(self.preview(*drawn, stage.counts, asking.now), (row,), outcome="meetup card preview").for_asker(
            BEGIN
        )

    def part(self, asking: Asking, name: str, before: Blocks = ()) -> Reply:
        """Ask for one part."""
        part, question = PARTS[name], PARTS[name].ask(asking)
        now, doubt = said(asking, name), asking.sketch.doubts.get(name)
        blocks = (*before, *question.words)
        if now and name != "where":
            blocks = (*blocks, *self.texts.rich("meetup.now_set", value=now))
        offers = self._offers(asking.sketch, name) if doubt is not None else ()
        rows = (offers, *self._choices(asking, name, question), self._ways(asking.sketch, name, part, question))
        typed = self.form(asking.sketch, name, question) if part.read is not None else None
        return Reply(blocks, tuple(row for row in rows if row), typed=typed, outcome=f"meetup {name}").for_asker(BEGIN)

    def form(self, sketch: Sketch, name: str, question: Question) -> Form:
        """Give the form for what is typed about a part."""
        part = PARTS[name]
        label, hint = self.texts.line(part.label), shorten(question.example, _LONGEST_EXAMPLE)
        asked = Field(TYPED, label, hint, longest=part.longest, several_lines=part.several_lines)
        return Form(shorten(label, _LONGEST_TITLE), (asked,), _action(sketch, "typed", name))

    def _head(self, asking: Asking) -> Blocks:
        sketch = asking.sketch
        if sketch.is_new:
            return self.texts.rich("meetup.head_new")
        if not sketch.single:
            return self.texts.rich("meetup.head_all" if asking.series is not None else "meetup.head_change")
        base = sketch.base["first"]
        return self.texts.rich("meetup.head_date", day=day_in_words(datetime.fromisoformat(base).date(), self.texts))

    def _changes(self, asking: Asking, stage: Stage) -> Iterator[Block]:
        """Say what will be other than before, and who is told."""
        if asking.sketch.is_new:
            return
        changed = changed_parts(asking)
        if not changed:
            yield from self.texts.rich("meetup.no_changes")
            return
        named = ", ".join(self.texts.line(PARTS[name].label).lower() for name in changed)
        yield from self.texts.rich("meetup.changes", parts=named)
        told = stage.told_anyway or asking.sketch.values["tell"]
        key: Key = "meetup.are_told" if told else "meetup.not_told"
        yield from self.texts.rich(key, count=people_in_words(stage.audience, self.texts))

    def _rows(self, asking: Asking, stage: Stage, wrong: tuple[Problem, ...], *, with_card: bool) -> Iterator[Row]:
        sketch, line = asking.sketch, self.texts.line
        doubtful = next(iter(name for name in sketch.doubts if sketch.doubts[name].offers), None)
        if doubtful is not None:
            yield self._offers(sketch, doubtful)
        parts = shown_parts(asking, announced=stage.announced)
        mending = tuple(dict.fromkeys(_top(problem.part) for problem in wrong))
        mending = tuple(name for name in mending if name in parts)[:_MOST_IN_ROW]
        yield tuple(
            self._page_button(sketch, name, line("meetup.mend", part=line(PARTS[name].label))) for name in mending
        )
        others = tuple(self._page_button(sketch, name) for name in parts if name not in mending)
        yield Select(line("meetup.change_prompt"), others)
        see = () if with_card else (Button(line("meetup.see_card"), _action(sketch, "card")),)
        give_up = Button(line("meetup.give_up"), _action(sketch, "drop"))
        yield (*see, *self._confirm(asking, stage, wrong), give_up)

    def _confirm(self, asking: Asking, stage: Stage, wrong: tuple[Problem, ...]) -> Iterator[Button]:
        sketch, line = asking.sketch, self.texts.line
        changed = sketch.is_new or bool(changed_parts(asking))
        if changed and not sketch.is_new and not stage.told_anyway and stage.audience:
            key: Key = "meetup.tell_not_button" if sketch.values["tell"] else "meetup.tell_button"
            yield Button(line(key), _action(sketch, "tell", "no" if sketch.values["tell"] else "yes"))
        if changed and not wrong:
            label: Key = "meetup.confirm_new" if sketch.is_new else "meetup.confirm_change"
            yield Button(line(label), _action(sketch, "confirm", sketch.digest))

    def _page_button(self, sketch: Sketch, name: str, label: str = "") -> Button:
        return Button(label or self.texts.line(PARTS[name].label), _action(sketch, "page", name))

    def _offers(self, sketch: Sketch, name: str) -> tuple[Button, ...]:
        """Show what was typed may have meant, as buttons."""
        return tuple(
            Button(shorten(offer.label, _LONGEST_OFFER), _action(sketch, "take", str(sketch.turn), name, str(place)))
            for place, offer in enumerate(sketch.doubts[name].offers)
        )

    def _choices(self, asking: Asking, name: str, question: Question) -> Iterator[Row]:
        for row in question.rows:
            yield tuple(self._button(asking, name, one) for one in row)

    def _button(self, asking: Asking, name: str, one: Choice | Way) -> Button:
        sketch, values = asking.sketch, asking.sketch.values
        if isinstance(one, Way):
            return Button(one.label, _action(sketch, "page", one.part, str(one.page)))
        is_set = not one.stays and one.patch and all(values[key] == value for key, value in one.patch.items())
        label = f"✓ {one.label}" if is_set else one.label
        return Button(label, _action(sketch, "pick", name, one.value, str(asking.page)))

    def _ways(self, sketch: Sketch, name: str, part: Part, question: Question) -> Row:
        line = self.texts.line
        back = _action(sketch, "page", part.under) if part.under else _action(sketch, "hub")
        typing = (Button(line("meetup.type"), _action(sketch, "write", name)),) if part.read is not None else ()
        return (*typing, Button(line("meetup.back"), back))


def _action(sketch: Sketch, verb: str, *arguments: str) -> Action:
    return Action(FEATURE, verb, (sketch.mark, *arguments))


def _top(name: str) -> str:
    """Give the part of the hub under which another one is asked for."""
    return PARTS[name].under or name


def _bullets(lines: Iterator[str] | tuple[str, ...]) -> Bullets:
    return Bullets(tuple((Text(line),) for line in lines))
