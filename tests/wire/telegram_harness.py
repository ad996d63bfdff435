"""A small bot on the real Telegram library, and the fake server opened for one test."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeAlias

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from tests.wire.specs import find_specs
from tests.wire.telegram_server import FakeTelegram
from tests.wire.telegram_spec import TelegramSpec

AnyApplication: TypeAlias = Application[Any, Any, Any, Any, Any, Any]
Context: TypeAlias = ContextTypes.DEFAULT_TYPE

SUBSCRIBED = ["message", "edited_message", "callback_query", "my_chat_member"]
KEYBOARD = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("More", callback_data="more"), InlineKeyboardButton("Less", callback_data="less")],
        [InlineKeyboardButton("In private", url="https://t.me/our_support_group_bot?start=private")],
    ]
)


async def greet(update: Update, context: Context) -> None:
    assert update.effective_message is not None
    payload = " ".join(context.args or [])
    await update.effective_message.reply_html(f"<b>Hello</b> {payload}".strip(), reply_markup=KEYBOARD)


async def echo(update: Update, _: Context) -> None:
    assert update.effective_message is not None
    kind = "edited: " if update.edited_message else ""
    await update.effective_message.reply_text(kind + (update.effective_message.text or ""), do_quote=True)


async def pressed(update: Update, _: Context) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer(f"pressed {query.data}")
    await query.edit_message_text(f"You chose {query.data}", reply_markup=KEYBOARD)


class TinyBot:
    """The running bot; `errors` collects what polling met, `members` its changes of status in chats."""

    def __init__(self, server: FakeTelegram, **timeouts: float) -> None:
        self.errors: list[TelegramError] = []
        self.members: list[str] = []
        builder = ApplicationBuilder().token(server.token).concurrent_updates(8)
        builder.base_url(f"{server.api_url}/bot").base_file_url(f"{server.api_url}/file/bot")
        builder.read_timeout(timeouts.get("read_timeout", 5))
        self.application: AnyApplication = builder.build()
        self.application.add_handlers(
            [
                CommandHandler("start", greet),
                CallbackQueryHandler(pressed),
                ChatMemberHandler(self._changed),
                MessageHandler(filters.TEXT, echo),
            ]
        )

    @property
    def bot(self) -> Bot:
        bot: Bot = self.application.bot
        return bot

    async def _changed(self, update: Update, _: Context) -> None:
        assert update.my_chat_member is not None
        self.members.append(update.my_chat_member.new_chat_member.status)


@functools.cache
def published_spec() -> TelegramSpec | None:
    """The published description, where it is at hand."""
    folder = find_specs()
    return TelegramSpec(folder / "telegram-bot-api.json") if folder else None


@contextlib.asynccontextmanager
async def clean_telegram(clock: Callable[[], float] = time.time) -> AsyncIterator[FakeTelegram]:
    """A fake Telegram that must have seen no problem by the end."""
    async with FakeTelegram(spec=published_spec(), clock=clock) as server:
        yield server
    server.assert_clean()


def connected(server: FakeTelegram, token: str | None = None) -> Bot:
    """A bot that calls but does not poll, to be entered as a context."""
    return Bot(token or server.token, f"{server.api_url}/bot", f"{server.api_url}/file/bot")


def yes_button(data: str | None = None, url: str | None = None) -> InlineKeyboardMarkup:
    """A keyboard of one button."""
    return InlineKeyboardMarkup([[InlineKeyboardButton("Yes", url, data)]])


@contextlib.asynccontextmanager
async def running(server: FakeTelegram, **timeouts: float) -> AsyncIterator[TinyBot]:
    """The bot from its first call to the end of its last."""
    tiny = TinyBot(server, **timeouts)
    application = tiny.application
    assert application.updater is not None
    async with application:
        await application.start()
        await application.updater.start_polling(
            timeout=10, allowed_updates=SUBSCRIBED, error_callback=tiny.errors.append, bootstrap_retries=0
        )
        try:
            yield tiny
        finally:
            await application.updater.stop()
            await application.stop()
