"""How the agreements of carers are shown. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.actions import Action
from bot.core.codes import LONGEST_TYPED, shown_code
from bot.core.forms import Field, Form
from bot.core.reply import Button, Reply, Row
from bot.core.richtext import Blocks, Bullets, Link, Text
from bot.features.reminders.carers.agreements import MOST_CARERS, Standing
from bot.features.reminders.keeping import CarerLink, LinkState
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

FEATURE = "carers"
CODE = "code"

SHOW = Action(FEATURE, "show")
BACK = Action(FEATURE, "back")
INVITE = Action(FEATURE, "invite")
AGREE = Action(FEATURE, "agree")
ENTER = Action(FEATURE, "enter")

_HOUR = timedelta(hours=1)


def on_link(verb: str, link: CarerLink) -> Action:
    """Give what a button does to a link."""
    return Action(FEATURE, verb, (link.id,))


def on_code(verb: str, code: str) -> Action:
    """Give what a button does with a code."""
    return Action(FEATURE, verb, (code,))


@dataclass(frozen=True, slots=True)
class Showing:
    """Makes the replies, in the words of one language."""

    texts: Texts

    def overview(self, standing: Standing, now: datetime, before: Blocks = ()) -> Reply:
        """Show how it stands, below what there is to say of it, and what can be done."""
        blocks = (*before, *self.texts.rich("carers.about"), *self._listed(standing, now))
        return Reply(blocks, self._rows(standing), outcome="carers").for_asker(SHOW)

    def consent(self) -> Reply:
        """Ask whether somebody agrees to have carers, with all that they should know."""
        row = (self._button("carers.agree_button", AGREE), self._button("carers.no_button", BACK))
        blocks = self.texts.rich("carers.consent", most=str(MOST_CARERS))
        return Reply(blocks, (row,), outcome="carers consent").for_asker(SHOW)

    def code(self, code: str, address: str | None) -> Reply:
        """Show the code for a carer, and where there is one the address that does the same."""
        blocks = self.texts.rich("carers.code", code=shown_code(code))
        if address is not None:
            blocks += self.texts.rich("carers.address", address=Link(address, address))
        back = (self._button("carers.back_button", BACK, quiet=True),)
        return Reply(blocks, (back,), outcome="carers code").for_asker(SHOW)

    def ask(self, code: str) -> Reply:
        """Ask somebody whether they want to be a carer, with all that they should know."""
        row = (
            self._button("carers.accept_button", on_code("yes", code)),
            self._button("carers.decline_button", on_code("no", code)),
        )
        return Reply(self.texts.rich("carers.ask"), (row,), outcome="carers ask").for_asker(on_code("accept", code))

    def accepted(self, link: CarerLink) -> Reply:
        """Tell a carer that it is agreed."""
        blocks = self.texts.rich("carers.accepted_you", number=str(link.number))
        return Reply(blocks, outcome="carers accepted").for_asker(SHOW)

    def declined(self) -> Reply:
        """Tell somebody that they are no carer."""
        return Reply(self.texts.rich("carers.declined_you"), outcome="carers declined").for_asker(SHOW)

    def ask_end(self, link: CarerLink) -> Reply:
        """Ask whether to end a link, or to withdraw an invitation."""
        key: Key = "carers.ask_end" if link.state is LinkState.ACCEPTED else "carers.ask_withdraw"
        row = (
            self._button("carers.end_button", on_link("over", link)),
            self._button("carers.keep_button", BACK, quiet=True),
        )
        return Reply(self.texts.rich(key), (row,), outcome="carers end asked").for_asker(SHOW)

    def ended(self, link: CarerLink) -> Blocks:
        """Say that a link has ended, or that an invitation was withdrawn."""
        return self.texts.rich("carers.ended_you" if link.state is LinkState.ACCEPTED else "carers.withdrawn")

    def form(self) -> Reply:
        """Ask for a code."""
        line = self.texts.line
        asked = Field(CODE, line("carers.form_label"), line("carers.form_hint"), longest=LONGEST_TYPED)
        form = Form(line("carers.form_title"), (asked,), Action(FEATURE, CODE))
        return Reply(form=form, outcome="carers form").for_asker(SHOW)

    def proof(self) -> Reply:
        """The message that proves that a carer can be written to."""
        return Reply(self.texts.rich("carers.proof"), outcome="carers proof").for_asker()

    def _listed(self, standing: Standing, now: datetime) -> Blocks:
        blocks: Blocks = ()
        zone = ZoneInfo(standing.zone)
        if standing.carers:
            numbered = tuple(enumerate(standing.carers, 1))
            blocks += self.texts.rich("carers.mine")
            blocks += (self._lines("carers.mine_line", numbered, zone, standing.lost),)
        if standing.invitation is not None and standing.invitation.expires_at is not None:
            hours = max(1, round((standing.invitation.expires_at - now) / _HOUR))
            blocks += self.texts.rich("carers.invited", hours=str(hours))
        if standing.cared_for:
            numbered = tuple((link.number, link) for link in standing.cared_for)
            blocks += self.texts.rich("carers.theirs")
            blocks += (self._lines("carers.theirs_line", numbered, zone),)
        return blocks

    def _lines(
        self,
        key: Key,
        numbered: tuple[tuple[int, CarerLink], ...],
        zone: ZoneInfo,
        lost: frozenset[str] = frozenset(),
    ) -> Bullets:
        named = [("carers.mine_lost" if link.id in lost else key, number, link) for number, link in numbered]
        return Bullets(tuple((Text(self._line(*one, zone)),) for one in named))

    def _line(self, key: Key, number: int, link: CarerLink, zone: ZoneInfo) -> str:
        day = self.texts.day(link.created_at.astimezone(zone).date())
        return self.texts.line(key, number=str(number), date=day)

    def _rows(self, standing: Standing) -> tuple[Row, ...]:
        invitation = standing.invitation
        invite: Key = "carers.invite_button" if invitation is None else "carers.new_code_button"
        first = (self._button(invite, INVITE), self._button("carers.enter_button", ENTER))
        ends = [self._numbered("carers.end_mine_button", *one) for one in enumerate(standing.carers, 1)]
        ends += [self._numbered("carers.end_theirs_button", link.number, link) for link in standing.cared_for]
        if invitation is not None:
            ends.insert(0, self._button("carers.withdraw_button", on_link("end", invitation), quiet=True))
        return (first, tuple(ends)) if ends else (first,)

    def _numbered(self, label: Key, number: int, link: CarerLink) -> Button:
        return Button(self.texts.line(label, number=str(number)), on_link("end", link), quiet=True)

    def _button(self, label: Key, action: Action, *, quiet: bool = False) -> Button:
        return Button(self.texts.line(label), action, quiet=quiet)
