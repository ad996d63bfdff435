"""Settings: config/*.yaml for what everyone may read, the environment (or .env) for secrets."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.core.documents import Document, read_document
from bot.core.errors import FilesError, Problem
from bot.core.filemodel import FileModel, M, Words, read_model
from bot.core.people import Platform


def _id(value: object) -> object:
    """Take an id with or without quotes."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]+", value):
        raise ValueError("is no id: ids are numbers, not names")
    return value


def _group(value: str) -> str:
    if not value.startswith("-"):
        raise ValueError("is no group: on Telegram the ids of groups begin with a minus sign")
    return value


def _topic(value: str) -> str:
    if int(value) < 1:
        raise ValueError(
            "is no topic: take the number in the middle of a message's link there, like 7 in t.me/c/…/7/120"
        )
    if int(value) == 1:
        raise ValueError("is the group's general topic: leave this line out for it")
    return value


def _no_topic(value: object) -> None:
    if value is not None:
        raise ValueError("does not exist on Discord: a thread has an id of its own, put that behind “id”")


def _public(value: str) -> str:
    if not _ADDRESS.fullmatch(value) or len(value) > _LONGEST_ADDRESS:
        raise ValueError("is no address like https://bot.example.org, with nothing behind a ? or #")
    return value.rstrip("/")


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError) as error:  # ZoneInfoNotFoundError is a KeyError on some platforms
        raise ValueError("is no time zone like Europe/London") from error
    except KeyError as error:
        raise ValueError("is no time zone like Europe/London") from error
    return value


_ADDRESS = re.compile(r"https://([A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:]+\])(:[1-9][0-9]{0,4})?(/[A-Za-z0-9._~/-]*)?")
_LONGEST_ADDRESS = 200

Id = Annotated[str, BeforeValidator(_id)]
Zone = Annotated[Words, AfterValidator(_zone)]


class Medicine(FileModel):
    """What the knowledge base is about."""

    name: Words
    also: list[Words] = Field(default_factory=list)


class DiscordOrganisers(FileModel):
    """Who organises on Discord: by account, by role, or by the right to manage one of these servers.

    `channel` is where the bot tells organisers what they should know.
    """

    channel: Id | None = None
    people: list[Id] = Field(default_factory=list)
    roles: list[Id] = Field(default_factory=list)
    servers: list[Id] = Field(default_factory=list)


class TelegramOrganisers(FileModel):
    """Who organises on Telegram. `chat` is where the bot tells them what they should know."""

    chat: Id | None = None
    people: list[Id] = Field(default_factory=list)


class Organisers(FileModel):
    """Who organises, per platform."""

    discord: DiscordOrganisers = Field(default_factory=DiscordOrganisers)
    telegram: TelegramOrganisers = Field(default_factory=TelegramOrganisers)


class PlaceSettings(FileModel):
    """A channel or group where something special holds, or where meet-ups can be announced under its name."""

    id: Id
    name: Words
    listen: bool = False


class DiscordPlace(PlaceSettings):
    """A channel or thread."""

    topic: Annotated[None, BeforeValidator(_no_topic)] = None


class TelegramPlace(PlaceSettings):
    """A group, or one topic of it."""

    id: Annotated[Id, AfterValidator(_group)]
    topic: Annotated[Id, AfterValidator(_topic)] | None = None

    @model_validator(mode="after")
    def _listens_everywhere(self) -> Self:
        if self.listen and self.topic:
            raise ValueError("listens in one topic alone: the bot listens in all of a group or not at all")
        return self


P = TypeVar("P", DiscordPlace, TelegramPlace)


def _distinct(places: list[P]) -> list[P]:
    """Refuse two places that are the same, or that cannot be told apart by their names."""
    seen: dict[object, int] = {}
    for number, place in enumerate(places, 1):
        named = " ".join(place.name.casefold().split())
        if (before := seen.setdefault(named, number)) != number:
            raise ValueError(f"has the name “{place.name}” twice (items {before} and {number}): give each one its own")
        if (before := seen.setdefault((place.id, place.topic), number)) != number:
            raise ValueError(f"has the same place twice (items {before} and {number}): take one of them out")
    return places


class Places(FileModel):
    """Special places, per platform. Names are told apart on each platform."""

    discord: Annotated[list[DiscordPlace], AfterValidator(_distinct)] = Field(default_factory=list)
    telegram: Annotated[list[TelegramPlace], AfterValidator(_distinct)] = Field(default_factory=list)


class Community(FileModel):
    """config/community.yaml."""

    group: Words
    medicine: Medicine
    country: Words
    time_zone: Zone
    languages: Annotated[list[Words], Field(min_length=1)]
    where_to_ask: Words
    privacy_contact: Words
    organisers: Organisers = Field(default_factory=Organisers)
    places: Places = Field(default_factory=Places)


class Platforms(FileModel):
    """Which platforms may start."""

    discord: bool = True
    telegram: bool = True


class ReminderSettings(FileModel):
    """On which platforms reminders may be set up and sent.

    `missed_dose` is the id of the answer about late and missed doses, which a late reminder leads to.
    """

    missed_dose: Words | None = None
    discord: bool = True
    telegram: bool = True

    def on(self, platform: Platform) -> bool:
        """Tell whether there are reminders on this platform; in the terminal always."""
        return {Platform.DISCORD: self.discord, Platform.TELEGRAM: self.telegram}.get(platform, True)


