"""Teaching the judge of danger in a group's own folder: what is learnt, what is told, and what `check` then says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bot.checking import all_problems
from bot.cli import main
from bot.core.errors import FilesError, Problem, UserError
from bot.features.safety.judge import EXAMPLES, FILE, load_judge
from bot.features.safety.learning import ORDINARY, Example, checksum, load_examples
from bot.language import read_language
from bot.teaching import everyday, teach
from tests.features.faq.small import ALCOHOL, FULL, PLAIN, write
from tests.features.safety.conftest import EVERYDAY, SMALL, small_examples

PROJECT = Path(__file__).resolve().parents[1]
BANANA = "my mum is the colour of a banana and talks nonsense to the wall"
# The topics of the flags must be there, else `check` has more to say.
RULES = SMALL.replace("when-to-seek-help", "alcohol")
for topic in ("liver-damage", "jaundice", "fever-infection-signs", "skin-cancer"):
    RULES = RULES.replace(f"topic: {topic}", "topic: missed-dose").replace(f"[{topic}]", "[missed-dose]")


def row(example: Example) -> str:
    urgency = example.urgency.value if example.urgency else None
    given = {"text": example.text, "flag": example.flag, "urgency": urgency, "writer": example.writer}
    return json.dumps(given) + "\n"


@pytest.fixture
def folder(root: Path) -> Path:
    return root / "knowledge" / "en"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A group with three answers, small rules and examples of its own."""
    shutil.copytree(PROJECT / "config", tmp_path / "config")
    folder = write(tmp_path, taking__how_to_take=PLAIN, taking__missed_dose=FULL, life__alcohol=ALCOHOL)
    for name in ("words.yaml", "checks.yaml", "blood_test_presets.yaml"):
        shutil.copy(PROJECT / "knowledge" / "en" / name, folder / name)
    (folder / "red_flags.yaml").write_text(RULES, encoding="utf-8")
    labelled = [example for example in small_examples() if example.writer != ORDINARY]
    (folder / EXAMPLES).write_text("".join(map(row, labelled)), encoding="utf-8")
    heard = [{"text": text, "asks": None} for text in EVERYDAY] + [
        {"text": "is it bad that i forgot one", "asks": "missed-dose"},
        {"text": "a beer with the lads", "asks": "alcohol"},
    ]
    (folder / "heard.jsonl").write_text("".join(json.dumps(one) + "\n" for one in heard), encoding="utf-8")
    return tmp_path


def told(root: Path) -> list[Problem]:
    """What `check` says of the examples and of what was learnt."""
    problems, _ = all_problems(root)
    return [problem for problem in problems if problem.file.endswith((EXAMPLES, FILE))]


