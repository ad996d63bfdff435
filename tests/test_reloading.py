"""Files that are saved while the bot runs: real files in a folder, looked at in steps by a clock of the test's own."""

from __future__ import annotations

import asyncio
import logging
import re
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bot import language as language_module
from bot.core.current import Current
from bot.core.errors import Problem
from bot.core.richtext import plain
from bot.core.watching import SETTLE
from bot.features.faq.vectors import FILE as VECTORS_FILE
from bot.features.faq.vectors import WordVectors, save_vectors
from bot.features.safety.judge import save_judge
from bot.language import Language, read_language
from bot.reloading import EVERY, Reloading
from tests.features.faq.small import ALCOHOL, FULL, PLAIN, SECTIONS, write
from tests.judging import small_judge

SHIPPED = Path(__file__).parent.parent / "knowledge" / "en"
WORDS = "subject: azathioprine\n"
HEARD = '{"text": "we were at a wedding with champagne", "asks": "alcohol"}\n'
A_WHILE = SETTLE + 0.01


class Bench:
    """A folder with a small knowledge base that is followed, and hands that move the clock."""

    def __init__(self, root: Path) -> None:
        self.folder = write(root, taking__missed_dose=FULL, life__alcohol=ALCOHOL)
        (self.folder / "words.yaml").write_text(WORDS, encoding="utf-8")
        shutil.copy(SHIPPED / "red_flags.yaml", self.folder)
        shutil.copy(SHIPPED / "blood_test_presets.yaml", self.folder)
        save_judge(small_judge(), self.folder)
        self.save("heard.jsonl", HEARD)
        save_vectors(WordVectors.made_of(["wine", "beer"], np.array([[1.0, 0.1], [0.9, 0.2]])), self.folder)
        self.current = Current(read_language("en", root))
        self.told: list[tuple[Problem, ...]] = []
        self.now = 0.0
        self.reloading = Reloading(root, {"en": self.current}, self.told.append, clock=lambda: self.now)

    def save(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    async def step(self, after: float = EVERY) -> None:
        self.now += after
        await self.reloading.step()

    async def settled(self) -> Language:
        """Look twice, as far apart as the bot does when something has changed."""
        await self.step()
        await self.step(A_WHILE)
        await self.reloading.learn()
        return self.current.value

    def answer(self, id_: str) -> str:
        return plain(self.current.value.knowledge.entries[id_].answer)

    def matched(self, text: str) -> str | None:
        return self.current.value.library.matcher.match(text).entry


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[int], list[str]]:
    caplog.set_level(logging.INFO, logger="bot.reloading")
    return lambda level: [record.getMessage() for record in caplog.records if record.levelno == level]


async def test_a_changed_answer_is_live_after_it_has_come_to_rest(bench: Bench) -> None:
    before = bench.current.value
    bench.save("life/alcohol.yaml", ALCOHOL.replace("With water.", "With milk."))
    await bench.step()
    assert bench.current.value is before
    after = await bench.settled()
    assert bench.answer("alcohol").startswith("With milk.")
    assert after.library.matcher is before.library.matcher  # nothing was learnt anew for it
    assert after.screen is before.screen
    assert plain(before.knowledge.entries["alcohol"].answer).startswith("With water.")


async def test_without_a_change_nothing_is_read(bench: Bench) -> None:
    before = bench.current.value
    for _ in range(5):
        await bench.step()
    assert bench.current.value is before


async def test_a_new_entry_a_new_way_of_asking_and_a_deleted_entry(bench: Bench) -> None:
    bench.save("taking/how-to-take.yaml", PLAIN)
    bench.save("life/alcohol.yaml", ALCOHOL.replace("  - beer", "  - beer\n  - sparkling elderflower lemonade"))
    (bench.folder / "taking" / "missed-dose.yaml").unlink()
    await bench.settled()
    assert set(bench.current.value.knowledge.entries) == {"alcohol", "how-to-take"}
    assert bench.matched("with food or without") == "how-to-take"
    assert bench.matched("sparkling elderflower lemonade") == "alcohol"
    assert bench.told == []


