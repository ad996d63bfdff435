from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.meetups.planning.maps import is_short, read_point, written

LONDON = (51.5, -0.12)


@pytest.mark.parametrize(
    "typed",
    [
        "51.5, -0.12",
        "51.5,-0.12",
        " 51.5 -0.12 ",
        "51.5; -0.12",
        "+51.5, -0.12",
        "https://www.openstreetmap.org/#map=17/51.5/-0.12",
        "https://openstreetmap.org/node/1#layers=N&map=17/51.5/-0.12",
        "https://www.openstreetmap.org/?mlat=51.5&mlon=-0.12#map=12/10/20",
        "https://osm.org/#map=9.5/51.5/-0.12",
        "https://www.google.com/maps/@51.5,-0.12,17z",
        "https://www.google.co.uk/maps/place/Library/@10,20,17z/data=!3m1!4b1!4m5!3m4!1s0x0!8m2!3d51.5!4d-0.12",
        "https://maps.google.com/?q=51.5,-0.12",
        "https://www.google.com/maps/search/?api=1&query=51.5%2C-0.12",
        "https://maps.apple.com/?ll=51.5,-0.12&q=Library",
        "https://maps.apple.com/place?coordinate=51.5,-0.12&name=Library",
    ],
)
def test_points_are_read_from_numbers_and_maps(typed: str) -> None:
    assert read_point(typed) == LONDON


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "Library",
        "51.5",
        "51,5 -0,12",
        "91, 0",
        "0, 181",
        "51.5, -0.12, 7",
        "1e1, 2",
        "nan, nan",
        "\u0665\u0661, \u0662",  # figures of another script
        "https://example.org/#map=17/51.5/-0.12",
        "https://google.com.example.org/maps/@51.5,-0.12,17z",
        "https://evil.org/?q=51.5,-0.12&google.com",
        "ftp://www.openstreetmap.org/#map=17/51.5/-0.12",
        "https://www.openstreetmap.org/?mlat=51.5",
        "https://www.openstreetmap.org/?mlat=51.5&mlat=52&mlon=1",
        "https://www.openstreetmap.org/#map=17/91.5/-0.12",
        "https://www.google.com/maps/place/Library",
        "https://maps.apple.com/?q=Library",
        "https://maps.apple.com/?ll=1,2&ll=3,4",
        "https://maps.app.goo.gl/abc",
        "https://[::1",
        "1" * 5_000,
    ],
)
def test_what_is_not_sure_is_no_point(typed: str) -> None:
    assert read_point(typed) is None


def test_short_links_are_known() -> None:
    assert is_short("https://maps.app.goo.gl/abc")
    assert not is_short("https://www.google.com/maps")


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_is_written_is_read(latitude: float, longitude: float) -> None:
    found = read_point(written((latitude, longitude)))
    assert found is not None
    assert found == pytest.approx((latitude, longitude), abs=1e-6)


@given(st.text(max_size=60), st.sampled_from(("https://www.google.com/maps/", "https://maps.apple.com/?", "")))
def test_nothing_that_is_typed_fails(typed: str, before: str) -> None:
    point = read_point(before + typed)
    assert point is None or (abs(point[0]) <= 90 and abs(point[1]) <= 180)
