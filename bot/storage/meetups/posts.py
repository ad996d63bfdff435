"""What stands on platforms for dates of meet-ups; which message it is there is sealed by the key of the place."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, Row, ScalarSelect, Select, and_, case, func, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.people import Platform
from bot.features.meetups.keeping import Post, PostKind, PostState
from bot.storage.engine import Database
from bot.storage.inserting import insert_into
from bot.storage.meetups.schema import LIVE, STALE, meetup_date, meetup_post
from bot.storage.owners import DataKeys, data_key, held
from bot.storage.schema import place
from bot.storage.sealing import DataKey, Keyring

_WANTED, _SHOWN, _LOST, _CLOSED = (
    state.value for state in (PostState.WANTED, PostState.SHOWN, PostState.LOST, PostState.CLOSED)
)


class StoredPosts:
    """The port `Posts` on a database."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def add(self, *posts: Post) -> tuple[Post, ...]:
        """Keep new ones, as the port says. Those whose date or place is gone are left out."""
        async with self._database.writing() as connection:
            dates = await held(connection, meetup_date, {one.date_id for one in posts})
            places = await held(connection, place, {one.place_id for one in posts})
            fitting = [one for one in posts if one.date_id in dates and one.place_id in places]
            new = [insert_into(connection, meetup_post).values(**await self._row(connection, one)) for one in fitting]
            put = [one.on_conflict_do_nothing().returning(meetup_post.c.id) for one in new]
            kept = {(await connection.execute(one)).scalar() for one in put}
        return tuple([one for one in posts if one.id in kept])

    async def post(self, post_id: str) -> Post | None:
        """Give one, as the port says."""
        return next(iter(await self._found(_posts().where(meetup_post.c.id == post_id))), None)

    async def of_date(self, date_id: str) -> tuple[Post, ...]:
        """Give all of a date, as the port says."""
        return await self._found(_posts().where(meetup_post.c.date_id == date_id).order_by(meetup_post.c.id))

    async def touch(self, date_id: str) -> None:
        """Let all of a date have something new to show, as the port says."""
        async with self._database.writing() as connection:
            await touch_dates(connection, (date_id,))

    async def stale(self, most: int) -> tuple[Post, ...]:
        """Give some that are to be put or changed, as the port says."""
        return await self._found(_posts().where(STALE).order_by(meetup_post.c.turn, meetup_post.c.id).limit(most))

    async def change(self, before: Post, after: Post) -> bool:
        """Keep what one has become, as the port says; also False if its place changed meanwhile."""
        same = and_(
            meetup_post.c.id == before.id,
            meetup_post.c.state == before.state.value,
            meetup_post.c.place_id == before.place_id,
        )
        async with self._database.writing() as connection:
            # If more was wanted meanwhile, the others come first.
            columns = {**await self._columns(connection, after), "turn": _next_turn()}
            return (await connection.execute(update(meetup_post).where(same).values(**columns))).rowcount > 0

    async def _row(self, connection: AsyncConnection, one: Post) -> dict[str, Any]:
        whose = {"id": one.id, "date_id": one.date_id, "place_id": one.place_id}
        what = {"platform": one.platform.value, "kind": one.kind.value, "wanted": one.wanted, "turn": _next_turn()}
        return {**whose, **what, **await self._columns(connection, one)}

    async def _columns(self, connection: AsyncConnection, one: Post) -> dict[str, Any]:
        """Give the columns that can change."""
        ref = None
        if one.ref is not None:
            key = await data_key(connection, self._keyring, place, one.place_id)
            ref = None if key is None else _sealed(one.ref, key, one.id)
        return {"state": one.state.value, "shown": one.shown, "ref": ref, "pinned": one.pinned, "told": one.told}

    async def _found(self, wanted: Select[Any]) -> tuple[Post, ...]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
        keys = DataKeys(self._keyring)
        return tuple([_read(row, keys) for row in rows])


async def touch_dates(connection: AsyncConnection, ids: Collection[str]) -> None:
    """Let all of some dates have something new to show. Those that have already keep their turn."""
    if not ids:
        return
    turn = case((STALE, meetup_post.c.turn), else_=_next_turn())
    theirs = and_(meetup_post.c.date_id.in_(ids), LIVE)
    await connection.execute(update(meetup_post).where(theirs).values(wanted=meetup_post.c.wanted + 1, turn=turn))


async def move_posts(connection: AsyncConnection, before: str, after: str) -> None:
    """Let the posts of a place be those of another one, or of the same one at another address.

    The old messages are void: what was shown is lost. A post of which there is one at the new place already is closed.
    """
    there = meetup_post.alias()
    same = and_(there.c.date_id == meetup_post.c.date_id, there.c.kind == meetup_post.c.kind)
    live = there.c.state.in_((_WANTED, _SHOWN))
    doubled = select(there.c.id).where(there.c.place_id == after, there.c.id != meetup_post.c.id, same, live).exists()
    state = case(
        (meetup_post.c.state.not_in((_WANTED, _SHOWN)), meetup_post.c.state),
        (doubled, _CLOSED),
        (meetup_post.c.state == _SHOWN, _LOST),
        else_=meetup_post.c.state,
    )
    theirs = update(meetup_post).where(meetup_post.c.place_id == before)
    await connection.execute(theirs.values(place_id=after, state=state, ref=None))


def _next_turn() -> ScalarSelect[int]:
    """Give the last turn of all: greater than those of all that wait for theirs."""
    waiting = meetup_post.alias()
    last = func.max(type_coerce(waiting.c.turn, BigInteger))
    return select(func.coalesce(last, 0) + 1).select_from(waiting).where(STALE).scalar_subquery()


def _posts() -> Select[Any]:
    columns = (meetup_post, place.c.wrapped_key, place.c.key_version)
    return select(*columns).join(place, meetup_post.c.place_id == place.c.id)


def _sealed(ref: str, key: DataKey, post_id: str) -> bytes:
    return key.seal(ref.encode(), "meetup_post", "ref", post_id)


def _read(row: Row[Any], keys: DataKeys) -> Post:
    ref = None
    if row.ref is not None:
        key = keys.of_place(row.place_id, row.wrapped_key, row.key_version)
        ref = key.unseal(row.ref, "meetup_post", "ref", row.id).decode()
    return Post(
        row.id,
        row.date_id,
        row.place_id,
        Platform(row.platform),
        PostKind(row.kind),
        PostState(row.state),
        row.wanted,
        row.shown,
        ref,
        row.pinned,
        row.told,
    )
