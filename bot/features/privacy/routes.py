"""What is held about a person: told, handed over and erased, for that person alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.conversation.commands import Command, Routes
from bot.core.actions import Action
from bot.core.incoming import Called, Origin, Pressed
from bot.core.ports import CommandSpec
from bot.core.reply import Button, Reply
from bot.core.richtext import Blocks, Bullets, Line, Text
from bot.features.privacy.files import files
from bot.features.privacy.held import Held, Holdings, Kind
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

SHOW = Action("privacy", "show")
DATA = Action("privacy", "data")
FORGET = Action("privacy", "forget")
ERASE = Action("privacy", "erase")
KEEP = Action("privacy", "keep")
STAY = Action("privacy", "stay")

# A button to erase works as long as its question is fresh in mind; later it asks again.
CONFIRM_WITHIN = timedelta(minutes=15)

_LINES: dict[Kind, Key] = {
    Kind.ACCOUNT: "privacy.kept_account",
    Kind.SETTINGS: "privacy.kept_settings",
    Kind.CONSENTS: "privacy.kept_consents",
    Kind.FORMS: "privacy.kept_forms",
    Kind.REMINDERS: "privacy.kept_reminders",
    Kind.ANSWERS: "privacy.kept_answers",
    Kind.CARERS: "privacy.kept_carers",
    Kind.CARING: "privacy.kept_caring",
    Kind.MEETUPS: "privacy.kept_meetups",
    Kind.QUESTIONS: "privacy.kept_questions",
    Kind.CALENDAR: "privacy.kept_calendar",
    Kind.ORGANISED: "privacy.kept_organised",
    Kind.DRAFTS: "privacy.kept_drafts",
    Kind.CODES: "privacy.kept_codes",
    Kind.MESSAGES: "privacy.kept_messages",
    Kind.RATINGS: "privacy.kept_ratings",
}


@dataclass(frozen=True, slots=True)
class PrivacyRoutes:
    """Handlers of /privacy, /mydata and /forget; `contact` is whom to ask about the group's data.

    Each acts for the person who wrote or pressed, and on nobody else's data, whoever made the button.
    """

    texts: Texts
    contact: str
    holdings: Holdings

    def routes(self) -> Routes:
        """Declare all commands and buttons of this feature."""
        line, words = self.texts.line, self.texts.words
        return Routes(
            commands=(
                Command(CommandSpec("privacy", line("command.privacy"), private=True), self.privacy),
                Command(CommandSpec("mydata", line("command.mydata"), private=True), self.mydata),
                Command(CommandSpec("forget", line("command.forget"), private=True), self.forget, firm=True),
            ),
            presses={
                (SHOW.feature, SHOW.verb): self.show,
                (DATA.feature, DATA.verb): self.data,
                (FORGET.feature, FORGET.verb): self.ask_again,
                (ERASE.feature, ERASE.verb): self.erase,
                (KEEP.feature, KEEP.verb): self.keep,
                (STAY.feature, STAY.verb): self.stay,
            },
            words={
                **dict.fromkeys(words("words.privacy"), "privacy"),
                **dict.fromkeys(words("words.mydata"), "mydata"),
                **dict.fromkeys(words("words.forget"), "forget"),
            },
        )

    async def privacy(self, called: Called) -> Reply:
        """Say what is held now for this person."""
        return await self._told(called.origin)

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """The same, from a link that opened the private chat."""
        return await self._told(pressed.origin)

    async def mydata(self, called: Called) -> Reply:
        """Hand over all that is held, as files."""
        return await self._handed_over(called.origin)

    async def data(self, pressed: Pressed, action: Action) -> Reply:
        """The same, from a button."""
        return await self._handed_over(pressed.origin)

    async def forget(self, called: Called) -> Reply:
        """Ask whether all that is held shall be erased."""
        return await self._asked(called.origin)

    async def ask_again(self, pressed: Pressed, action: Action) -> Reply:
        """The same, from a button."""
        return await self._asked(pressed.origin)

    async def erase(self, pressed: Pressed, action: Action) -> Reply:
        """Erase all that is held. A link to here, which anybody may have sent, and an old button only ask."""
        if pressed.fresh or not _is_recent(action, pressed.origin.at):
            return await self._asked(pressed.origin)
        await self.holdings.erase(pressed.origin.person)
        return Reply(self.texts.rich("privacy.forgotten"), outcome="forgotten").for_asker(SHOW).in_place()

    async def keep(self, pressed: Pressed, action: Action) -> Reply:
        """Leave all as it is."""
        return Reply(self.texts.rich("privacy.not_forgotten"), outcome="kept").for_asker(SHOW).in_place()

    async def stay(self, pressed: Pressed, action: Action) -> Reply:
        """Thank a person who was silent for long: that they pressed is what keeps their data."""
        return Reply(self.texts.rich("privacy.stayed"), outcome="stayed").for_asker(SHOW).in_place()

    async def _told(self, origin: Origin) -> Reply:
        held = await self.holdings.held(origin.person)
        blocks = (*self._listed(held), *self.texts.rich("privacy.about", contact=self.contact))
        rows = (
            ((self._button("privacy.data_button", DATA), self._button("privacy.forget_button", FORGET)),)
            if held
            else ()
        )
        return Reply(blocks, rows, outcome="privacy").for_asker(SHOW)

    async def _handed_over(self, origin: Origin) -> Reply:
        held = await self.holdings.held(origin.person)
        if not held:
            return self._nothing(DATA)
        attachments = files(held, origin.at)
        return Reply(self.texts.rich("privacy.data"), attachments=attachments, outcome="data").for_asker(DATA)

    async def _asked(self, origin: Origin) -> Reply:
        held = await self.holdings.held(origin.person)
        if not held:
            return self._nothing(FORGET)
        sure = Action(ERASE.feature, ERASE.verb, (str(int(origin.at.timestamp())),))
        row = (self._button("privacy.yes_button", sure), self._button("privacy.no_button", KEEP))
        blocks = (*self.texts.rich("privacy.sure"), self._lines(held), *self.texts.rich("privacy.after"))
        return Reply(blocks, (row,), outcome="forget asked").for_asker(FORGET)

    def _nothing(self, private_at: Action) -> Reply:
        return Reply(self.texts.rich("privacy.nothing"), outcome="nothing held").for_asker(private_at)

    def _listed(self, held: Held) -> Blocks:
        """Tell what is held, and how."""
        if not held:
            return self.texts.rich("privacy.nothing")
        how = self.texts.rich("privacy.encrypted" if self.holdings.lasting else "privacy.in_memory")
        return (*self.texts.rich("privacy.held"), self._lines(held), *how)

    def _lines(self, held: Held) -> Bullets:
        kinds = [(kind, records) for kind, records in held.records.items() if records]
        return Bullets(tuple(self._line(kind, len(records)) for kind, records in kinds))

    def _line(self, kind: Kind, count: int) -> Line:
        return (Text(self.texts.line(_LINES[kind], count=str(count))),)

    def _button(self, label: Key, action: Action) -> Button:
        return Button(self.texts.line(label), action)


def _is_recent(action: Action, now: datetime) -> bool:
    """Tell whether the question that this button answers was asked a short while ago."""
    asked = action.arguments[0] if action.arguments else ""
    if not asked.isdecimal() or len(asked) > 10:
        return False
    return timedelta(0) <= now - datetime.fromtimestamp(int(asked), UTC) <= CONFIRM_WITHIN