async def test_words_and_sections_and_red_flags_follow_too(bench: Bench) -> None:
    bench.save("words.yaml", WORDS + "fold:\n  beer: [lager]\n")
    bench.save("sections.yaml", SECTIONS.replace("Living with it", "Daily life"))
    flags = bench.folder / "red_flags.yaml"
    text = re.sub(r"(?m)^overview: .*$", "overview: missed-dose", flags.read_text(encoding="utf-8"))
    flags.write_text(text, encoding="utf-8")
    before = bench.current.value
    after = await bench.settled()
    assert bench.matched("lager") == "alcohol"
    assert after.knowledge.title("life") == "Daily life"
    assert after.rules.overview == "missed-dose"
    assert after.screen is not before.screen


async def test_messages_that_were_heard_follow_too(bench: Bench) -> None:
    assert bench.matched("champagne at a wedding") == "alcohol"
    line = '{"text": "a prosecco brunch", "asks": "alcohol"}\n{"text": "prosecco prices these days", "asks": null}\n'
    bench.save("heard.jsonl", HEARD + line)
    after = await bench.settled()
    assert bench.matched("prosecco brunch") == "alcohol"
    assert after.contents.lessons.talk == ("prosecco prices these days",)
    assert bench.told == []


async def test_messages_of_an_entry_that_goes_are_told_and_those_of_one_that_comes_are_learnt(bench: Bench) -> None:
    bench.save("heard.jsonl", HEARD + '{"text": "munching it with porridge", "asks": "how-to-take"}\n')
    await bench.settled()
    [[problem]] = bench.told
    assert "there is no entry “how-to-take”" in problem.what
    assert bench.matched("champagne at a wedding") == "alcohol", "what was heard before stays"
    bench.save("taking/how-to-take.yaml", PLAIN)
    after = await bench.settled()
    assert after.contents.problems == ()
    assert bench.matched("munching it with porridge") == "how-to-take"


async def test_vectors_and_the_judge_follow_too(bench: Bench) -> None:
    before = bench.current.value
    assert before.contents.judge.value is not None
    (bench.folder / "danger.npz").unlink()
    (bench.folder / VECTORS_FILE).unlink()
    after = await bench.settled()
    assert after.contents.judge.value is None
    assert after.contents.vectors.value is None
    assert after.screen is not before.screen
    assert after.library.matcher.lessons.vectors is None
    save_judge(small_judge(), bench.folder)
    again = await bench.settled()
    assert again.contents.judge.value is not None
    assert again.library.matcher is after.library.matcher  # nothing to learn for it


async def test_the_examples_alone_change_nothing_until_they_are_learnt(bench: Bench) -> None:
    before = bench.current.value
    bench.save("danger_examples.jsonl", '{"text": "a", "flag": null, "urgency": null, "writer": "W"}\n')
    after = await bench.settled()
    assert after.screen is before.screen
    assert after.library.matcher is before.library.matcher


async def test_an_editor_that_renames_away_and_back(bench: Bench) -> None:
    path = bench.folder / "life" / "alcohol.yaml"
    path.rename(path.with_suffix(".yaml~"))
    await bench.step()
    bench.save("life/alcohol.yaml", ALCOHOL.replace("With water.", "With milk."))
    await bench.step(SETTLE / 2)
    assert "alcohol" in bench.current.value.knowledge.entries
    await bench.step(A_WHILE)
    assert bench.answer("alcohol").startswith("With milk.")


async def test_a_file_written_in_pieces_is_read_when_it_is_whole(bench: Bench) -> None:
    text = ALCOHOL.replace("With water.", "With milk.")
    for end in (10, 60, 120):
        bench.save("life/alcohol.yaml", text[:end])
        await bench.step(SETTLE / 2)
        assert bench.answer("alcohol").startswith("With water.")
    bench.save("life/alcohol.yaml", text)
    await bench.settled()
    assert bench.answer("alcohol").startswith("With milk.")
    assert bench.told == []


