"""Changes of files: told once, when they have come to rest, however they were written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.watching import SETTLE, Snapshot, Stamp, Watch, snapshot


def stamp(number: int) -> Stamp:
    return (number, number, 10, 1)


OLD: Snapshot = {"a.yaml": stamp(1), "taking/b.yaml": stamp(1)}
NEW: Snapshot = {**OLD, "taking/b.yaml": stamp(2)}
NEWER: Snapshot = {**OLD, "taking/b.yaml": stamp(3)}
NOTHING: frozenset[str] = frozenset()


class TestWatch:
    def test_as_long_as_nothing_changes_nothing_is_told(self) -> None:
        watch = Watch(OLD)
        assert [watch.look(dict(OLD), now) for now in (0.0, 0.1, 100.0)] == [NOTHING] * 3
        assert not watch.is_waiting

    def test_a_change_is_told_once_when_it_has_come_to_rest(self) -> None:
        watch = Watch(OLD)
        assert watch.look(NEW, 10.0) == NOTHING
        assert watch.is_waiting
        assert watch.look(NEW, 10.0 + SETTLE / 2) == NOTHING
        assert watch.look(NEW, 10.0 + SETTLE) == {"taking/b.yaml"}
        assert not watch.is_waiting
        assert watch.look(NEW, 20.0) == NOTHING

    def test_a_file_that_is_still_being_written_is_waited_for(self) -> None:
        watch = Watch(OLD)
        assert watch.look(NEW, 1.0) == watch.look(NEWER, 1.2) == watch.look(NEWER, 1.4) == NOTHING
        assert watch.look(NEWER, 1.6) == {"taking/b.yaml"}

    def test_new_and_deleted_files_are_told(self) -> None:
        watch = Watch(OLD)
        found = {"a.yaml": stamp(1), "life/c.yaml": stamp(9)}
        watch.look(found, 1.0)
        assert watch.look(found, 2.0) == {"taking/b.yaml", "life/c.yaml"}

    def test_a_file_that_is_away_only_for_a_moment_is_no_deleted_one(self) -> None:
        watch = Watch(OLD)
        assert watch.look({"a.yaml": stamp(1)}, 1.0) == NOTHING
        assert watch.look(NEW, 1.1) == NOTHING
        assert watch.look(NEW, 1.5) == {"taking/b.yaml"}

    def test_what_was_taken_back_is_not_told(self) -> None:
        watch = Watch(OLD)
        assert watch.look(NEW, 1.0) == watch.look(OLD, 1.1) == watch.look(OLD, 2.0) == NOTHING
        assert not watch.is_waiting

    def test_changes_that_come_one_after_the_other_are_told_together(self) -> None:
        watch = Watch(OLD)
        watch.look(NEW, 1.0)
        both = {**NEW, "a.yaml": stamp(2)}
        assert watch.look(both, 1.25) == NOTHING
        assert watch.look(both, 1.56) == {"a.yaml", "taking/b.yaml"}

    def test_what_could_not_be_used_is_told_again(self) -> None:
        watch = Watch(OLD)
        gone = {"a.yaml": stamp(1)}
        watch.look(gone, 1.0)
        changed = watch.look(gone, 2.0)
        watch.again(changed)
        assert watch.is_waiting
        assert watch.look(gone, 2.1) == changed == {"taking/b.yaml"}
        assert watch.look(gone, 2.2) == NOTHING

    @given(st.lists(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 3).map(stamp)), min_size=1))
    def test_whatever_happens_the_last_state_is_told_in_the_end(self, seen: list[Snapshot]) -> None:
        """Play back: apply what is told to what was taken, and compare."""
        taken: dict[str, Stamp] = dict(OLD)
        watch = Watch(dict(OLD))
        for number, found in enumerate([*seen, seen[-1], seen[-1]]):
            for name in watch.look(found, number * SETTLE * 0.75):
                taken.pop(name, None)
                if name in found:
                    taken[name] = found[name]
        assert taken == seen[-1]
        assert not watch.is_waiting


class TestSnapshot:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "taking").mkdir()
        for name in ("words.yaml", "taking/one.yaml", "taking/two.yml"):
            (tmp_path / name).write_text("a: b\n", encoding="utf-8")
        return tmp_path

    def test_yaml_files_in_the_folder_and_its_sections(self, folder: Path) -> None:
        (folder / "taking" / "deep").mkdir()
        for name in (".hidden.yaml", "notes.txt", "taking/.#one.yaml", "taking/one.yaml~", "taking/deep/x.yaml"):
            (folder / name).write_text("", encoding="utf-8")
        assert snapshot(folder).keys() == {"words.yaml", "taking/one.yaml", "taking/two.yml"}
        assert snapshot(folder) == snapshot(folder)

    def test_every_way_of_saving_shows(self, folder: Path) -> None:
        path = folder / "taking" / "one.yaml"
        shown = [snapshot(folder)["taking/one.yaml"]]
        path.write_text("a: bb\n", encoding="utf-8")
        shown.append(snapshot(folder)["taking/one.yaml"])
        beside = folder / "taking" / "one.yaml.new"  # an editor that writes beside and renames,
        beside.write_text("a: cc\n", encoding="utf-8")
        times = path.stat()
        os.utime(beside, ns=(times.st_atime_ns, times.st_mtime_ns))  # and keeps the time and the length
        beside.replace(path)
        shown.append(snapshot(folder)["taking/one.yaml"])
        assert len(set(shown)) == 3

    def test_what_is_gone_or_leads_nowhere_is_not_there(self, folder: Path) -> None:
        (folder / "taking" / "one.yaml").unlink()
        (folder / "taking" / "lost.yaml").symlink_to(folder / "nowhere.yaml")
        assert snapshot(folder).keys() == {"words.yaml", "taking/two.yml"}
        assert snapshot(folder / "nowhere") == {}
