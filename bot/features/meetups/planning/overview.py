"""What is planned, and what organisers do with it: each by a button, so that there are no names or ids to remember."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.conversation.commands import Command, Routes
from bot.core.actions import Action
from bot.core.capabilities import shorten
from bot.core.errors import UserError
from bot.core.incoming import Called, Origin, Pressed
from bot.core.people import Role
from bot.core.ports import ArgumentSpec, CommandSpec
from bot.core.reply import Button, Reply, Row, Showing
from bot.core.richtext import Blocks, Bullets, Text
from bot.features.meetups.attending import counted
from bot.features.meetups.describing import head_count, moment_in_words, series_in_words
from bot.features.meetups.meetup import MeetupDate, content_of
from bot.features.meetups.planning.dialogue import Dialogue, Found, checked, titled
from bot.features.meetups.planning.hub import BEGIN, FEATURE
from bot.features.meetups.planning.noting import Noting
from bot.features.meetups.planning.setup import SetupRoutes, Target, argument
from bot.features.meetups.planning.wording import people_in_words
from bot.texts.keys import Key

PAGE = 8
_LONGEST_LABEL = 40
_SHOWN_DATES = 3

# What can be done with a meet-up as a whole, and with one date of it.
_WHOLE: Mapping[str, Key] = {"edit": "meetup.edit_button"}
_DATE: Mapping[str, Key] = {
    "alter": "meetup.alter_button",
    "move": "meetup.move_button",
    "skip": "meetup.skip_button",
    "who": "meetup.who_button",
    "write": "meetup.write_button",
}
_LAST: Mapping[str, Key] = {"again": "meetup.again_button", "cancel": "meetup.cancel_button"}
_OF_SERIES = frozenset({"alter", "skip"})
_WHICH: Mapping[str, Key] = {
    "alter": "meetup.which_alter",
    "move": "meetup.which_move",
    "skip": "meetup.which_skip",
    "who": "meetup.which_who",
    "write": "meetup.which_write",
}


@dataclass(frozen=True, slots=True)
class OverviewRoutes:
    """Handlers of /meetup, of the list, and of what is done with what stands there."""

    dialogue: Dialogue
    setup: SetupRoutes
    noting: Noting

    def routes(self) -> Routes:
        """Declare the command and its buttons."""
        line = self.dialogue.texts.line
        what = ArgumentSpec("what", line("command.meetup_what"))
        spec = CommandSpec(FEATURE, line("command.meetup"), (what,), least_role=Role.ORGANISER, private=True)
        return Routes(
            commands=(Command(spec, self.meetup),),
            presses={
                (FEATURE, BEGIN.verb): self.begin,
                (FEATURE, "list"): self.turn,
                (FEATURE, "go"): self.go,
                (FEATURE, "on"): self.on,
                (FEATURE, "skipnow"): self.skip,
                (FEATURE, "cancelnow"): self.cancel,
            },
            words=dict.fromkeys(self.dialogue.texts.words("words.meetup"), FEATURE),
        )

    async def meetup(self, called: Called) -> Reply:
        """List what is planned, or do at once what a word behind the command says."""
        origin, texts = called.origin, self.dialogue.texts
        checked(origin)
        word = " ".join(called.arguments.values()).strip(" .!").lower()
        if word in texts.words("meetup.words_new"):
            return await self.setup.new(origin)
        found = await self._planned(origin)
        verb = next((verb for verb, key in _WORDS.items() if word and word in texts.words(key)), "one")
        if verb != "one" and len(found) == 1:
            return await self._go(origin, verb, found[0], force=False)
        unknown = (
            texts.rich("meetup.unknown_word") if word and verb == "one" and word not in _listing(texts.words) else ()
        )
        return self._list(origin, found, verb, before=unknown)

    async def begin(self, pressed: Pressed, action: Action) -> Reply:
        """List what is planned, also from a link that opened the private chat."""
        checked(pressed.origin)
        return self._list(pressed.origin, await self._planned(pressed.origin), "one").in_place()

    async def turn(self, pressed: Pressed, action: Action) -> Reply:
        """Show a page of the list; its buttons lead to what was asked for."""
        checked(pressed.origin)
        verb, page = argument(action, 0), argument(action, 1)
        number = int(page) if page.isascii() and page.isdecimal() and len(page) <= 4 else 0
        found = await self._planned(pressed.origin)
        return self._list(pressed.origin, found, verb if verb in _VERBS else "one", number).in_place()

    async def go(self, pressed: Pressed, action: Action) -> Reply:
        """Do something with a meet-up, or ask with which date of it.

        A link, which anybody may have sent, only shows it.
        """
        checked(pressed.origin)
        found = await self.dialogue.found(argument(action, 1), pressed.origin.at)
        if found is None:
            raise UserError("meetup.gone")
        verb = "one" if pressed.fresh else argument(action, 0)
        return _placed(await self._go(pressed.origin, verb, found, force=argument(action, 2) == "x"))

    async def on(self, pressed: Pressed, action: Action) -> Reply:
        """Do something with one date. A link only shows its meet-up."""
        checked(pressed.origin)
        found, on = await self.dialogue.found_date(argument(action, 1), pressed.origin.at)
        verb, force = "one" if pressed.fresh else argument(action, 0), argument(action, 2) == "x"
        return _placed(await self._on(pressed.origin, verb, found, on, force=force))

    async def skip(self, pressed: Pressed, action: Action) -> Reply:
        """Let one date not take place, if it is still as it was shown. A link only asks."""
        checked(pressed.origin)
        found, on = await self.dialogue.found_date(argument(action, 0), pressed.origin.at)
        if pressed.fresh:
            return await self._on(pressed.origin, "skip", found, on, force=False)
        if str(on.sequence) != argument(action, 1):
            raise UserError("meetup.changed_meanwhile")
        told = await self.dialogue.organising.skip(found.meetup, on, pressed.origin.at)
        return self._done("meetup.skipped", told)

    async def cancel(self, pressed: Pressed, action: Action) -> Reply:
        """Cancel a meet-up, if it is still as it was shown. A link only asks."""
        checked(pressed.origin)
        found = await self.dialogue.found(argument(action, 0), pressed.origin.at)
        if found is None:
            raise UserError("meetup.gone")
        if pressed.fresh:
            return await self._ask_cancel(pressed.origin, found)
        if str(found.meetup.version) != argument(action, 1):
            raise UserError("meetup.changed_meanwhile")
        told = await self.dialogue.organising.cancel(found.meetup, pressed.origin.at)
        return self._done("meetup.cancelled", told)

    async def _go(self, origin: Origin, verb: str, found: Found, *, force: bool) -> Reply:
        if verb in _DATE:
            if len(found.dates) == 1:
                return await self._on(origin, verb, found, found.dates[0], force=force)
            return self._which(origin, verb, found)
        if verb == "edit":
            again = _action("go", verb, found.meetup.id, "x")
            return await self.setup.open(origin, Target(found), again, force=force)
        doing = {"cancel": self._ask_cancel, "again": self._announce, "adopt": self._adopt}
        return await doing.get(verb, self._one)(origin, found)

    async def _on(self, origin: Origin, verb: str, found: Found, on: MeetupDate, *, force: bool) -> Reply:
        alone = on if found.meetup.series is not None else None
        part = "when" if verb == "move" else ""
        match verb:
            case "alter" | "move":
                again = _action("on", verb, on.id, "x")
                return await self.setup.open(origin, Target(found, alone, part), again, force=force)
            case "skip":
                return await self._ask_skip(origin, found, on) if alone else await self._ask_cancel(origin, found)
            case "write":
                return self.noting.form(on)
            case "who":
                return await self.noting.who(origin, found.meetup, on)
            case _:
                return await self._one(origin, found)

    def _list(self, origin: Origin, found: Sequence[Found], verb: str, page: int = 0, before: Blocks = ()) -> Reply:
        texts = self.dialogue.texts
        new = Button(texts.line("meetup.new_button"), _action("new"))
        if not found:
            return Reply((*before, *texts.rich("meetup.none")), ((new,),), outcome="meetup list").for_asker(BEGIN)
        page = min(page, (len(found) - 1) // PAGE)
        shown = found[page * PAGE : (page + 1) * PAGE]
        lines = Bullets(tuple((Text(self._line(origin, one)),) for one in shown))
        title: Key = "meetup.list" if verb == "one" else "meetup.list_which"
        rows: list[Row] = [tuple(self._entry(one, verb) for one in shown)]
        rows.append((*self._pages(verb, page, len(found)), new))
        blocks = (*before, *texts.rich(title), lines)
        return Reply(blocks, tuple(rows), outcome="meetup list").for_asker(BEGIN)

    def _line(self, origin: Origin, found: Found) -> str:
        next_at = self._moment(origin, found, found.dates[0])
        return self.dialogue.texts.line("meetup.entry", title=titled(found.meetup), when=next_at)

    @staticmethod
    def _entry(found: Found, verb: str) -> Button:
        return Button(shorten(titled(found.meetup), _LONGEST_LABEL), _action("go", verb, found.meetup.id))

    def _pages(self, verb: str, page: int, count: int) -> tuple[Button, ...]:
        line = self.dialogue.texts.line
        earlier = Button(line("meetup.earlier_page"), _action("list", verb, str(page - 1)))
        later = Button(line("meetup.later_page"), _action("list", verb, str(page + 1)))
        return (*((earlier,) if page else ()), *((later,) if (page + 1) * PAGE < count else ()))

    async def _one(self, origin: Origin, found: Found) -> Reply:
        """Show one meet-up with its next dates, and all that can be done with it."""
        texts, meetup = self.dialogue.texts, found.meetup
        blocks: Blocks = texts.rich("meetup.one", title=titled(meetup))
        if meetup.series is not None:
            blocks = (*blocks, *texts.rich("meetup.one_series", plan=series_in_words(meetup, texts)))
        lines = [await self._dated(origin, found, on) for on in found.dates[:_SHOWN_DATES]]
        if meetup.announce_at > origin.at:
            lines.append(texts.line("meetup.one_waits", when=self._at(origin, found)))
        every: dict[str, Key] = {**_WHOLE, **_DATE, **_LAST}
        wanted = [verb for verb in every if meetup.series is not None or verb not in _OF_SERIES]
        if meetup.organiser_id is None:
            lines.append(texts.line("meetup.nobodys"))
            every, wanted = {**every, "adopt": "meetup.adopt_button"}, ["adopt", *wanted]
        buttons = tuple(Button(texts.line(every[verb]), _action("go", verb, meetup.id)) for verb in wanted)
        rows: tuple[Row, ...] = (buttons, (self._all(),))
        return Reply((*blocks, _bullets(lines)), rows, outcome="meetup one").for_asker(BEGIN)

    async def _dated(self, origin: Origin, found: Found, on: MeetupDate) -> str:
        texts, attendees = self.dialogue.texts, await self.dialogue.organising.attendees(on)
        coming = head_count(counted(attendees), content_of(found.meetup, on).seats, texts)
        return texts.line("meetup.one_date", when=self._moment(origin, found, on), coming=coming)

    def _which(self, origin: Origin, verb: str, found: Found) -> Reply:
        """Ask which date of a series is meant."""
        texts = self.dialogue.texts
        dates = tuple(Button(self._moment(origin, found, on), _action("on", verb, on.id)) for on in found.dates)
        back = Button(texts.line("meetup.back"), _action("go", "one", found.meetup.id))
        return Reply(texts.rich(_WHICH[verb]), (dates, (back,)), outcome="meetup which").for_asker(BEGIN)

    async def _ask_skip(self, origin: Origin, found: Found, on: MeetupDate) -> Reply:
        told = await self.dialogue.organising.audience(on)
        yes = _action("skipnow", on.id, str(on.sequence))
        return self._sure("meetup.skip_ask", self._moment(origin, found, on), told, yes, found)

    async def _ask_cancel(self, origin: Origin, found: Found) -> Reply:
        told = await self.dialogue.organising.audience(*found.dates)
        yes = _action("cancelnow", found.meetup.id, str(found.meetup.version))
        key: Key = "meetup.cancel_ask_all" if found.meetup.series is not None else "meetup.cancel_ask"
        return self._sure(key, titled(found.meetup), told, yes, found)

    def _sure(self, key: Key, what: str, told: int, yes: Action, found: Found) -> Reply:
        texts = self.dialogue.texts
        blocks = (
            *texts.rich(key, what=what),
            *texts.rich("meetup.are_told", count=people_in_words(told, self.dialogue.texts)),
        )
        no = Button(texts.line("meetup.keep_it"), _action("go", "one", found.meetup.id))
        row = (Button(texts.line("meetup.yes_cancel"), yes), no)
        return Reply(blocks, (row,), outcome="meetup sure").for_asker(BEGIN)

    def _done(self, key: Key, told: int) -> Reply:
        blocks = self.dialogue.texts.rich(key, count=people_in_words(told, self.dialogue.texts))
        return Reply(blocks, ((self._all(),),), outcome=key.replace(".", " ")).for_asker(BEGIN).in_place()

    async def _announce(self, origin: Origin, found: Found) -> Reply:
        """Put new cards where there are none (any more), of the dates that are announced."""
        dialogue = self.dialogue
        if found.meetup.announce_at > origin.at:
            blocks = dialogue.texts.rich("meetup.not_announced", when=self._at(origin, found))
            return Reply(blocks, ((self._all(),),), outcome="meetup not announced").for_asker(BEGIN)
        count = await dialogue.organising.announce_all_again(found.meetup, found.dates)
        key: Key = "meetup.announced_again" if count else "meetup.all_announced"
        blocks = dialogue.texts.rich(key, **({"count": str(count)} if count else {}))
        return Reply(blocks, ((self._all(),),), outcome="meetup again").for_asker(BEGIN)

    async def _adopt(self, origin: Origin, found: Found) -> Reply:
        """Let questions and trouble come to this organiser, if there is no other one any more."""
        dialogue = self.dialogue
        if found.meetup.organiser_id is not None:
            return await self._one(origin, found)
        organiser_id = await dialogue.people.ensure(origin.person, origin.at)
        await dialogue.organising.adopt(found.meetup, organiser_id, origin.at)
        blocks = dialogue.texts.rich("meetup.adopted")
        return Reply(blocks, ((self._all(),),), outcome="meetup adopted").for_asker(BEGIN)

    async def _planned(self, origin: Origin) -> list[Found]:
        every = [
            await self.dialogue.found(one.id, origin.at)
            for one in await self.dialogue.organising.stores.meetups.planned()
        ]
        return sorted((one for one in every if one is not None), key=lambda found: found.dates[0].starts_at)

    def _moment(self, origin: Origin, found: Found, on: MeetupDate) -> str:
        return moment_in_words(on.starts_at, found.meetup.zone, self.dialogue.texts, origin.at)

    def _at(self, origin: Origin, found: Found) -> str:
        return moment_in_words(found.meetup.announce_at, found.meetup.zone, self.dialogue.texts, origin.at)

    def _all(self) -> Button:
        return Button(self.dialogue.texts.line("meetup.all_button"), BEGIN)


_WORDS: Mapping[str, Key] = {
    "edit": "meetup.words_edit",
    "move": "meetup.words_move",
    "skip": "meetup.words_skip",
    "cancel": "meetup.words_cancel",
    "who": "meetup.words_who",
    "write": "meetup.words_write",
    "again": "meetup.words_again",
}
_VERBS = frozenset({"one", *_WORDS})


def _listing(words: Callable[[Key], tuple[str, ...]]) -> tuple[str, ...]:
    return words("meetup.words_list")


def _action(verb: str, *arguments: str) -> Action:
    return Action(FEATURE, verb, arguments)


def _placed(reply: Reply) -> Reply:
    """Show a reply instead of the message whose button was pressed, unless it is a window."""
    return reply if reply.form is not None or reply.showing is not Showing.NEW else reply.in_place()


def _bullets(lines: Sequence[str]) -> Bullets:
    return Bullets(tuple((Text(line),) for line in lines))
