from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from bot.storage.types import Utc, new_id

DIALECT = sqlite.dialect()


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))])))
def test_moments_come_back_as_they_were(moment: datetime) -> None:
    kept = Utc().process_bind_param(moment, DIALECT)
    assert isinstance(kept, int)
    back = Utc().process_result_value(kept, DIALECT)
    assert back == moment
    assert back is not None
    assert back.utcoffset() == timedelta(0)


@given(st.datetimes(), st.datetimes())
def test_they_sort_as_moments_do(one: datetime, two: datetime) -> None:
    kept = [Utc().process_bind_param(moment.replace(tzinfo=UTC), DIALECT) for moment in (one, two)]
    assert None not in kept
    assert (kept[0] < kept[1]) == (one < two)  # type: ignore[operator]


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Utc().process_bind_param(datetime(2026, 11, 20), DIALECT)  # noqa: DTZ001


def test_nothing_stays_nothing() -> None:
    assert Utc().process_bind_param(None, DIALECT) is None
    assert Utc().process_result_value(None, DIALECT) is None


def test_ids_are_all_different() -> None:
    assert len({new_id() for _ in range(1000)}) == 1000
    assert len(new_id()) == 32
