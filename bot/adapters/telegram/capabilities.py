"""What Telegram can show, and the way from a group into the private chat."""

from __future__ import annotations

from bot.adapters.telegram.render import LONGEST_TEXT, MOST_BUTTONS
from bot.core.actions import Action
from bot.core.capabilities import Capabilities
from bot.core.reply import LinkButton, Reply
from bot.texts.catalogue import Texts

# What the private chat opens with when nothing else was named.
HELP = Action("help", "show")


def capabilities(texts: Texts, username: str) -> Capabilities:
    """Describe the platform for the bot of this user name.

    The buttons of a row are all equally wide, so that more than a few short ones cannot be read on a phone.
    """

    def to_private(opens: Action | None) -> Reply:
        door = LinkButton(texts.line("private.open"), deep_link(username, opens))
        return Reply(texts.rich("private.note"), ((door,),))

    return Capabilities(
        longest_text=LONGEST_TEXT,
        longest_label=60,
        buttons_per_row=3,
        most_rows=MOST_BUTTONS,
        longest_button_row=24,
        private_replies=False,
        to_private=to_private,
    )


def deep_link(username: str, opens: Action | None) -> str:
    """Give the address that opens the private chat and, after Start was pressed there, shows what was meant."""
    return f"https://t.me/{username}?start={(opens or HELP).payload}"