class TestTeaching:
    def test_what_is_learnt_is_used_from_then_on(self, root: Path, folder: Path) -> None:
        assert read_language("en", root).screen.check(BANANA) is None
        steps: list[str] = []
        assert teach(root, steps.append) == "en: 27 examples learnt."
        assert len(steps) == 3
        verdict = read_language("en", root).screen.check(BANANA)
        assert verdict is not None
        assert verdict.flag == "rf-jaundice"
        judge = load_judge(folder, root)
        assert judge is not None
        assert judge.learnt_from == checksum(load_examples(folder, root))
        assert judge.flags == ("rf-jaundice", "rf-fever", "rf-lump")

    def test_without_examples_there_is_nothing_to_learn(self, root: Path, folder: Path) -> None:
        (folder / EXAMPLES).unlink()
        with pytest.raises(UserError, match=r"learn\.nothing"):
            teach(root, lambda _: None)
        assert not (folder / FILE).exists()

    def test_what_cannot_be_written_is_told(self, root: Path, folder: Path) -> None:
        taken: list[str] = []

        def take_the_place(step: str) -> None:
            """Somebody puts a folder where the file should come, while the learning goes on."""
            taken.append(step)
            (folder / FILE).mkdir(exist_ok=True)

        with pytest.raises(UserError, match=r"learn\.not_written"):
            teach(root, take_the_place)
        assert taken

    def test_a_broken_example_is_told_and_nothing_is_learnt(self, root: Path, folder: Path) -> None:
        with (folder / EXAMPLES).open("a", encoding="utf-8") as file:
            file.write("my skin is yellow\n")
        with pytest.raises(FilesError) as raised:
            teach(root, lambda _: None)
        [problem] = raised.value.problems
        assert (problem.file, problem.line) == (f"knowledge/en/{EXAMPLES}", 28)
        assert not (folder / FILE).exists()

    def test_a_broken_judge_is_made_anew(self, root: Path, folder: Path) -> None:
        (folder / FILE).write_bytes(b"broken")
        teach(root, lambda _: None)
        assert load_judge(folder, root) is not None

    def test_what_is_asked_about_dangers_is_not_learnt_as_ordinary(self, root: Path) -> None:
        """The flags of this group point to the missed dose: what is asked about it may be told in danger."""
        contents = read_language("en", root).contents
        texts = list(everyday(contents.knowledge.value, contents.heard.value, contents.rules.value))
        assert set(EVERYDAY) < set(texts)
        assert "a beer with the lads" in texts
        assert "is it bad that i forgot one" not in texts
        assert not {"forgot my tablet", "missed a pill", "What if I miss a dose?"} & set(texts)


class TestCommand:
    def test_it_says_how_far_it_is_and_what_was_learnt(
        self, root: Path, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["--folder", str(root), "learn"]) == 0
        shown = capsys.readouterr()
        assert shown.out == "en: 27 examples learnt.\n"
        assert len(shown.err.splitlines()) == 3
        assert (folder / FILE).exists()

    def test_nothing_to_learn_is_said_in_plain_words(
        self, root: Path, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (folder / EXAMPLES).unlink()
        assert main(["--folder", str(root), "learn"]) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert "nothing to learn" in shown.err

    def test_a_broken_example_is_told(self, root: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (folder / EXAMPLES).write_text("[]\n", encoding="utf-8")
        assert main(["--folder", str(root), "learn"]) == 2
        assert "line 1: this line is no example." in capsys.readouterr().err


class TestChecking:
    def test_examples_that_were_not_learnt_are_told_and_can_wait(self, root: Path, folder: Path) -> None:
        [problem] = told(root)
        assert problem.warning
        assert "python -m bot learn" in problem.mend
        teach(root, lambda _: None)
        assert told(root) == []
        with (folder / EXAMPLES).open("a", encoding="utf-8") as file:
            file.write(row(Example("I see two of everything", "rf-fever", None, "dan")).replace("null", '"same-day"'))
        [problem] = told(root)
        assert (problem.file, problem.warning) == (f"knowledge/en/{EXAMPLES}", True)

    def test_another_answer_is_no_reason_to_learn_danger_anew(self, root: Path) -> None:
        teach(root, lambda _: None)
        write(root, life__how_to_store=PLAIN.replace("how to take it", "where to keep them"))
        assert told(root) == []

    def test_a_flag_that_is_not_there(self, root: Path, folder: Path) -> None:
        text = (folder / EXAMPLES).read_text(encoding="utf-8")
        (folder / EXAMPLES).write_text(text.replace("rf-lump", "rf-lmup", 1), encoding="utf-8")
        wrong, *_ = sorted(told(root), key=lambda problem: problem.warning)
        assert (wrong.line, wrong.warning) == (6, False)
        assert "rf-lmup" in wrong.what

    @pytest.mark.parametrize("name", [EXAMPLES, FILE])
    def test_broken_files(self, root: Path, folder: Path, name: str) -> None:
        teach(root, lambda _: None)
        (folder / name).write_bytes(b"\xff\xfe\n")
        assert f"knowledge/en/{name}" in [problem.file for problem in told(root) if not problem.warning]

    def test_without_examples_there_is_nothing_to_say(self, root: Path, folder: Path) -> None:
        (folder / EXAMPLES).unlink()
        assert told(root) == []
