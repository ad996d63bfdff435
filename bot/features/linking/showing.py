"""How a person's accounts are shown. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.core.actions import Action
from bot.core.codes import LONGEST_TYPED, shown_code
from bot.core.forms import Field, Form
from bot.core.people import Platform
from bot.core.reply import Button, Reply
from bot.core.richtext import Blocks
from bot.features.linking.accounts import Joining, Linked
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

FEATURE = "link"
CODE = "code"

SHOW = Action(FEATURE, "show")
BACK = Action(FEATURE, "back")
GET = Action(FEATURE, "get")
ENTER = Action(FEATURE, "enter")


def unlinking(platform: Platform, verb: str = "part") -> Action:
    """Give what a button does to part an account: ask in place ("part"), ask below ("away"), do it ("parted")."""
    return Action(FEATURE, verb, (platform,))


@dataclass(frozen=True, slots=True)
class Showing:
    """Makes the replies, in the words of one language."""

    texts: Texts

    def overview(self, linked: Linked, before: Blocks = ()) -> Reply:
        """Show the accounts, below what there is to say of them, and what can be done."""
        if len(linked.platforms) < 2:
            row = (self._button("linking.get_button", GET), self._button("linking.enter_button", ENTER))
            blocks = (*before, *self.texts.rich("linking.about"))
            return Reply(blocks, (row,), outcome="link").for_asker(SHOW)
        blocks = (*before, *self.texts.rich("linking.accounts", accounts=_named(linked.platforms)))
        if linked.homes:
            blocks += self.texts.rich("linking.homes", platforms=_named(linked.homes))
        parts = tuple(
            self._of("linking.unlink_button", platform, unlinking(platform), quiet=True)
            for platform in linked.platforms
        )
        homes = self._homes(linked)
        return Reply(blocks, (homes, parts) if homes else (parts,), outcome="link").for_asker(SHOW)

    def code(self, code: str) -> Reply:
        """Show the code for the other account."""
        back = (self._button("linking.back_button", BACK, quiet=True),)
        blocks = self.texts.rich("linking.code", code=shown_code(code))
        return Reply(blocks, (back,), outcome="link code").for_asker(SHOW)

    def ask(self, joining: Joining) -> Reply:
        """Ask whether to link, with all that happens then."""
        row = (
            self._button("linking.yes_button", Action(FEATURE, "join", (joining.code,))),
            self._button("linking.no_button", Action(FEATURE, "no")),
        )
        blocks = self.texts.rich("linking.ask", there=str(joining.there), here=str(joining.here))
        return Reply(blocks, (row,), outcome="link asked").for_asker(SHOW)

    def linked(self, linked: Linked) -> Reply:
        """Say that it is done, and ask where the reminders shall come, if there is a choice."""
        blocks = self.texts.rich("linking.linked")
        if not linked.choices:
            return Reply(blocks, outcome="linked").for_asker(SHOW)
        stay = self._button("linking.stay_button", BACK, quiet=True)
        blocks += self.texts.rich("linking.where")
        return Reply(blocks, (self._homes(linked), (stay,)), outcome="linked").for_asker(SHOW)

    def ask_unlink(self, platform: Platform, others: Collection[Platform]) -> Reply:
        """Ask whether to part an account, with all that happens then."""
        row = (
            self._of("linking.unlink_yes_button", platform, unlinking(platform, "parted")),
            self._button("linking.no_button", BACK, quiet=True),
        )
        blocks = self.texts.rich("linking.ask_unlink", platform=platform.capitalize(), others=_named(others))
        return Reply(blocks, (row,), outcome="unlink asked").for_asker(SHOW)

    def form(self) -> Reply:
        """Ask for a code."""
        line = self.texts.line
        asked = Field(CODE, line("linking.form_label"), line("linking.form_hint"), longest=LONGEST_TYPED)
        form = Form(line("linking.form_title"), (asked,), Action(FEATURE, CODE))
        return Reply(form=form, outcome="link form").for_asker(SHOW)

    def proof(self) -> Reply:
        """The message that proves that a person can be written to."""
        return Reply(self.texts.rich("linking.proof"), outcome="link proof").for_asker()

    def _homes(self, linked: Linked) -> tuple[Button, ...]:
        """Offer the platforms on which not all reminders come yet."""
        return tuple(
            self._of("linking.home_button", platform, Action(FEATURE, "home", (platform,)))
            for platform in linked.choices
        )

    def _of(self, label: Key, platform: Platform, action: Action, *, quiet: bool = False) -> Button:
        return Button(self.texts.line(label, platform=platform.capitalize()), action, quiet=quiet)

    def _button(self, label: Key, action: Action, *, quiet: bool = False) -> Button:
        return Button(self.texts.line(label), action, quiet=quiet)


def _named(platforms: Collection[Platform]) -> str:
    return ", ".join(platform.capitalize() for platform in Platform if platform in platforms)
