"""What runs beside the platforms: what follows the files, what delivers, and what keeps the database small."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from pathlib import Path

from bot.adapters.health import HealthServer
from bot.app import Bot, Files
from bot.core.clock import now
from bot.core.people import Place, PlaceKind, Platform
from bot.core.reply import Reply
from bot.core.web import Page, Pages, Request
from bot.delivery.composing import Composer
from bot.delivery.courier import new_nonce
from bot.delivery.delivering import Delivering
from bot.delivery.health import Health
from bot.delivery.ledger import Recipients
from bot.delivery.notices import OrganisersNotices
from bot.delivery.sending import Platforms, send
from bot.features.organisers.notices import BROKEN_FILES, BrokenFiles
from bot.features.privacy.retention import SILENCE, Retention, SilenceWarning
from bot.reloading import Reloading
from bot.settings import Settings
from bot.surroundings import Surroundings
from bot.texts.catalogue import Texts

METRICS = "text/plain; version=0.0.4; charset=utf-8"

Beside = Callable[[], Awaitable[None]]


def beside(root: Path, files: Files, around: Surroundings, bot: Bot) -> tuple[Beside, ...]:
    """Give what runs beside the platforms."""
    stores, platforms, on, texts = around.stores, around.platforms, around.outbox.alarms, files.main.texts
    reloading = Reloading(root, files.languages, lambda problems: notices.put(broken.notice(problems, now().date())))
    broken = BrokenFiles(texts, lambda: reloading.problems)
    composers: Mapping[str, Composer] = {
        BROKEN_FILES: broken.compose,
        SILENCE: SilenceWarning(texts, stores.outdated.still_silent).compose,
        **bot.composers,
    }
    delivering = delivering_on(around, composers, texts, bot.reminders.recipients)
    told = organisers(files.settings, on)
    notices = OrganisersNotices(told, stores.places, around.outbox, around.clock)
    retention = Retention(stores.outdated, around.outbox, bot.reminders.leave, stores.together, around.clock)
    health = Health(stores.deliveries, delivering.counts, partial(_tell_late, told, platforms, texts), around.clock)
    always = (reloading.run, notices.run, delivering.run, retention.run, health.run, *bot.beside)
    port = files.settings.running.health
    return always if port is None else (*always, HealthServer(port.port, {**pages(health), **bot.meetups.pages}).run)


def delivering_on(
    around: Surroundings, composers: Mapping[str, Composer], texts: Texts, recipients: Recipients
) -> Delivering:
    """Put together what delivers all that is due."""
    stores, again = around.stores, texts.rich("delivery.again")
    return Delivering(
        stores.deliveries,
        recipients,
        around.platforms,
        composers,
        outbox=around.outbox,
        again=again,
        clock=around.clock,
    )


def pages(health: Health) -> Pages:
    """Give what a monitor can ask for."""

    async def healthz(_: Request) -> Page:
        return Page("well\n") if health.is_well else Page("not well\n", HTTPStatus.SERVICE_UNAVAILABLE)

    async def metrics(_: Request) -> Page:
        return Page(health.metrics(), media_type=METRICS)

    return {"/healthz": healthz, "/metrics": metrics}


async def _tell_late(
    places: Iterable[Place], platforms: Platforms, texts: Texts, platform: Platform, age: timedelta
) -> None:
    """Tell the organisers by the straight way, since deliveries hang. What fails is in the log."""
    minutes = str(int(age.total_seconds() // 60))
    reply = Reply(texts.rich("delivery.late", platform=platform.capitalize(), minutes=minutes), outcome="late")
    for place in places:
        await send(platforms, place, reply, new_nonce())


def organisers(settings: Settings, platforms: Iterable[Platform]) -> tuple[Place, ...]:
    """Give the places on these platforms in which organisers are told what they should know."""
    on = settings.community.organisers
    named = {Platform.DISCORD: on.discord.channel, Platform.TELEGRAM: on.telegram.chat}
    return tuple(Place(platform, id_, PlaceKind.GROUP) for platform in platforms if (id_ := named.get(platform)))
