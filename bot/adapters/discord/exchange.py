"""One interaction (command, button, menu or form) and its answer: in time, and shown where it belongs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any

import discord

from bot.adapters.discord.capabilities import CAPABILITIES
from bot.adapters.discord.errors import ALREADY_ANSWERED, is_passing
from bot.adapters.discord.options import Timing
from bot.adapters.discord.reading import stands_in_the_open
from bot.adapters.discord.render import Page, render, render_form
from bot.adapters.discord.sending import attempt, changed_message, insist, new_message
from bot.core.capabilities import degrade
from bot.core.forms import Form
from bot.core.people import Place
from bot.core.reply import Audience, Reply, Showing
from bot.core.richtext import Blocks
from bot.texts.catalogue import Texts


class _Acknowledged(Enum):
    """What Discord has been told about this interaction so far."""

    NOT_YET = "not yet"
    THINKING = "thinking"  # "… is thinking" is shown, to be filled in
    PRESSED = "pressed"  # the press was taken; nothing is shown for it yet


class Exchange:
    """Answers one interaction. All methods raise discord.py's and aiohttp's errors."""

    def __init__(self, interaction: discord.Interaction[Any], place: Place, texts: Texts, timing: Timing) -> None:
        self._interaction = interaction
        self._place = place
        self._texts = texts
        self._timing = timing
        self._acknowledged = _Acknowledged.NOT_YET

    async def answer(self, work: Awaitable[Reply | None]) -> None:
        """Wait for the reply and show it. Discord waits 3 s only, so what is slow is acknowledged before."""
        task = asyncio.ensure_future(work)
        try:
            done, _ = await asyncio.wait({task}, timeout=self._timing.defer_after)
            if not done:
                await self._defer()
            reply = await task
        finally:
            task.cancel()
        await self._show(reply)

    async def _show(self, reply: Reply | None) -> None:
        if reply is None:
            await self._stay_silent()
        elif reply.form is not None:
            await self._open_form(reply.form, reply.blocks)
        elif reply.showing is Showing.REMOVED:
            await self._remove()
        else:
            await self._write(degrade(reply, CAPABILITIES, self._place))

    async def _write(self, reply: Reply) -> None:
        pages = render(reply)
        if not pages:
            await self._stay_silent()
            return
        in_place = self._goes_in_place(reply)
        hidden = self._is_hidden(reply, in_place=in_place)
        if in_place:
            await self._change(pages[0])
        else:
            await self._send(pages[0], hidden=hidden)
        for page in pages[1:]:
            await self._follow_up(page, hidden=hidden)

    @property
    def _has_message(self) -> bool:
        """Whether it came from a control under a message, directly or by the form that this opened."""
        return self._interaction.message is not None

    def _goes_in_place(self, reply: Reply) -> bool:
        """What is for one person alone never takes the place of what all can see."""
        if reply.showing is not Showing.IN_PLACE or not self._has_message:
            return False
        in_the_open = self._place.is_group and stands_in_the_open(self._interaction)
        return not (in_the_open and reply.audience is Audience.ASKER)

    def _is_hidden(self, reply: Reply, *, in_place: bool) -> bool:
        if in_place:
            return not stands_in_the_open(self._interaction)
        return reply.showing is Showing.NOTE or (reply.audience is Audience.ASKER and self._place.is_group)

    async def _defer(self) -> None:
        """Acknowledge without an answer. What is shown for a command is then for its caller alone."""
        if self._has_message:
            await self._respond(self._interaction.response.defer, _Acknowledged.PRESSED)
        else:
            hidden = self._place.is_group
            await self._respond(
                lambda: self._interaction.response.defer(ephemeral=hidden, thinking=True),
                _Acknowledged.THINKING,
            )

    async def _send(self, page: Page, *, hidden: bool) -> None:
        """Show a page as a new message."""
        if self._acknowledged is _Acknowledged.NOT_YET:
            response = self._interaction.response
            await self._respond(
                lambda: response.send_message(**new_message(page), ephemeral=hidden), _Acknowledged.PRESSED
            )
        elif self._acknowledged is _Acknowledged.THINKING:
            await self._edit(page)
        else:
            await self._follow_up(page, hidden=hidden)

    async def _change(self, page: Page) -> None:
        """Show a page in place of the message whose control was used."""
        if self._acknowledged is _Acknowledged.NOT_YET:
            response = self._interaction.response
            await self._respond(lambda: response.edit_message(**changed_message(page)), _Acknowledged.PRESSED)
        else:
            await self._edit(page)

    async def _edit(self, page: Page) -> None:
        await insist(lambda: self._interaction.edit_original_response(**changed_message(page)), self._timing)

    async def _follow_up(self, page: Page, *, hidden: bool) -> None:
        """Show a further page. It has no key by which Discord would know it again, so it is sent once."""
        hidden = hidden or (self._acknowledged is _Acknowledged.THINKING and self._place.is_group)
        followup = self._interaction.followup
        await attempt(lambda: followup.send(**new_message(page), ephemeral=hidden), self._timing)

    async def _open_form(self, form: Form, before: Blocks) -> None:
        """Open a window. It must be the first answer; after a deferral the person is asked to press again."""
        if self._acknowledged is not _Acknowledged.NOT_YET:
            await self._write(Reply(self._texts.rich("discord.too_slow"), showing=Showing.NOTE))
            return
        window = render_form(form, before)
        await self._respond(lambda: self._interaction.response.send_modal(window), _Acknowledged.PRESSED)

    async def _remove(self) -> None:
        """Take away the message whose button was pressed; if that is refused, leave one word of it."""
        if not self._has_message:
            await self._stay_silent()
            return
        if self._acknowledged is _Acknowledged.NOT_YET:
            await self._defer()
        try:
            await insist(self._interaction.delete_original_response, self._timing)
        except discord.NotFound:
            return  # it is gone already
        except discord.HTTPException:
            await self._edit(Page(self._texts.line("discord.removed")))

    async def _stay_silent(self) -> None:
        """Acknowledge and show nothing."""
        if self._acknowledged is _Acknowledged.NOT_YET:
            await self._defer()
        if self._acknowledged is _Acknowledged.THINKING:
            await insist(self._interaction.delete_original_response, self._timing)

    async def _respond(self, send: Callable[[], Awaitable[object]], then: _Acknowledged) -> None:
        """Give the first answer, once more if it was lost; Discord takes only one, so nothing can double."""
        try:
            await attempt(send, self._timing)
        except Exception as error:
            if not is_passing(error):
                raise
            await asyncio.sleep(self._timing.retry_pause)
            await self._repeat(send)
        self._acknowledged = then

    async def _repeat(self, send: Callable[[], Awaitable[object]]) -> None:
        """Give a first answer again; if the lost one had arrived after all, Discord says so."""
        try:
            await attempt(send, self._timing)
        except discord.HTTPException as error:
            if error.code != ALREADY_ANSWERED:
                raise
