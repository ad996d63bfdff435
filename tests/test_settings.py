"""Settings from files, secrets from the environment: every mistake told at once, no token ever shown or sent away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.errors import FilesError, Problem
from bot.core.people import Platform
from bot.settings import Settings, load_secrets, load_settings

ROOT = Path(__file__).resolve().parent.parent

COMMUNITY = """\
group: our group
medicine: {name: azathioprine}
country: GB
time_zone: Europe/London
languages: [en]
where_to_ask: your team
privacy_contact: the organisers
"""

Load = Callable[..., Settings]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load(community: str = COMMUNITY, bot: str = "log_level: info\n") -> Settings:
        folder = tmp_path / "config"
        folder.mkdir(exist_ok=True)
        (folder / "community.yaml").write_text(community, encoding="utf-8")
        (folder / "bot.yaml").write_text(bot, encoding="utf-8")
        return load_settings(tmp_path)

    return load


def problems(load: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(FilesError) as raised:
        load()
    return raised.value.problems


def test_the_shipped_settings_are_valid() -> None:
    settings = load_settings(ROOT)
    assert settings.community.medicine.name == "azathioprine"
    assert settings.community.languages == ["en"]
    assert settings.running.platforms.discord
    assert settings.running.platforms.telegram
    assert settings.documents["community.yaml"].line(("country",)) > 1


def test_reminders_can_be_switched_off_per_platform(load: Load) -> None:
    reminders = load(COMMUNITY, "reminders: {discord: false}\n").running.reminders
    assert [reminders.on(platform) for platform in Platform] == [False, True, True]
    assert all(load().running.reminders.on(platform) for platform in Platform)


def test_where_the_organisers_are_told(load: Load) -> None:
    given = "organisers: {discord: {channel: 123456789012345678}, telegram: {chat: -1001234567890}}\n"
    organisers = load(COMMUNITY + given).community.organisers
    assert (organisers.discord.channel, organisers.telegram.chat) == ("123456789012345678", "-1001234567890")
    assert (load().community.organisers.discord.channel, load().community.organisers.telegram.chat) == (None, None)
    [problem] = problems(lambda: load(COMMUNITY + "organisers: {discord: {channel: organisers}}\n"))
    assert "ids are numbers" in problem.what


def test_what_may_be_left_out(load: Load) -> None:
    settings = load()
    assert settings.community.organisers.discord.people == []
    assert settings.community.places.telegram == []
    assert (settings.running.limits.per_person, settings.running.limits.per_place) == (30, 60)
    assert settings.running.log_level == "info"
    assert repr(settings.documents["community.yaml"]).count("our group") == 0


def test_ids_with_and_without_quotes_stay_whole(load: Load) -> None:
    settings = load(
        COMMUNITY
        + """\
organisers:
  discord: {people: [123456789012345678, "1234567890123456789", 1234567890123456789], roles: [42]}
  telegram: {people: [777, '778']}
places:
  telegram:
    - {id: -1001234567890, name: questions, listen: true}
    - {id: "-1001234567891", name: no}
"""
    ).community
    assert settings.organisers.discord.people == ["123456789012345678", "1234567890123456789", "1234567890123456789"]
    assert settings.organisers.discord.roles == ["42"]
    assert settings.organisers.telegram.people == ["777", "778"]
    assert [(place.id, place.name, place.listen) for place in settings.places.telegram] == [
        ("-1001234567890", "questions", True),
        ("-1001234567891", "no", False),
    ]


def test_a_topic_of_a_group_is_a_place_of_its_own(load: Load) -> None:
    given = """\
places:
  discord: [{id: 1, name: meet-ups}]
  telegram:
    - {id: -1001234567890, name: our group}
    - {id: -1001234567890, topic: 7, name: meet-ups}