class LimitSettings(FileModel):
    """How much is answered within a minute."""

    per_person: Annotated[int, Field(ge=1, le=1000)] = 30
    per_place: Annotated[int, Field(ge=1, le=1000)] = 60


class HealthSettings(FileModel):
    """The port of this machine on which a monitor can ask how the bot is.

    `address` is where calendars reach it from outside, through a server that speaks https; without one no calendar
    address is offered to members.
    """

    port: Annotated[int, Field(ge=1, le=65535)]
    address: Annotated[Words, AfterValidator(_public)] | None = None


class Running(FileModel):
    """config/bot.yaml."""

    platforms: Platforms = Field(default_factory=Platforms)
    reminders: ReminderSettings = Field(default_factory=ReminderSettings)
    limits: LimitSettings = Field(default_factory=LimitSettings)
    health: HealthSettings | None = None
    log_level: Literal["info", "warning"] = "info"


@dataclass(frozen=True, slots=True)
class Settings:
    """All that is set in files; `documents` tell where each part stands."""

    community: Community
    running: Running
    documents: dict[str, Document] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What comes from the environment. Empty text: not set. Never shown, never logged."""

    discord_token: str = field(default="", repr=False)
    telegram_token: str = field(default="", repr=False)
    discord_api_url: str = ""
    discord_gateway_url: str = ""
    telegram_api_url: str = ""
    master_key: str = field(default="", repr=False)
    old_master_key: str = field(default="", repr=False)
    database_url: str = field(default="", repr=False)
    throw_away_disk: bool = False


def load_settings(root: Path) -> Settings:
    """Read config/community.yaml and config/bot.yaml. Raises FilesError with the mistakes of both."""
    problems: list[Problem] = []
    documents: dict[str, Document] = {}

    def read(name: str, model: type[M]) -> M | None:
        try:
            documents[name] = read_document(root / "config" / name, root)
            return read_model(documents[name], model)
        except FilesError as error:
            problems.extend(error.problems)
            return None

    community = read("community.yaml", Community)
    running = read("bot.yaml", Running)
    if community is None or running is None:
        raise FilesError(problems)
    return Settings(community, running, documents)


def load_secrets(root: Path) -> Secrets:
    """Read the environment, then `.env` in `root`, then systemd's credentials, for what is not set before.

    Raises FilesError if `.env` is no text, or an address is set that would send a token to another machine.
    """
    given = {**_credentials(), **_dotenv(root / ".env"), **os.environ}

    def read(name: str) -> str:
        return given.get(name, "").strip()

    secrets = Secrets(
        read("DISCORD_TOKEN"),
        read("TELEGRAM_TOKEN"),
        read("DISCORD_API_URL").rstrip("/"),
        read("DISCORD_GATEWAY_URL").rstrip("/"),
        read("TELEGRAM_API_URL").rstrip("/"),
        read("BOT_MASTER_KEY"),
        read("BOT_MASTER_KEY_OLD"),
        read("DATABASE_URL"),
        # Hosts that start a Procfile set DYNO, and throw the disk away at each restart.
        bool(read("DYNO")) and read("ALLOW_EPHEMERAL_DATABASE") != "1",
    )
    problems = tuple(_address_problems(secrets, remote_allowed=read("ALLOW_REMOTE_API_OVERRIDE") == "1"))
    if problems:
        raise FilesError(problems)
    return secrets


def _dotenv(path: Path) -> dict[str, str]:
    """Read `.env`, if it is there."""
    try:
        found = dotenv_values(path, encoding="utf-8-sig", interpolate=False)
    except UnicodeDecodeError:
        # The cause is left out, since it holds the content of the file.
        raise FilesError([Problem(".env", 0, "this file is not in UTF-8.", "Save it as UTF-8 text.")]) from None
    return {name.upper(): value for name, value in found.items() if value is not None}


def _credentials() -> dict[str, str]:
    """Read the folder in which systemd hands over secrets, one file each, if it does."""
    folder = Path(os.environ.get("CREDENTIALS_DIRECTORY") or "no such folder")
    if not folder.is_dir():
        return {}
    return {path.name.upper(): path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}


def _address_problems(secrets: Secrets, *, remote_allowed: bool) -> Iterator[Problem]:
    """Find addresses that would send a token away from this machine without the second switch."""
    schemes = {
        "DISCORD_API_URL": (secrets.discord_api_url, ("http", "https")),
        "DISCORD_GATEWAY_URL": (secrets.discord_gateway_url, ("ws", "wss")),
        "TELEGRAM_API_URL": (secrets.telegram_api_url, ("http", "https")),
    }
    for name, (address, allowed) in schemes.items():
        if not address:
            continue
        host = _host(address, allowed)
        if not host:
            yield Problem("environment", 0, f"{name} is no address that starts with {allowed[0]}://.", "Correct it.")
        elif not remote_allowed and not _is_loopback(host):
            mend = "The token would be sent there. If that is what you want, set ALLOW_REMOTE_API_OVERRIDE=1."
            yield Problem("environment", 0, f"{name} points to another machine.", mend)


def _host(address: str, schemes: tuple[str, ...]) -> str:
    """Give the host of an address, or nothing if it is no address with one of these schemes."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in schemes else ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
