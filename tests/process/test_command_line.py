"""The command line as people and programs use it: whole processes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.process.bot_process import ROOT, copy_folder, read_until

PATIENCE = 60


def bot(*arguments: str, typed: str | bytes = "", folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, with what is typed into it."""
    data = typed.encode() if isinstance(typed, str) else typed
    command = [sys.executable, "-m", "bot", "--folder", str(folder), *arguments]
    ended = subprocess.run(command, cwd=ROOT, input=data, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603
    return subprocess.CompletedProcess(command, ended.returncode, ended.stdout.decode(), ended.stderr.decode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the settings and the knowledge, to be broken."""
    copy_folder(tmp_path)
    return tmp_path


class TestChat:
    def test_over_a_pipe(self) -> None:
        ended = bot("chat", typed="can I drink alcohol?\n/privacy\nhow do I repair a bicycle?\n")
        assert ended.returncode == 0
        assert ended.stderr == ""
        lines = ended.stdout.splitlines()
        assert lines[0].startswith("Hello")
        assert len(lines[:3]) == 3
        assert "Can I drink alcohol on azathioprine?" in lines
        assert "(only you see this)" in lines
        assert any(line.startswith("I don't have a checked answer") for line in lines)
        assert "\x1b" not in ended.stdout

    def test_numbers_choose(self) -> None:
        ended = bot("chat", typed="/topics\n1\n1\n")
        assert ended.stdout.count("Checked on") == 1

    @pytest.mark.parametrize("typed", ["/quit\nwhat if I miss a dose?\n", "", "\n\n"])
    def test_leaving(self, typed: str) -> None:
        ended = bot("chat", typed=typed)
        assert ended.returncode == 0
        assert ended.stdout.splitlines()[-1] == "Goodbye, and take care."
        assert "Checked on" not in ended.stdout

    def test_odd_input(self) -> None:
        odd = b"\xff\xfe\x00\n" + "\u202e\U0001f600\n<b>@everyone</b>\n/nonsense\n99\n".encode() + b"a" * 10_000 + b"\n"
        ended = bot("chat", typed=odd)
        assert ended.returncode == 0
        assert "Traceback" not in ended.stderr + ended.stdout

    def test_a_broken_entry_costs_itself_alone(self, folder: Path) -> None:
        (folder / "knowledge/en/taking/missed-dose.yaml").write_text("question: [\n", encoding="utf-8")
        ended = bot("chat", typed="can I drink alcohol?\n", folder=folder)
        assert ended.returncode == 0
        assert "Can I drink alcohol on azathioprine?" in ended.stdout

    def test_the_question_of_a_broken_entry_is_not_answered_by_another(self, folder: Path) -> None:
        path = folder / "knowledge/en/taking/missed-dose.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("answer: |", "answer: ["), encoding="utf-8")
        ended = bot("chat", typed="what if I miss a dose?\n", folder=folder)
        assert "I don't have a checked answer" in ended.stdout

    def test_a_country_without_numbers_is_refused(self, folder: Path) -> None:
        community = folder / "config/community.yaml"
        community.write_text(community.read_text().replace("country: GB", "country: UK"), encoding="utf-8")
        ended = bot("ask", "what if I miss a dose?", folder=folder)
        assert ended.returncode == 2
        assert "“UK”" in ended.stderr

    def test_an_organiser_sees_what_was_passed_on(self) -> None:
        typed = "how do I repair a bicycle?\n1\nIs there a bicycle group?\n/unanswered\n"
        assert "1: Is there a bicycle group?" in bot("chat", "--as", "organiser", typed=typed).stdout
        assert "organisers only" in bot("chat", typed="/unanswered\n").stdout


class TestAsk:
    def test_one_question(self) -> None:
        ended = bot("ask", "what if I miss a dose?")
        assert ended.returncode == 0
        assert ended.stdout.startswith("What if I miss a dose?")
        assert "General information, not medical advice." in ended.stdout

    def test_explained(self) -> None:
        ended = bot("ask", "temp of 39, can I drink alcahol?", "--explain")
        assert "red flag: rf-fever" in ended.stdout
        assert "ranked:" in ended.stdout

    def test_json_lines(self) -> None:
        asked: list[object] = [
            {"question": "can I drink alcohol?", "addressed": True},
            {"question": "my throat is closing up and I can't breathe"},
            {"question": "thanks everyone, see you tuesday", "addressed": False},
            {"question": ""},
        ]
        typed = "\n".join(json.dumps(each) for each in asked) + '\n{"question": 1}\nnot json\n[]\n{"question": "hi"}\n'
        ended = bot("ask", "--json", typed=typed)
        assert ended.returncode == 0
        answers = [json.loads(line) for line in ended.stdout.splitlines()]
        assert len(answers) == 8
        alcohol, throat, thanks, empty, *wrong, hi = answers
        assert list(alcohol) == [
            "outcome", "entry", "score", "answered", "second", "own", "ranked", "urgent", "flag"
        ]  # fmt: skip
        assert (alcohol["outcome"], alcohol["entry"], alcohol["answered"]) == ("answer", "alcohol", True)
        assert alcohol["ranked"][0] == ["alcohol", alcohol["score"]]
        assert len(alcohol["ranked"]) <= 5
        assert (alcohol["urgent"], alcohol["flag"]) == (None, None)
        assert (throat["urgent"], throat["flag"]) == ("emergency", "rf-anaphylaxis")
        assert thanks["outcome"] == empty["outcome"] == hi["outcome"] == "none"
        assert [list(each) for each in wrong] == [["error"]] * 3


class TestExport:
    def test_the_review_sheet(self, tmp_path: Path) -> None:
        ended = bot("export", "review", str(tmp_path / "sheet.md"))
        assert (ended.returncode, ended.stderr) == (0, "")
        assert ended.stdout.startswith(f"The review sheet is in {tmp_path / 'sheet.md'}: 1")
        assert "What if I miss a dose?" in (tmp_path / "sheet.md").read_text(encoding="utf-8")

    def test_the_site(self, tmp_path: Path) -> None:
        ended = bot("export", "site", str(tmp_path / "site"))
        assert (ended.returncode, ended.stderr) == (0, "")
        assert "index.html in a browser" in ended.stdout
        assert "What if I miss a dose?" in (tmp_path / "site" / "entries" / "missed-dose.html").read_text()

    def test_a_folder_of_others_is_refused_in_plain_words(self, tmp_path: Path) -> None:
        (tmp_path / "thesis {why}.txt").write_text("mine", encoding="utf-8")
        ended = bot("export", "site", str(tmp_path))
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr == (
            f"{tmp_path} is not empty and was not written by this command, so nothing was changed. "
            "Name a new or an empty folder.\n"
        )
        assert [path.name for path in tmp_path.iterdir()] == ["thesis {why}.txt"]

    def test_a_broken_entry_is_told(self, folder: Path, tmp_path: Path) -> None:
        (folder / "knowledge/en/life/diet.yaml").write_text("question: a\n\tanswer: b\n", encoding="utf-8")
        ended = bot("export", "site", str(tmp_path / "site"), folder=folder)
        assert ended.returncode == 2
        assert "a tab is used to indent" in ended.stderr
        assert not (tmp_path / "site").exists()


class TestEntry:
    def test_a_new_answer(self, folder: Path) -> None:
        ended = bot("entry", "new", "life/hay-fever", folder=folder)
        assert (ended.returncode, ended.stderr) == (0, "")
        assert "knowledge/en/life/hay-fever.yaml" in ended.stdout
        checked = bot("check", folder=folder)
        assert checked.returncode == 1
        assert (
            "knowledge/en/life/hay-fever.yaml\n  line 5: “question” is empty. Fill it in; in quotes" in checked.stderr
        )
        assert "132 entries" in checked.stdout

    @pytest.mark.parametrize("place", ["taking/missed-dose", "missed-dose", "nowhere/missed-dose", "life/Hay Fever"])
    def test_what_is_refused(self, folder: Path, place: str) -> None:
        before = sorted(folder.rglob("*"))
        ended = bot("entry", "new", place, folder=folder)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr.endswith("Nothing was written.\n")
        assert ended.stderr.count("\n") == 1
        assert sorted(folder.rglob("*")) == before


class TestCheck:
    def test_what_is_shipped_has_nothing_to_mend(self) -> None:
        ended = bot("check")
        assert ended.returncode == 0
        findings = [line for line in ended.stderr.splitlines() if line.startswith(" ")]
        assert all(line.startswith("  (can wait) ") for line in findings)
        total, figures = ended.stdout.splitlines()
        assert ": 0 to mend, " in total
        assert figures.startswith("en: ")
        assert "Median reading grade" in figures
        assert "ways to ask would be answered rightly" in figures

    def test_all_mistakes_are_told_at_once(self, folder: Path) -> None:
        (folder / "config/bot.yaml").write_text("limits:\n  per_person: many\nspeed: 3\n", encoding="utf-8")
        community = folder / "config/community.yaml"
        community.write_text(community.read_text().replace("Europe/London", "Europe/Nowhere"), encoding="utf-8")
        alcohol = folder / "knowledge/en/interactions/alcohol.yaml"
        alcohol.write_text(alcohol.read_text().replace("sources:", "surces:"), encoding="utf-8")
        (folder / "knowledge/en/life/diet.yaml").write_text("question: a\n\tanswer: b\n", encoding="utf-8")
        ended = bot("check", folder=folder)
        assert ended.returncode == 1
        for told in (
            "“speed”",
            "“limits → per_person”",
            "“time_zone”",
            "“surces”",
            "a tab is used to indent",
            "line 3",
        ):
            assert told in ended.stderr
        assert "Traceback" not in ended.stderr

    def test_what_can_wait_is_no_failure(self, folder: Path) -> None:
        path = folder / "knowledge/en/interactions/alcohol.yaml"
        text = re.sub(r"reviewed: .*", "reviewed: 2020-01-01", path.read_text(encoding="utf-8"))
        path.write_text(re.sub(r"review_by: .*", "review_by: 2020-07-01", text), encoding="utf-8")
        ended = bot("check", folder=folder)
        assert ended.returncode == 0
        assert "its review was due on 2020-07-01" in ended.stderr

    def test_the_rules_for_answers_and_the_test_patterns_are_read_too(self, folder: Path) -> None:
        (folder / "knowledge/en/checks.yaml").unlink()
        presets = folder / "knowledge/en/blood_test_presets.yaml"
        presets.write_text(presets.read_text(encoding="utf-8").replace("1 week", "1 year", 1), encoding="utf-8")
        ended = bot("check", folder=folder)
        assert ended.returncode == 1
        assert "knowledge/en/checks.yaml\n  this file cannot be read." in ended.stderr
        assert "is no interval like “2 weeks”" in ended.stderr

    def test_starting_tells_what_is_left_out(self, folder: Path) -> None:
        (folder / "knowledge/en/taking/missed-dose.yaml").write_text("question: [\n", encoding="utf-8")
        ended = bot("run", folder=folder)
        assert ended.returncode == 2, "there is no token"
        assert ended.stderr.startswith("knowledge/en/taking/missed-dose.yaml\n  line 2: ")

    def test_a_folder_that_is_no_bots(self, tmp_path: Path) -> None:
        ended = bot("chat", folder=tmp_path)
        assert ended.returncode == 2
        assert "community.yaml" in ended.stderr
        assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("keys", ["\x04", "\x03", "/quit\r", "/he\t\r\x04"])
def test_a_real_terminal(keys: str) -> None:
    """Leave a chat on a pseudo-terminal by Ctrl-D, Ctrl-C, /quit, and after completing a command."""
    import pty  # noqa: PLC0415 (there is none on Windows)

    theirs, ours = pty.openpty()
    given = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "PROMPT_TOOLKIT_NO_CPR": "1"}
    command = [sys.executable, "-m", "bot", "chat"]
    with subprocess.Popen(command, cwd=ROOT, env=given, stdin=ours, stdout=ours, stderr=ours) as process:  # noqa: S603
        os.close(ours)
        shown = read_until(theirs, "you>")
        os.write(theirs, keys.encode())
        shown += read_until(theirs, "Goodbye, and take care.")
        assert process.wait(PATIENCE) == 0
    os.close(theirs)
    assert "Traceback" not in shown
    assert "\x1b[31m" not in shown
    if "\t" in keys:
        assert "What I can do" in shown or "/help" in shown
