"""Keys and what is sealed with them."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.masterkey import new_master_key
from bot.storage.sealing import DataKey, Keyring, Unsealable

KEY = DataKey.fresh()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.binary())
def test_what_is_sealed_comes_back(plain: bytes) -> None:
    sealed = KEY.seal(plain, "person", "profile", "1")
    assert KEY.unseal(sealed, "person", "profile", "1") == plain
    assert len(plain) < 8 or plain not in sealed


@given(JSON)
def test_so_do_values(value: object) -> None:
    assert KEY.unseal_json(KEY.seal_json(value, "t", "c", "1"), "t", "c", "1") == value


def test_the_same_is_sealed_differently_each_time() -> None:
    assert KEY.seal(b"x", "t") != KEY.seal(b"x", "t")


def test_the_length_tells_little() -> None:
    assert {len(KEY.seal_json({"zone": zone}, "t")) for zone in ("Asia/Tokyo", "UTC", "America/Argentina/Salta")} == {
        12 + 64 + 16
    }


@pytest.mark.parametrize("where", [("account", "profile", "1"), ("person", "profile", "2"), ("person", "profile1", "")])
def test_a_value_cannot_be_put_elsewhere(where: tuple[str, ...]) -> None:
    sealed = KEY.seal(b"plain", "person", "profile", "1")
    with pytest.raises(Unsealable):
        KEY.unseal(sealed, *where)


@given(st.integers(min_value=0, max_value=200), st.integers(min_value=1, max_value=255))
def test_nor_changed(position: int, change: int) -> None:
    sealed = bytearray(KEY.seal(b"a plain text of some length", "t"))
    sealed[position % len(sealed)] ^= change
    with pytest.raises(Unsealable):
        KEY.unseal(bytes(sealed), "t")


@pytest.mark.parametrize("cut", [0, 5, 12, 20])
def test_nor_cut(cut: int) -> None:
    with pytest.raises(Unsealable):
        KEY.unseal(KEY.seal(b"plain", "t")[:cut], "t")


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Unsealable):
        DataKey.fresh().unseal(KEY.seal(b"plain", "t"), "t")


def test_data_keys_are_wrapped_for_their_owner_alone() -> None:
    keyring = Keyring.throw_away()
    wrapped = keyring.current.wrap(KEY, "person", "1")
    assert keyring.unwrap(wrapped, keyring.current.name, "person", "1") == KEY
    for other in (("person", "2"), ("place", "1")):
        with pytest.raises(Unsealable):
            keyring.unwrap(wrapped, keyring.current.name, *other)
    with pytest.raises(Unsealable, match="not set"):
        keyring.unwrap(wrapped, "00000000", "person", "1")


def test_the_old_key_is_read_and_the_new_one_used() -> None:
    first, second = new_master_key(), new_master_key()
    before, both = Keyring.read(first), Keyring.read(second, first)
    wrapped = before.current.wrap(KEY, "person", "1")
    assert both.unwrap(wrapped, before.current.name, "person", "1") == KEY
    assert both.current.name == Keyring.read(second).current.name != before.current.name
    assert both.marks("a", "b")[1] == before.marks("a", "b")[0]


def test_marks_tell_nothing_and_differ() -> None:
    keyring = Keyring.throw_away()
    marks = {keyring.current.mark(*parts) for parts in (("ab", "c"), ("a", "bc"), ("a", "b", "c"), ("abc",))}
    assert len(marks) == 4
    assert keyring.current.rating_mark("ab", "c") not in marks
    assert Keyring.throw_away().current.mark("abc") not in marks
    assert all(mark.startswith(f"{keyring.current.name}.") for mark in marks)


def test_keys_are_read_in_the_usual_forms() -> None:
    raw = bytes(range(224, 256))
    texts = (base64.b64encode(raw), base64.urlsafe_b64encode(raw), base64.b64encode(raw).rstrip(b"="))
    assert len({Keyring.read(text.decode()).current.name for text in texts}) == 1


@pytest.mark.parametrize("text", ["x", "password", base64.b64encode(b"short").decode(), "ä" * 44, "A" * 43 + "!"])
def test_what_is_no_key_is_told_by_its_name_alone(text: str) -> None:
    with pytest.raises(UserError) as told:
        Keyring.read(text)
    assert (told.value.key, told.value.values) == ("key.malformed", {"name": "BOT_MASTER_KEY"})
    with pytest.raises(UserError) as told:
        Keyring.read(new_master_key(), text)
    assert told.value.values == {"name": "BOT_MASTER_KEY_OLD"}


def test_repr_shows_no_key() -> None:
    text = new_master_key()
    keyring = Keyring.read(text)
    assert repr(keyring) == f"Keyring(current=MasterKey(name='{keyring.current.name}'), old=None)"
    assert repr(KEY) == "DataKey()"