async def test_a_file_that_changes_while_it_is_read_is_read_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = language_module.load_knowledge

    def overtaken(folder: Path, *rest: object) -> object:
        monkeypatch.setattr(language_module, "load_knowledge", load)
        loaded = load(folder, *rest)  # type: ignore[arg-type]
        bench.save("life/alcohol.yaml", ALCOHOL.replace("With water.", "With a glass of milk."))
        return loaded

    monkeypatch.setattr(language_module, "load_knowledge", overtaken)
    bench.save("life/alcohol.yaml", ALCOHOL.replace("With water.", "With"))
    await bench.settled()
    assert bench.answer("alcohol").startswith("With water.")
    await bench.settled()
    assert bench.answer("alcohol").startswith("With a glass of milk.")


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("life/alcohol.yaml", ALCOHOL.replace("answer: |", "anwser: |"), "knowledge/en/life/alcohol.yaml:5: "),
        ("words.yaml", "subject: a: b\n", "knowledge/en/words.yaml:1: "),
        ("red_flags.yaml", "overview: 5\n", "knowledge/en/red_flags.yaml"),
        ("blood_test_presets.yaml", "use: 5\n", "knowledge/en/blood_test_presets.yaml"),
        ("sections.yaml", "- a\n", "knowledge/en/sections.yaml:1: "),
        ("heard.jsonl", "no line\n", "knowledge/en/heard.jsonl:1: "),
        ("heard.jsonl", '{"text": "a", "asks": "gone"}\n', "knowledge/en/heard.jsonl:1: "),
        ("word_vectors.npz", "no vectors", "knowledge/en/word_vectors.npz: "),
        ("danger.npz", "no weights", "knowledge/en/danger.npz: "),
    ],
)
async def test_a_broken_file_changes_nothing_and_is_told_once(
    bench: Bench, logged: Callable[[int], list[str]], file: str, text: str, place: str
) -> None:
    good = (bench.folder / file).read_bytes()
    before = bench.current.value
    bench.save(file, text)
    after = await bench.settled()
    assert after.knowledge.entries == before.knowledge.entries
    assert after.knowledge.titles == before.knowledge.titles
    assert after.screen is before.screen
    assert after.library.matcher is before.library.matcher
    [problems] = bench.told
    assert [problem for problem in problems if str(problem).startswith(place)]
    assert logged(logging.WARNING) == [str(problem) for problem in problems]

    bench.save("taking/missed-dose.yaml", FULL.replace("Never take two.", "Never, ever."))
    await bench.settled()
    assert bench.answer("missed-dose").startswith("Never, ever.")  # the others go on
    assert bench.told == [problems]

    (bench.folder / file).write_bytes(good)
    await bench.settled()
    assert bench.current.value.contents.problems == ()
    assert bench.told == [problems]
    assert [line for line in logged(logging.INFO) if "fine" in line] == [f"knowledge/en/{file}: fine again"]


async def test_another_mistake_in_the_same_file_is_told_and_the_same_one_again_after_it_was_mended(
    bench: Bench,
) -> None:
    broken, otherwise = ALCOHOL.replace("answer: |", "anwser: |"), ALCOHOL.replace("reviewed: 2026", "reviewed: 3026-")
    for text in (broken, broken + "\n", otherwise, ALCOHOL, broken):
        bench.save("life/alcohol.yaml", text)
        await bench.settled()
    assert len(bench.told) == 3
    assert bench.told[0] == bench.told[2] != bench.told[1]


