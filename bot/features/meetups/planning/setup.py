"""Setting a meet-up up, and changing it: from each button and form to the sketch that it belongs to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from bot.conversation.commands import FormHandler, PressHandler, Routes, Verb
from bot.conversation.drafts import LIFETIME
from bot.core.actions import Action
from bot.core.forms import Field, Form
from bot.core.incoming import Origin, Pressed, Submitted
from bot.core.reply import Button, Reply, Showing
from bot.core.richtext import Blocks
from bot.features.meetups.meetup import LONGEST_TEXT, LONGEST_TITLE, MeetupDate
from bot.features.meetups.planning.building import problems
from bot.features.meetups.planning.confirming import Confirming
from bot.features.meetups.planning.dialogue import Dialogue, Found, checked
from bot.features.meetups.planning.hub import BEGIN, FEATURE, TYPED
from bot.features.meetups.planning.parts import PARTS
from bot.features.meetups.planning.sketch import Doubt, Offer, Patch, Sketch
from bot.features.meetups.planning.wording import shortened

_FIRST = ("title", "when", "duration", "where", "text")
"""The parts that a new meet-up is asked for at once."""

_OPTIONAL = frozenset({"duration", "where", "text"})
_LONGEST_WINDOW_TITLE = 45
_ECHOED = 200


@dataclass(frozen=True, slots=True)
class Turn:
    """A press or a form, with the sketch that it belongs to."""

    origin: Origin
    action: Action
    sketch: Sketch

    def argument(self, place: int) -> str:
        """Give an argument of the button behind the mark of its sketch, from 1 on; empty if there is none."""
        return argument(self.action, place)

    @property
    def part(self) -> str:
        """The part that it is about; empty if that is none."""
        return self.argument(1) if self.argument(1) in PARTS else ""


Move = Callable[[Turn], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be changed: a meet-up, or one date of it. With a `part`, that is asked for at once."""

    found: Found
    on: MeetupDate | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class SetupRoutes:
    """Handlers of the dialogue. Each checks the role again."""

    dialogue: Dialogue
    confirming: Confirming
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    def routes(self) -> Routes:
        """Declare the buttons and forms of the dialogue."""
        moves: Mapping[str, Move] = {
            "hub": self._hub,
            "card": self._card,
            "page": self._page,
            "pick": self._pick,
            "take": self._take,
            "write": self._write,
            "tell": self._tell,
            "drop": self._drop,
            "confirm": self._confirm,
        }
        presses: dict[Verb, PressHandler] = {
            (FEATURE, verb): partial(self._pressed, move) for verb, move in moves.items()
        }
        presses[FEATURE, "new"] = self._new
        presses[FEATURE, "anew"] = self._anew
        forms: dict[Verb, FormHandler] = {(FEATURE, "typed"): self._typed, (FEATURE, "first"): self._first}
        return Routes(presses=presses, forms=forms, cancels=(self.give_up,))

    async def new(self, origin: Origin) -> Reply:
        """Begin a new meet-up, unless another one is being set up."""
        checked(origin)
        dialogue = self.dialogue
        await dialogue.drafts.remove_older(origin.at - LIFETIME)
        sketch = await dialogue.current(origin)
        if sketch is None:
            return self._form(origin)
        going_on = dialogue.texts.rich("meetup.going_on")
        reply = await dialogue.show(origin, sketch, going_on)
        anew = Button(dialogue.texts.line("meetup.anew"), Action(FEATURE, "anew", (sketch.mark,)))
        *rows, last = reply.rows
        return replace(reply, rows=(*rows, (*last, anew) if isinstance(last, tuple) else last))

    async def open(self, origin: Origin, target: Target, instead: Action, *, force: bool) -> Reply:
        """Begin to change a meet-up, or one date of it.

        Another one that is being set up is not thrown away without a word: `instead` does so.
        """
        checked(origin)
        dialogue, found, on = self.dialogue, target.found, target.on
        async with self._turn:
            sketch = await dialogue.current(origin)
            if sketch is not None and (sketch.meetup_id, sketch.date_id) == (found.meetup.id, on.id if on else ""):
                return await dialogue.go_on(origin, sketch, target.part)
            if sketch is not None and not force and (sketch.doubts or sketch.values != sketch.base):
                return self._busy(sketch, instead)
            return await dialogue.go_on(origin, await dialogue.opened(found, on), target.part)

    def _busy(self, sketch: Sketch, instead: Action) -> Reply:
        texts = self.dialogue.texts
        go_on = Button(texts.line("meetup.go_on_button"), Action(FEATURE, "hub", (sketch.mark,)))
        other = Button(texts.line("meetup.instead_button"), instead)
        return Reply(texts.rich("meetup.busy"), ((go_on, other),), outcome="meetup busy").for_asker(BEGIN)

    async def give_up(self, origin: Origin) -> Reply | None:
        """Give up by /cancel; None if nothing is being set up."""
        sketch = await self.dialogue.current(origin)
        return None if sketch is None else await self._given_up(origin, sketch)

    async def _new(self, pressed: Pressed, action: Action) -> Reply:
        return await self.new(pressed.origin)

    async def _anew(self, pressed: Pressed, action: Action) -> Reply:
        """Forget what is being set up, and begin anew."""
        checked(pressed.origin)
        sketch = await self.dialogue.current(pressed.origin)
        if sketch is not None and sketch.mark == argument(action, 0):
            await self.dialogue.forget(pressed.origin)
        return await self.new(pressed.origin)

    def _form(self, origin: Origin) -> Reply:
        """Ask for the first parts together. The id of the meet-up stands in the form: sent twice, it is one."""
        texts = self.dialogue.texts
        fields = (
            Field("title", texts.line("meetup.part_title"), texts.line("meetup.title_example"), LONGEST_TITLE),
            Field("when", texts.line("meetup.part_when"), texts.line("meetup.when_example"), 200),
            Field(
                "duration", texts.line("meetup.form_duration"), texts.line("meetup.duration_example"), 60, optional=True
            ),
            Field("where", texts.line("meetup.part_where"), texts.line("meetup.where_example"), 400, optional=True),
            Field(
                "text",
                texts.line("meetup.part_text"),
                texts.line("meetup.text_example"),
                LONGEST_TEXT,
                optional=True,
                several_lines=True,
            ),
        )
        action = Action(FEATURE, "first", (self.dialogue.new_id(),))
        title = shortened(texts.line("meetup.form_title"), _LONGEST_WINDOW_TITLE)
        return Reply(form=Form(title, fields, action), outcome="meetup form").for_asker(BEGIN)

    async def _first(self, submitted: Submitted, action: Action) -> Reply:
        """Take the first parts. What is not sure is kept, and asked again on the page."""
        origin = submitted.origin
        checked(origin)
        async with self._turn:
            sketch = await self.dialogue.current(origin)
            if sketch is not None and sketch.meetup_id == argument(action, 0):
                return await self.dialogue.show(origin, sketch)
            sketch = self.dialogue.begun(argument(action, 0))
            for part in _FIRST:
                sketch = self._read(origin, sketch, part, submitted.answers.get(part, "").strip())
            return await self.dialogue.go_on(origin, sketch)

    def _read(self, origin: Origin, sketch: Sketch, part: str, text: str) -> Sketch:
        """Read what was typed about a part into the sketch, or keep why it cannot be."""
        read = PARTS[part].read
        if read is None or (not text and part in _OPTIONAL):
            return sketch
        result = read(self.dialogue.asking(sketch, origin.at), text)
        if isinstance(result, Offer):
            return self._set(origin, sketch, part, result.patch)
        return sketch.doubting(part, replace(result, typed=text))

    def _set(self, origin: Origin, sketch: Sketch, part: str, patch: Patch) -> Sketch:
        """Set a part. If its end was typed before its start was known, that is understood now."""
        sketch = sketch.with_values(part, patch)
        doubt = sketch.doubts.get("duration")
        return sketch if part != "when" or doubt is None else self._read(origin, sketch, "duration", doubt.typed)

    async def _typed(self, submitted: Submitted, action: Action) -> Reply:
        """Take what was typed about one part. It is shown again wherever it is not simply understood."""
        text = submitted.answers.get(TYPED, "").strip()
        echo = self.dialogue.texts.rich("meetup.you_typed", typed=shortened(text, _ECHOED))
        return await self._with_sketch(submitted.origin, action, partial(self._understand, text), echo)

    async def _understand(self, text: str, turn: Turn) -> Reply:
        dialogue, part = self.dialogue, turn.part
        if not part or PARTS[part].read is None:
            return await dialogue.show(turn.origin, turn.sketch)
        sketch = self._read(turn.origin, turn.sketch, part, text)
        doubt: Doubt | None = sketch.doubts.get(part)
        if doubt is None:
            return await dialogue.go_on(turn.origin, sketch, PARTS[part].under)
        echo = dialogue.texts.rich("meetup.you_typed", typed=shortened(text, _ECHOED))
        unsure = dialogue.texts.rich("meetup.unsure", words=doubt.words)
        return await dialogue.go_on(turn.origin, sketch, part, (*echo, *unsure))

    async def _pressed(self, move: Move, pressed: Pressed, action: Action) -> Reply:
        return await self._with_sketch(pressed.origin, action, move)

    async def _with_sketch(self, origin: Origin, action: Action, move: Move, before: Blocks = ()) -> Reply:
        """Make a move with the sketch that a button belongs to, one at a time. `before` stands above other answers."""
        checked(origin)
        dialogue, texts = self.dialogue, self.dialogue.texts
        async with self._turn:
            sketch = await dialogue.current(origin)
            if sketch is None:
                return self._over(before)
            if argument(action, 0) != sketch.mark:
                reply = await dialogue.show(origin, sketch, (*before, *texts.rich("meetup.older")))
            else:
                reply = await move(Turn(origin, action, sketch))
        return reply.in_place() if reply.showing is Showing.NEW and reply.form is None else reply

    def _over(self, before: Blocks) -> Reply:
        """Say that nothing is being set up; to a press by a word that leaves the message as it is."""
        texts = self.dialogue.texts
        blocks = (*before, *texts.rich("meetup.over"))
        if not before:
            return Reply(blocks, showing=Showing.NOTE, outcome="meetup over").for_asker(BEGIN)
        again = Button(texts.line("meetup.all_button"), BEGIN)
        return Reply(blocks, ((again,),), outcome="meetup over").for_asker(BEGIN)

    async def _hub(self, turn: Turn) -> Reply:
        return await self.dialogue.show(turn.origin, turn.sketch)

    async def _card(self, turn: Turn) -> Reply:
        return await self.dialogue.card(turn.origin, turn.sketch)

    async def _page(self, turn: Turn) -> Reply:
        if not turn.part:
            return await self._hub(turn)
        return self.dialogue.ask(turn.origin, turn.sketch, turn.part, page=_number(turn.argument(2)))

    async def _pick(self, turn: Turn) -> Reply:
        """Take a choice. One that is offered no more only shows the question again."""
        if not turn.part:
            return await self._hub(turn)
        dialogue, part, page = self.dialogue, turn.part, _number(turn.argument(3))
        choice = PARTS[part].ask(dialogue.asking(turn.sketch, turn.origin.at, page)).choice(turn.argument(2))
        if choice is None:
            return dialogue.ask(turn.origin, turn.sketch, part, page=page)
        sketch = turn.sketch.with_values(part, choice.patch)
        if not choice.stays:
            return await dialogue.go_on(turn.origin, sketch, PARTS[part].under)
        await dialogue.keep(turn.origin, sketch)
        return dialogue.ask(turn.origin, sketch, part, page=page)

    async def _take(self, turn: Turn) -> Reply:
        """Take what was typed as one of the things that it may have meant."""
        part, place = turn.argument(2), turn.argument(3)
        doubt = turn.sketch.doubts.get(part)
        offers = () if doubt is None or turn.argument(1) != str(turn.sketch.turn) else doubt.offers
        if place not in map(str, range(len(offers))):
            return await self._hub(turn)
        sketch = self._set(turn.origin, turn.sketch, part, offers[int(place)].patch)
        return await self.dialogue.go_on(turn.origin, sketch, PARTS[part].under)

    async def _write(self, turn: Turn) -> Reply:
        """Let a part be typed: in a window, or as the next message of a private chat."""
        if not turn.part or PARTS[turn.part].read is None:
            return await self._hub(turn)
        dialogue = self.dialogue
        question = PARTS[turn.part].ask(dialogue.asking(turn.sketch, turn.origin.at))
        form = dialogue.hub.form(turn.sketch, turn.part, question)
        if turn.origin.shows_forms or turn.origin.place.is_group:
            return Reply(form=form, outcome="meetup window").for_asker(BEGIN)
        words = dialogue.texts.rich("meetup.type_now", example=question.example)
        return Reply(words, showing=Showing.NOTE, typed=form, outcome="meetup type").for_asker(BEGIN)

    async def _tell(self, turn: Turn) -> Reply:
        sketch = turn.sketch.with_values("tell", {"tell": turn.argument(1) == "yes"})
        return await self.dialogue.go_on(turn.origin, sketch)

    async def _drop(self, turn: Turn) -> Reply:
        return await self._given_up(turn.origin, turn.sketch)

    async def _confirm(self, turn: Turn) -> Reply:
        """Make it so, if it is what was shown and nothing stands in the way."""
        in_the_way = problems(self.dialogue.asking(turn.sketch, turn.origin.at))
        if in_the_way or turn.argument(1) != turn.sketch.digest:
            return await self._hub(turn)
        return await self.confirming.confirm(turn.origin, turn.sketch)

    async def _given_up(self, origin: Origin, sketch: Sketch) -> Reply:
        texts = self.dialogue.texts
        await self.dialogue.forget(origin)
        blocks = texts.rich("meetup.dropped_new" if sketch.is_new else "meetup.dropped_change")
        again = Button(texts.line("meetup.all_button"), BEGIN)
        return Reply(blocks, ((again,),), outcome="meetup dropped").for_asker(BEGIN)


def argument(action: Action, place: int) -> str:
    """Give an argument of an action; empty if it has fewer."""
    return action.arguments[place] if len(action.arguments) > place else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else 0
