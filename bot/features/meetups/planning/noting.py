"""Who comes, for organisers alone, and their notes to those who come."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.conversation.commands import Routes
from bot.conversation.drafts import LIFETIME, Draft
from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.forms import Field, Form
from bot.core.incoming import Origin, Pressed, Submitted
from bot.core.reply import Attachment, Button, Reply, Showing
from bot.core.richtext import Block, Bullets, Text, paragraph, plain
from bot.core.tokens import clean
from bot.features.meetups.attending import Answer, Attendee, counted
from bot.features.meetups.describing import head_count, moment_in_words
from bot.features.meetups.keeping import Note
from bot.features.meetups.meetup import Meetup, MeetupDate, content_of
from bot.features.meetups.planning.dialogue import Dialogue, checked, titled
from bot.features.meetups.planning.hub import BEGIN, FEATURE, TYPED
from bot.features.meetups.planning.setup import argument
from bot.features.meetups.planning.wording import people_in_words
from bot.features.meetups.tidying import tidy
from bot.texts.keys import Key

LONGEST_NOTE = 1_000
DRAFT = "meetup-note"
ALL, GOING = "all", "going"

_LONGEST_LIST = 1_500  # characters; longer ones go as a file
_MARK_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Written:
    """A note that was written and not sent yet."""

    id: str
    date_id: str
    text: str = field(repr=False)

    @property
    def mark(self) -> str:
        """What the buttons below it bear."""
        return self.id[:_MARK_LENGTH]


@dataclass(frozen=True, slots=True)
class Noting:
    """Handlers of notes, and the list of names."""

    dialogue: Dialogue
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    def routes(self) -> Routes:
        """Declare the buttons and the form of notes."""
        return Routes(
            presses={
                (FEATURE, "noteto"): self.show,
                (FEATURE, "send"): self.send,
                (FEATURE, "unwrite"): self.drop,
            },
            forms={(FEATURE, "note"): self.written},
            cancels=(self.give_up,),
        )

    async def who(self, origin: Origin, meetup: Meetup, on: MeetupDate) -> Reply:
        """List who comes, with names, in the order in which they said so; as a file where that is long."""
        texts, attendees = self.dialogue.texts, await self.dialogue.organising.attendees(on)
        when = moment_in_words(on.starts_at, meetup.zone, texts, origin.at)
        count = head_count(counted(attendees), content_of(meetup, on).seats, texts)
        head = (*texts.rich("meetup.who", title=titled(meetup, on), when=when), paragraph(count))
        lists = tuple(self._lists(attendees))
        note = texts.rich("meetup.who_note") if attendees else ()
        rows = ((Button(texts.line("meetup.back"), Action(FEATURE, "go", ("one", meetup.id))),),)
        written = plain((*head, *lists))
        if len(written) <= _LONGEST_LIST:
            return Reply((*head, *lists, *note), rows, outcome="meetup who").for_asker(BEGIN)
        file = Attachment("who-comes.txt", "text/plain", written.encode())
        blocks = (*head, *texts.rich("meetup.who_file"), *note)
        return Reply(blocks, rows, attachments=(file,), outcome="meetup who file").for_asker(BEGIN)

    def form(self, on: MeetupDate) -> Reply:
        """Ask for the words of a note."""
        line = self.dialogue.texts.line
        asked = Field(TYPED, line("meetup.note_label"), line("meetup.note_hint"), LONGEST_NOTE, several_lines=True)
        form = Form(line("meetup.note_title"), (asked,), Action(FEATURE, "note", (on.id,)))
        return Reply(form=form, outcome="meetup note form").for_asker(BEGIN)

    async def written(self, submitted: Submitted, action: Action) -> Reply:
        """Keep the words, and show them before they are sent."""
        origin = submitted.origin
        checked(origin)
        await self.dialogue.found_date(argument(action, 0), origin.at)
        text = tidy(submitted.answers.get(TYPED, ""))
        if not clean(text):
            raise UserError("meetup.nothing_typed")
        if len(text) > LONGEST_NOTE:
            raise UserError("meetup.too_long", typed=f"{len(text):,}", most=f"{LONGEST_NOTE:,}")
        note = Written(self.dialogue.new_id(), argument(action, 0), text)
        await self._keep(origin, note)
        return await self._preview(origin, note, ALL)

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """Show the note again, for all or for those who are going alone."""
        note = await self._mine(pressed.origin, action)
        if note is None:
            return self._over()
        return (await self._preview(pressed.origin, note, argument(action, 1))).in_place()

    async def send(self, pressed: Pressed, action: Action) -> Reply:
        """Send the note, once."""
        origin, dialogue = pressed.origin, self.dialogue
        async with self._turn:
            note = await self._mine(origin, action)
            if note is None:
                return self._over()
            found, on = await dialogue.found_date(note.date_id, origin.at)
            kept, maybe = Note(note.id, on.id, note.text, origin.at), argument(action, 1) == ALL
            count = await dialogue.organising.write(found.meetup, on, kept, maybe=maybe)
            await dialogue.drafts.remove(origin.person, DRAFT)
        key: Key = "meetup.note_sent" if count else "meetup.note_to_nobody"
        blocks = dialogue.texts.rich(key, **({"count": people_in_words(count, self.dialogue.texts)} if count else {}))
        back = Button(dialogue.texts.line("meetup.all_button"), BEGIN)
        return Reply(blocks, ((back,),), outcome="meetup note sent").for_asker(BEGIN).in_place()

    async def drop(self, pressed: Pressed, action: Action) -> Reply:
        """Give the note up."""
        if await self._mine(pressed.origin, action) is None:
            return self._over()
        await self.dialogue.drafts.remove(pressed.origin.person, DRAFT)
        return self._dropped().in_place()

    async def give_up(self, origin: Origin) -> Reply | None:
        """Give it up by /cancel; None if there is none."""
        if await self._kept(origin) is None:
            return None
        await self.dialogue.drafts.remove(origin.person, DRAFT)
        return self._dropped()

    async def _preview(self, origin: Origin, note: Written, to: str) -> Reply:
        dialogue, texts = self.dialogue, self.dialogue.texts
        found, on = await dialogue.found_date(note.date_id, origin.at)
        to = to if to == GOING else ALL
        count = await dialogue.organising.audience(on, maybe=to == ALL)
        when = moment_in_words(on.starts_at, found.meetup.zone, texts, origin.at)
        key: Key = "meetup.note_to_all" if to == ALL else "meetup.note_to_going"
        head = texts.rich(
            key, title=titled(found.meetup, on), when=when, count=people_in_words(count, self.dialogue.texts)
        )
        words = tuple(paragraph(chunk) for chunk in note.text.split("\n\n"))
        other: Key = "meetup.note_only_going" if to == ALL else "meetup.note_also_maybe"
        send = Button(texts.line("meetup.note_send"), Action(FEATURE, "send", (note.mark, to)))
        toggle = Button(texts.line(other), Action(FEATURE, "noteto", (note.mark, GOING if to == ALL else ALL)))
        again = Button(texts.line("meetup.note_again"), Action(FEATURE, "on", ("write", on.id)))
        drop = Button(texts.line("meetup.give_up"), Action(FEATURE, "unwrite", (note.mark,)))
        rows = ((send, toggle), (again, drop)) if count else ((toggle,), (again, drop))
        return Reply((*head, *words), rows, outcome="meetup note").for_asker(BEGIN)

    async def _mine(self, origin: Origin, action: Action) -> Written | None:
        """Give the note that a button belongs to."""
        checked(origin)
        note = await self._kept(origin)
        return note if note is not None and note.mark == argument(action, 0) else None

    async def _kept(self, origin: Origin) -> Written | None:
        kept = await self.dialogue.drafts.find(origin.person, DRAFT)
        if kept is None or origin.at - kept.since >= LIFETIME:
            return None
        state = kept.state
        return Written(state["id"], state["date_id"], state["text"])

    async def _keep(self, origin: Origin, note: Written) -> None:
        state = {"id": note.id, "date_id": note.date_id, "text": note.text}
        await self.dialogue.drafts.put(origin.person, DRAFT, Draft(state, origin.at))

    def _over(self) -> Reply:
        words = self.dialogue.texts.rich("meetup.note_over")
        return Reply(words, showing=Showing.NOTE, outcome="meetup note over").for_asker(BEGIN)

    def _dropped(self) -> Reply:
        back = Button(self.dialogue.texts.line("meetup.all_button"), BEGIN)
        words = self.dialogue.texts.rich("meetup.note_dropped")
        return Reply(words, ((back,),), outcome="meetup note dropped").for_asker(BEGIN)

    def _lists(self, attendees: Iterable[Attendee]) -> Iterator[Block]:
        everybody = tuple(attendees)
        going = [one for one in everybody if one.answer is Answer.GOING]
        lists: tuple[tuple[Key, list[Attendee]], ...] = (
            ("meetup.who_going", [one for one in going if not one.waits]),
            ("meetup.who_waiting", [one for one in going if one.waits]),
            ("meetup.who_maybe", [one for one in everybody if one.answer is Answer.MAYBE]),
            ("meetup.who_cannot", [one for one in everybody if one.answer is Answer.CANNOT]),
        )
        for key, people in lists:
            if people:
                yield from self.dialogue.texts.rich(key)
                yield Bullets(tuple((Text(self._named(number, one)),) for number, one in enumerate(people, start=1)))

    def _named(self, number: int, one: Attendee) -> str:
        line = self.dialogue.texts.line
        name = tidy(one.name).replace("\n", " ") or line("meetup.who_nameless")
        key: Key = "meetup.who_guests" if one.guests else "meetup.who_line"
        return line(key, number=str(number), name=name, **({"count": str(one.guests)} if one.guests else {}))
