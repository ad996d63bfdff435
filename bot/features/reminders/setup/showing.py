"""Questions as replies: words, buttons, and the form for what can be typed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.actions import Action
from bot.core.forms import Field, Form
from bot.core.reply import Button, Reply, Row, Select
from bot.core.richtext import Blocks, plain
from bot.features.reminders.plans import Kind, Plan
from bot.features.reminders.setup import path
from bot.features.reminders.setup.asking import Choice, Facts, Listed, Question
from bot.features.reminders.setup.bloodtests import PATTERN
from bot.features.reminders.setup.counting import ticked_name
from bot.features.reminders.setup.draft import Draft
from bot.features.reminders.setup.path import PREVIEW
from bot.features.reminders.setup.preview import preview
from bot.features.reminders.setup.spoken import STEPPED
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

FEATURE = "remind"
BEGIN = Action(FEATURE, "begin")
LONGEST_TYPED = 200
_LONGEST_TITLE = 45
TYPED = "text"
"""The field of the form for what is typed."""

_DAYS = ("days", "weekdays", ticked_name("weekdays"), "every", "on", "off", "monthday")
_STEPS = (STEPPED, *_DAYS, "first", "times", "label", "more")


@dataclass(frozen=True, slots=True)
class Changeable:
    """Something of a plan that can be changed: how it is called, and the questions that are asked again."""

    label: Key
    questions: tuple[str, ...]


_EVERY: Mapping[str, Changeable] = {
    "days": Changeable("remind.change_days", _DAYS),
    "times": Changeable("remind.change_times", ("times",)),
    "first": Changeable("remind.change_first", ("first",)),
    "steps": Changeable("remind.change_steps", _STEPS),
    "last": Changeable("remind.change_last", ("last",)),
    "cue": Changeable("remind.change_cue", ("cue",)),
    "nudges": Changeable("remind.change_nudges", ("nudges",)),
    "pattern": Changeable("remind.change_pattern", PATTERN),
    "lasttest": Changeable("remind.change_lasttest", ("lasttest", "due", "booked")),
    "window": Changeable("remind.change_window", ("window",)),
    "day": Changeable("remind.change_day", ("day",)),
    "at": Changeable("remind.change_at", ("at",)),
    "before": Changeable("remind.change_before", ("before",)),
    "notice": Changeable("remind.change_notice", ("notice",)),
    "label": Changeable("remind.change_label", ("label",)),
    "discreet": Changeable("remind.change_discreet", ("discreet",)),
    "zone": Changeable("remind.change_zone", ("place", "clock")),
}
_OF_KIND: Mapping[Kind, tuple[str, ...]] = {
    Kind.DOSE: ("days", "times", "first", "last", "cue", "nudges"),
    Kind.BLOOD_TEST: ("pattern", "lasttest", "window", "notice"),
    Kind.APPOINTMENT: ("day", "at", "before", "notice"),
    Kind.REFILL: ("day", "before", "notice"),
}
_STEPPED = ("steps", "last", "cue", "nudges")


def changeable(draft: Draft, facts: Facts) -> Mapping[str, Changeable]:
    """Give what can be changed of a plan whose questions all have answers."""
    answers = draft.answers
    names = _STEPPED if STEPPED in answers else _OF_KIND[Kind(answers["kind"])]
    label = ("label",) if facts.labels and STEPPED not in answers else ()
    discreet = ("discreet",) if "discreet" in answers else ()
    return {name: _EVERY[name] for name in (*names, *label, *discreet, "zone")}


@dataclass(frozen=True, slots=True)
class Showing:
    """Makes replies of questions."""

    texts: Texts

    def question(self, draft: Draft, facts: Facts, before: Blocks = ()) -> Reply:
        """Ask the present question; `before` stands above it. Not for the preview."""
        name = path.present(draft, facts, self.texts)
        question = path.step(name).ask(path.asking(draft, facts, self.texts, name))
        rows = (*self._offers(draft), *self._choices(draft, name, question), self._ways(draft, name, question))
        typed = self.form(draft, name, question) if question.example else None
        blocks = (*before, *question.words)
        return Reply(blocks, tuple(row for row in rows if row), typed=typed, outcome=f"remind {name}").for_asker(BEGIN)

    def preview(self, draft: Draft, facts: Facts, plan: Plan, before: Blocks = ()) -> Reply:
        """Show the whole plan. One that would never remind cannot be confirmed."""
        blocks = preview(path.asking(draft, facts, self.texts, PREVIEW), plan)
        confirm = self._button("remind.save_change" if draft.version else "remind.confirm", draft, "confirm")
        change = self._button("remind.change", draft, "change")
        first = (confirm, change) if plan.next_slots(facts.now, 1) else (change,)
        rows = (first, self._ways(draft, PREVIEW, None))
        return Reply((*before, *blocks), rows, outcome="remind preview").for_asker(BEGIN)

    def changes(self, draft: Draft, facts: Facts) -> Reply:
        """List what can be changed."""
        line = self.texts.line
        options = (
            Button(line(one.label), self._action(draft, "again", name))
            for name, one in changeable(draft, facts).items()
        )
        back = self._button("remind.to_preview", draft, "show")
        rows = (tuple(options), (back, self._button("form.cancel", draft, "cancel")))
        return Reply(self.texts.rich("remind.change_what"), rows, outcome="remind change").for_asker(BEGIN)

    def form(self, draft: Draft, name: str, question: Question) -> Form:
        """Give the form for what is typed in answer to a question."""
        line = self.texts.line
        asked = Field(TYPED, line("remind.form_label"), question.example, longest=LONGEST_TYPED)
        return Form(self._short(question), (asked,), self._action(draft, "typed", name))

    def _short(self, question: Question) -> str:
        """Give the question itself as the title of a window, which hides where it was asked; if it is short enough."""
        asked, mark, _ = plain(question.words).partition("?")
        fits = mark and "\n" not in asked and len(asked) < _LONGEST_TITLE
        return asked + mark if fits else self.texts.line("remind.form_title")

    def _choices(self, draft: Draft, name: str, question: Question) -> Iterator[Row]:
        for row in question.rows:
            choices = row.choices if isinstance(row, Listed) else row
            offered = {offer.label for offer in draft.offers}
            buttons = tuple(self._choice(draft, name, one) for one in choices if one.label not in offered)
            yield Select(row.prompt, buttons) if isinstance(row, Listed) else buttons

    def _choice(self, draft: Draft, name: str, choice: Choice) -> Button:
        return Button(choice.label, self._action(draft, "pick", name, choice.value))

    def _offers(self, draft: Draft) -> Iterator[Row]:
        """Show what was typed may have meant, as buttons."""
        if draft.offers:
            yield tuple(
                Button(offer.label, self._action(draft, "take", str(draft.turn), str(place)))
                for place, offer in enumerate(draft.offers)
            )

    def _ways(self, draft: Draft, name: str, question: Question | None) -> Row:
        """Give the ways on from any question: type the answer, go back, give up."""
        buttons = [self._button("form.cancel", draft, "cancel")]
        if draft.trail:
            buttons.insert(0, self._button("form.back", draft, "back", name))
        if question is not None and question.example:
            buttons.insert(0, self._button("remind.type", draft, "type", name))
        return tuple(buttons)

    def _button(self, label: Key, draft: Draft, verb: str, *arguments: str) -> Button:
        return Button(self.texts.line(label), self._action(draft, verb, *arguments))

    @staticmethod
    def _action(draft: Draft, verb: str, *arguments: str) -> Action:
        return Action(FEATURE, verb, (draft.mark, *arguments))
