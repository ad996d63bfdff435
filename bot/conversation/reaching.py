"""Where a person is written to."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.keeping import Account, People
from bot.core.people import Platform


async def reachable(people: People, person_id: str, wanted: Platform | None = None) -> Platform | None:
    """Give the platform on which to write to a person; None if they have no account at all.

    That is the one `wanted`; another one if they cannot be written to there.
    """
    there = None if wanted is None else await people.account(person_id, wanted)
    if there is not None and there.blocked_at is None:
        return there.person.platform
    found = await accounts(people, person_id, () if there is None else (there.person.platform,))
    reached = next((account for account in found if account.blocked_at is None), None)
    best = reached or next(iter(found), None)
    return None if best is None else best.person.platform


async def accounts(people: People, person_id: str, first: Iterable[Platform] = ()) -> list[Account]:
    """Give a person's accounts, those on some platforms `first`."""
    found = [await people.account(person_id, platform) for platform in dict.fromkeys((*first, *Platform))]
    return [account for account in found if account is not None]