"""
    places = load(COMMUNITY + given).community.places
    assert [(place.id, place.name) for place in places.discord] == [("1", "meet-ups")]
    assert [(place.id, place.topic, place.name) for place in places.telegram] == [
        ("-1001234567890", None, "our group"),
        ("-1001234567890", "7", "meet-ups"),
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://bot.example.org", "https://bot.example.org"),
        ("https://bot.example.org/", "https://bot.example.org"),
        ("https://bot.example.org:8443/our-group/", "https://bot.example.org:8443/our-group"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
    ],
)
def test_where_calendars_reach_the_bot(load: Load, given: str, kept: str) -> None:
    health = load(COMMUNITY, f'health: {{port: 9464, address: "{given}"}}\n').running.health
    assert health is not None
    assert health.address == kept


@pytest.mark.parametrize(
    "given",
    [
        "http://bot.example.org",
        "bot.example.org",
        "https://",
        "https:///calendar.ics",
        "https://bot.example.org?x=1",
        "https://bot.example.org/#x",
        "https://name:secret@bot.example.org",
        "https://bot.example.org:0",
        "https://bot.example.org/a b",
        "https://[::1",
        "https://b\u00f6t.example.org",
        f"https://bot.example.org/{'x' * 200}",
    ],
)
def test_addresses_at_which_nothing_could_be_reached(load: Load, given: str) -> None:
    [problem] = problems(lambda: load(COMMUNITY, f'health: {{port: 9464, address: "{given}"}}\n'))
    assert (problem.file, problem.line) == ("config/bot.yaml", 1)
    assert "is no address like https://bot.example.org" in problem.what


@pytest.mark.parametrize(
    ("platform", "places", "where", "what"),
    [
        ("telegram", "[{id: 5, name: a}]", " → item 1 → id", "is no group"),
        ("telegram", "[{id: -5, topic: 1, name: a}]", " → item 1 → topic", "is the group's general topic: leave"),
        ("telegram", "[{id: -5, topic: -2, name: a}]", " → item 1 → topic", "is no topic: take the number"),
        ("telegram", "[{id: -5, topic: meet-ups, name: a}]", " → item 1 → topic", "is no id: ids are numbers"),
        ("telegram", "[{id: -5, topic: 7, name: a, listen: true}]", " → item 1", "listens in one topic alone"),
        ("discord", "[{id: 5, topic: 7, name: a}]", " → item 1 → topic", "does not exist on Discord"),
        ("discord", "[{id: 5, name: ''}]", " → item 1 → name", "is empty"),
        ("discord", "[{id: 5}]", " → item 1 → name", "is missing"),
        ("discord", "[{id: 5, name: The  Cafe}, {id: 6, name: the cafe}]", "", "“the cafe” twice (items 1 and 2)"),
        (
            "telegram",
            "[{id: -5, name: a}, {id: -6, name: b}, {id: -5, name: c}]",
            "",
            "same place twice (items 1 and 3)",
        ),
    ],
)
def test_places_that_cannot_be_announced_in(load: Load, platform: str, places: str, where: str, what: str) -> None:
    [found] = problems(lambda: load(f"{COMMUNITY}places:\n  {platform}: {places}\n"))
    assert found.line == 9
    assert found.what.startswith(f"“places → {platform}{where}” ")
    assert what in found.what


@pytest.mark.parametrize("wrong", ["ann", "'@ann'", "''", "1.5", "--5", "5-", "１２３", "'+5'"])  # noqa: RUF001
def test_names_are_no_ids(load: Load, wrong: str) -> None:
    [found] = problems(lambda: load(f"{COMMUNITY}organisers:\n  telegram:\n    people:\n      - {wrong}\n"))
    assert (found.file, found.line) == ("config/community.yaml", 11)
    assert found.what == "“organisers → telegram → people → item 1” is no id: ids are numbers, not names."


@pytest.mark.parametrize(
    ("wrong", "what"), [("true", "should be text."), ("[1]", "should be text."), ("", "is empty.")]
)
def test_other_things_are_no_ids(load: Load, wrong: str, what: str) -> None:
    [found] = problems(lambda: load(f"{COMMUNITY}organisers:\n  telegram:\n    people:\n      - {wrong}\n"))
    assert (found.line, found.what) == (11, f"“organisers → telegram → people → item 1” {what}")


def test_the_mistakes_of_both_files_are_told_at_once(load: Load) -> None:
    found = problems(
        lambda: load(
            COMMUNITY.replace("Europe/London", "London").replace("languages: [en]", "languages: []") + "colour: red\n",
            "log_level: debug\nlimits: {per_person: 0}\nplatform: {}\n",
        )
    )
    assert [(problem.file, problem.line, problem.what) for problem in found] == [
        ("config/bot.yaml", 1, "“log_level” should be one of: 'info' or 'warning'."),
        ("config/bot.yaml", 2, "“limits → per_person” is out of range: input should be greater than or equal to 1."),
        ("config/bot.yaml", 3, "“platform” is no key that is known here."),
        ("config/community.yaml", 4, "“time_zone” is no time zone like Europe/London."),
        ("config/community.yaml", 5, "“languages” has too few items."),
        ("config/community.yaml", 8, "“colour” is no key that is known here."),
    ]


@pytest.mark.parametrize(
    "zone", ["Europe", "Europe/Nowhere", "../etc/passwd", "/etc/passwd", '"Europe/London\\0"', "GMT+25", '"a b"']
)
def test_what_is_no_time_zone(load: Load, zone: str) -> None:
    [found] = problems(lambda: load(COMMUNITY.replace("Europe/London", zone)))
    assert (found.line, found.what) == (4, "“time_zone” is no time zone like Europe/London.")


def test_a_missing_file(load: Load, tmp_path: Path) -> None:
    load()
    (tmp_path / "config" / "bot.yaml").unlink()
    [found] = problems(lambda: load_settings(tmp_path))
    assert (found.file, found.what) == ("config/bot.yaml", "this file cannot be read.")


# Secrets.

NAMES = (
    "DISCORD_TOKEN",
    "TELEGRAM_TOKEN",
    "DISCORD_API_URL",
    "DISCORD_GATEWAY_URL",
    "TELEGRAM_API_URL",
    "ALLOW_REMOTE_API_OVERRIDE",
    "CREDENTIALS_DIRECTORY",
    "BOT_MASTER_KEY",
    "BOT_MASTER_KEY_OLD",
    "DATABASE_URL",
    "DYNO",
    "ALLOW_EPHEMERAL_DATABASE",
)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def test_nothing_is_set(tmp_path: Path) -> None:
    secrets = load_secrets(tmp_path)
    assert (secrets.discord_token, secrets.telegram_token, secrets.discord_api_url) == ("", "", "")


def test_the_environment_comes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text(
        "# tokens\nDISCORD_TOKEN = ' from-file '\nTELEGRAM_TOKEN=from-file\nOTHER_THING=x\n", encoding="utf-8"
    )
    monkeypatch.setenv("TELEGRAM_TOKEN", " from-environment\n")
    secrets = load_secrets(tmp_path)
    assert (secrets.discord_token, secrets.telegram_token) == ("from-file", "from-environment")


def test_credentials_of_systemd_come_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("TELEGRAM_TOKEN=from-file\n", encoding="utf-8")
    credentials = tmp_path / "credentials"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    assert load_secrets(tmp_path).discord_token == "", "a folder that is not there is no error"
    credentials.mkdir()
    for name in ("DISCORD_TOKEN", "TELEGRAM_TOKEN"):
        (credentials / name).write_text("from-systemd\n", encoding="utf-8")
    secrets = load_secrets(tmp_path)
    assert (secrets.discord_token, secrets.telegram_token) == ("from-systemd", "from-file")


def test_a_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DISCORD_TOKEN=from-file\n", encoding="utf-8-sig")
    assert load_secrets(tmp_path).discord_token == "from-file"


def test_a_file_in_another_encoding_is_told_without_its_content(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DISCORD_TOKEN=CANARY\n", encoding="utf-16")
    with pytest.raises(FilesError) as raised:
        load_secrets(tmp_path)
    [found] = raised.value.problems
    assert (found.file, found.what) == (".env", "this file is not in UTF-8.")
    assert raised.value.__cause__ is None


def test_repr_shows_no_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "CANARY")
    for name in ("TELEGRAM_TOKEN", "BOT_MASTER_KEY", "BOT_MASTER_KEY_OLD", "DATABASE_URL"):
        monkeypatch.setenv(name, "CANARY")
    assert "CANARY" not in repr(load_secrets(tmp_path))


def test_keys_and_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_MASTER_KEY", " a key\n")
    monkeypatch.setenv("BOT_MASTER_KEY_OLD", "another")
    monkeypatch.setenv("DATABASE_URL", "postgres://host/bot")
    secrets = load_secrets(tmp_path)
    assert (secrets.master_key, secrets.old_master_key) == ("a key", "another")
    assert (secrets.database_url, secrets.throw_away_disk) == ("postgres://host/bot", False)


@pytest.mark.parametrize(("allowed", "refused"), [("", True), ("yes", True), ("1", False)])
def test_a_host_that_throws_its_disk_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowed: str, refused: bool
) -> None:
    monkeypatch.setenv("DYNO", "worker.1")
    monkeypatch.setenv("ALLOW_EPHEMERAL_DATABASE", allowed)
    assert load_secrets(tmp_path).throw_away_disk is refused


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8080", "127.0.0.1:9", "127.8.8.8", "[::1]:443", "user@127.0.0.1"]
)
def test_addresses_on_this_machine_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("DISCORD_API_URL", f"http://{host}/api/v10/")
    monkeypatch.setenv("DISCORD_GATEWAY_URL", f"ws://{host}")
    monkeypatch.setenv("TELEGRAM_API_URL", f"https://{host}//")
    secrets = load_secrets(tmp_path)
    assert secrets.discord_api_url == f"http://{host}/api/v10"
    assert secrets.discord_gateway_url == f"ws://{host}"
    assert secrets.telegram_api_url == f"https://{host}"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "10.0.0.1", "0.0.0.0", "127.0.0.1@evil.example", "127.0.0.1.evil.example",  # noqa: S104
     "localhost.evil.example", "[2001:db8::1]", "evil.example#@127.0.0.1", "evil.example?@localhost", "2130706433"],
)  # fmt: skip
def test_other_machines_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "CANARY")
    monkeypatch.setenv("TELEGRAM_API_URL", f"https://{host}/")
    monkeypatch.setenv("DISCORD_GATEWAY_URL", f"wss://{host}")
    monkeypatch.setenv("ALLOW_REMOTE_API_OVERRIDE", "true")
    found = problems(lambda: load_secrets(tmp_path))
    assert [problem.what for problem in found] == [
        "DISCORD_GATEWAY_URL points to another machine.",
        "TELEGRAM_API_URL points to another machine.",
    ]
    assert "ALLOW_REMOTE_API_OVERRIDE=1" in found[0].mend
    assert "CANARY" not in str(found)


def test_other_machines_are_taken_with_the_second_switch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_API_URL", "https://own.example/")
    (tmp_path / ".env").write_text("ALLOW_REMOTE_API_OVERRIDE=1\n", encoding="utf-8")
    assert load_secrets(tmp_path).telegram_api_url == "https://own.example"


@pytest.mark.parametrize(
    "address", ["localhost", "ws://localhost", "file:///etc", "http://", "http:///x", "http://[::1", "x"]
)
def test_what_is_no_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DISCORD_API_URL", address)
    monkeypatch.setenv("ALLOW_REMOTE_API_OVERRIDE", "1")
    [found] = problems(lambda: load_secrets(tmp_path))
    assert found.what == "DISCORD_API_URL is no address that starts with http://."
