from __future__ import annotations

from bot.core.errors import Problem
from bot.features.organisers.notices import SHOWN, broken_files
from bot.texts.catalogue import Texts
from tests.reading import words


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
