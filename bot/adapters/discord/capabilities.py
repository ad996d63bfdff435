"""What Discord can show: more in answer to a command or a button than to a message."""

from __future__ import annotations

from dataclasses import replace

from bot.core.actions import Action
from bot.core.capabilities import Capabilities
from bot.core.reply import Button, LinkButton, Reply
from bot.texts.catalogue import Texts

# Answers to commands and buttons, where a reply can be for one person's eyes, and private chats.
CAPABILITIES = Capabilities(
    longest_text=2000,
    longest_label=80,
    buttons_per_row=5,
    most_rows=5,
    most_options=25,
    forms=True,
)


def in_the_open(texts: Texts, bot_id: int) -> Capabilities:
    """Give what can be shown in answer to a message in a channel: nothing there is for one person alone.

    A private reply becomes a note. Its button opens the private words for whoever presses it, unseen by the
    others; where there are no such words, it leads to the private chat.
    """

    def door(private_at: Action | None) -> Reply:
        if private_at is None:
            button = LinkButton(texts.line("private.open"), f"https://discord.com/users/{bot_id}")
            return Reply(texts.rich("private.note"), ((button,),))
        return Reply(texts.rich("discord.door"), ((Button(texts.line("discord.show"), private_at),),))

    return replace(CAPABILITIES, private_replies=False, to_private=door)