async def test_a_folder_that_is_moved_away_takes_nothing_along(bench: Bench) -> None:
    before = bench.current.value.knowledge
    bench.folder.rename(bench.folder.with_name("away"))
    await bench.settled()
    assert bench.current.value.knowledge is before
    [problems] = bench.told
    assert {problem.file for problem in problems} == {
        "knowledge/en",
        "knowledge/en/words.yaml",
        "knowledge/en/red_flags.yaml",
        "knowledge/en/blood_test_presets.yaml",
    }
    bench.folder.with_name("away").rename(bench.folder)
    await bench.settled()
    assert bench.current.value.contents.problems == ()


async def test_what_goes_wrong_by_our_own_fault_changes_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, logged: Callable[[int], list[str]]
) -> None:
    before = bench.current.value
    with monkeypatch.context() as patched:
        patched.setattr(language_module, "load_knowledge", None)
        bench.save("life/alcohol.yaml", ALCOHOL.replace("With water.", "With milk."))
        await bench.settled()
    assert bench.current.value is before
    assert logged(logging.ERROR) == ["knowledge/en: changed files could not be taken over"]
    with monkeypatch.context() as patched:
        patched.setattr(language_module.Matcher, "build", None)
        bench.save("taking/how-to-take.yaml", PLAIN)
        await bench.settled()
    assert bench.current.value.library.matcher is before.library.matcher
    assert logged(logging.ERROR)[1:] == ["knowledge/en: new ways of asking could not be learnt"]
    bench.save("life/alcohol.yaml", ALCOHOL.replace("With water.", "With tea."))
    await bench.settled()
    assert bench.answer("alcohol").startswith("With tea.")


async def test_answers_do_not_wait_for_what_is_being_learnt(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    going_on, build = threading.Event(), language_module.Matcher.build
    learnt: list[str] = []

    def slow(*arguments: object) -> object:
        assert going_on.wait(10)
        learnt.append("once")
        return build(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(language_module.Matcher, "build", slow)
    for text in (PLAIN, PLAIN.replace("  - how to take it", "  - how to take it\n  - crushed in jam")):
        bench.save("taking/how-to-take.yaml", text)
        bench.save("life/alcohol.yaml", ALCOHOL.replace("With water.", f"With {len(text)} drops."))
        await bench.step()
        await bench.step(A_WHILE)
        if text is PLAIN:
            learning = asyncio.create_task(bench.reloading.learn())
            await asyncio.sleep(0)
        assert bench.answer("alcohol").startswith(f"With {len(text)} drops.")
        assert "how-to-take" in bench.current.value.knowledge.entries
        assert bench.matched("with food or without") != "how-to-take"
    going_on.set()
    await learning
    assert learnt == ["once", "once"]  # what changed while it was learning is learnt too
    assert bench.matched("crushed in jam") == "how-to-take"
    assert bench.answer("alcohol").startswith("With")
    assert bench.current.value.is_learnt


async def test_it_looks_again_soon_while_something_is_changing_and_tells_at_once_what_was_broken_at_the_start(
    tmp_path: Path,
) -> None:
    folder = Bench(tmp_path).folder
    (folder / "life" / "alcohol.yaml").write_text("question: [\n", encoding="utf-8")
    current = Current(read_language("en", tmp_path))
    told: list[tuple[Problem, ...]] = []
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            (folder / "life" / "alcohol.yaml").write_text(ALCOHOL, encoding="utf-8")
        if len(pauses) == 5:
            enough.set()
            await asyncio.Event().wait()

    enough = asyncio.Event()
    reloading = Reloading(tmp_path, {"en": current}, told.append, clock=lambda: sum(pauses), sleep=sleep)
    running = asyncio.create_task(reloading.run())
    await enough.wait()
    await reloading.learn()
    assert current.value.is_learnt
    running.cancel()
    await asyncio.wait({running})
    assert pauses == [EVERY, EVERY, SETTLE, EVERY, EVERY]
    assert [problem.file for [problem] in told] == ["knowledge/en/life/alcohol.yaml"]
    assert "alcohol" in current.value.knowledge.entries
