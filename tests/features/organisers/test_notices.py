from __future__ import annotations

from datetime import timedelta

from bot.core.errors import Problem
from bot.core.people import Platform
from bot.delivery.composing import Moment
from bot.delivery.due import Due, ToPlace
from bot.delivery.notices import Notice
from bot.features.organisers.notices import BROKEN_FILES, SHOWN, BrokenFiles, broken_files
from bot.texts.catalogue import Texts
from tests.reading import words
from tests.scenes import NOW

MOMENT = Moment(NOW, timedelta(0), repeat=False)
A, B = Problem("a.yaml", 1, "wrong."), Problem("b.yaml", 2, "wrong.")


def due(notice: Notice) -> Due:
    to = ToPlace("1")
    return Due(notice.purpose, notice.subject, to, Platform.TELEGRAM, NOW, NOW + timedelta(days=1), notice.key)


def test_each_mistake_is_told_with_its_file_its_line_and_what_to_do(texts: Texts) -> None:
    found = [
        Problem("knowledge/en/life/a.yaml", 3, "“answer” is **empty**.", "Write it."),
        Problem("knowledge/en/b", 0, "all is gone."),
    ]
    shown = words(broken_files(found, texts))
    assert "- knowledge/en/life/a.yaml:3: “answer” is **empty**. Write it.\n- knowledge/en/b: all is gone." in shown


def test_of_many_mistakes_the_rest_is_counted(texts: Texts) -> None:
    found = [Problem("a.yaml", line, "wrong.") for line in range(1, SHOWN + 4)]
    shown = words(broken_files(found, texts))
    assert shown.count("a.yaml") == SHOWN
    assert "3 more" in shown


async def test_what_was_mended_meanwhile_is_not_told(texts: Texts) -> None:
    present = [A, B]
    broken = BrokenFiles(texts, lambda: present)
    notice = broken.notice([A, B], NOW.date())
    assert notice.purpose == BROKEN_FILES
    present.remove(A)
    reply = await broken.compose(due(notice), MOMENT)
    assert reply is not None
    assert "b.yaml" in words(reply)
    assert "a.yaml" not in words(reply)
    present.clear()
    assert await broken.compose(due(notice), MOMENT) is None


async def test_what_another_run_of_the_bot_wanted_to_tell_is_not_told_twice(texts: Texts) -> None:
    notice = BrokenFiles(texts, lambda: [A]).notice([A], NOW.date())
    assert await BrokenFiles(texts, lambda: [A]).compose(due(notice), MOMENT) is None
    assert BrokenFiles(texts, lambda: [A]).notice([A], NOW.date()).key == notice.key


def test_a_mistake_that_comes_back_is_told_again(texts: Texts) -> None:
    broken = BrokenFiles(texts, lambda: [A])
    assert broken.notice([A], NOW.date()) != broken.notice([A], NOW.date())
    assert broken.notice([A], NOW.date()).key != broken.notice([B], NOW.date()).key
