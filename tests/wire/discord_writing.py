"""Turns what a bot writes into messages: contents, files, and who is pinged by them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from tests.wire.discord_http import ApiError, Upload
from tests.wire.discord_message_payloads import components_json, embed_json
from tests.wire.discord_model import FLAG_LOADING, MENTION_EVERYONE, Message, User, mentioned_ids, new_id
from tests.wire.discord_payloads import Json
from tests.wire.discord_rules import EMPTY_MESSAGE

FILE_LIMIT = 10 * 1024 * 1024
_SETTABLE_FLAGS = (1 << 2) | (1 << 12) | (1 << 15)
_ROLE_MENTION = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")


def settable_flags(body: Json) -> int:
    """Return the flags of a request that a bot may set on any message."""
    return int(body.get("flags") or 0) & _SETTABLE_FLAGS


def new_contents(body: Json, uploads: tuple[Upload, ...]) -> tuple[Json, dict[str, bytes]]:
    """Return the contents of a new message in the form of an answer, and its files by name.

    Raises ApiError for a file that is too large.
    """
    attachments, files = _attachments(body, uploads)
    contents: Json = {
        "content": (body.get("content") or "").strip(),
        "embeds": [embed_json(embed) for embed in body.get("embeds") or ()],
        "components": components_json(body.get("components") or []),
        "attachments": attachments,
    }
    return contents, files


def edit(message: Message, body: Json, uploads: tuple[Upload, ...]) -> None:
    """Change a message as an edit does: only what the request names.

    Raises ApiError if nothing would be left of it, or for a file that is too large.
    """
    contents = dict(message.data)
    if "content" in body:
        contents["content"] = (body["content"] or "").strip()
    if "embeds" in body:
        contents["embeds"] = [embed_json(embed) for embed in body["embeds"] or ()]
    if "components" in body:
        contents["components"] = components_json(body["components"] or [])
    files = message.files
    if "attachments" in body or uploads:
        kept = {str(part.get("id")) for part in body.get("attachments") or ()}
        old = [part for part in message.data["attachments"] if part["id"] in kept or "attachments" not in body]
        added, new_files = _attachments(body, uploads)
        contents["attachments"] = [*old, *added]
        files = {part["filename"]: message.files[part["filename"]] for part in old} | new_files
    if not any(contents[key] for key in ("content", "embeds", "components", "attachments")):
        raise ApiError(400, 50006, EMPTY_MESSAGE)
    message.data, message.files = contents, files
    message.flags |= settable_flags(body)
    if message.loading:
        message.flags &= ~FLAG_LOADING
    else:
        message.edits += 1
        message.edited_at = datetime.now(UTC)


def _attachments(body: Json, uploads: tuple[Upload, ...]) -> tuple[list[Json], dict[str, bytes]]:
    described = {str(part.get("id")): part for part in body.get("attachments") or ()}
    shown, files = [], {}
    for upload in uploads:
        if len(upload.content) > FILE_LIMIT:
            raise ApiError(413, 40005, "Request entity too large")
        index = upload.part.removeprefix("files[").removesuffix("]")
        part = described.get(index, {})
        name = part.get("filename") or upload.filename
        number = str(new_id())
        url = f"https://cdn.discordapp.com/attachments/{number}/{name}"
        entry: Json = {
            "id": number,
            "filename": name,
            "size": len(upload.content),
            "url": url,
            "proxy_url": url,
        }
        if part.get("description"):
            entry["description"] = part["description"]
        shown.append(entry)
        files[name] = upload.content
    return shown, files


def ping(message: Message, known: dict[int, User], allowed: Json | None, *, permitted: int) -> None:
    """Work out whom a message pings; `allowed` is its `allowed_mentions`, `permitted` what the author may do."""
    rules: Json = {"parse": ["users", "roles", "everyone"], "replied_user": True} if allowed is None else allowed
    parse = rules.get("parse") or ()
    text = message.content
    named = {int(user) for user in rules.get("users") or ()}
    users = [known[i] for i in mentioned_ids(text) if i in known and ("users" in parse or i in named)]
    replied = message.reply_to.author if message.reply_to is not None else None
    if replied is not None and rules.get("replied_user") and replied not in users:
        users.append(replied)
    message.pings = users
    roles = {int(role) for role in rules.get("roles") or ()}
    found = (int(role) for role in _ROLE_MENTION.findall(text))
    message.pings_roles = list(dict.fromkeys(role for role in found if "roles" in parse or role in roles))
    wants_all = "everyone" in parse and bool(_EVERYONE.search(text))
    message.pings_everyone = wants_all and bool(permitted & MENTION_EVERYONE)
