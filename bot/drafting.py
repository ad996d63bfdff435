"""`entry new`: starts the file of a new answer."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from bot.core.errors import UserError
from bot.core.ids import is_id
from bot.features.faq.loading import read_titles
from bot.settings import load_settings
from bot.texts.catalogue import load_texts

# An answer is read again after half a year.
_REVIEW_AFTER = timedelta(days=182)


def new_entry(root: Path, place: str, today: date) -> str:
    """Write a file with notes on how to fill it in, and give a sentence that says so.

    `place` is the section and the id, as in "taking/missed-dose". Raises UserError if it is no such place, if the id
    is taken or if the file cannot be written; FilesError if the settings or the list of sections are broken.
    """
    texts = load_texts(load_settings(root).community.languages[0])
    folder = root / "knowledge" / texts.language
    path = _path(folder, root, place)
    again = today + _REVIEW_AFTER
    text = texts.line("entry.skeleton", today=today.isoformat(), again=again.isoformat())
    name = path.relative_to(root).as_posix()
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(f"{text}\n")
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise UserError("entry.cannot_write", file=name, why=why) from error
    return texts.line("entry.written", file=name, place=place)


def _path(folder: Path, root: Path, place: str) -> Path:
    """Give where the file is to lie. Raises UserError if it cannot lie there."""
    section, _, id_ = place.partition("/")
    if not (section and id_):
        raise UserError("entry.no_place", given=place)
    if not is_id(id_):
        raise UserError("entry.no_id", given=id_)
    titles = read_titles(folder, root)
    if section not in titles:
        raise UserError("entry.no_section", given=section, sections=", ".join(titles))
    taken = next((path for path in folder.glob("*/*") if path.stem == id_ and path.suffix in (".yaml", ".yml")), None)
    if taken is not None:
        raise UserError("entry.taken", file=taken.relative_to(root).as_posix())
    return folder / section / f"{id_}.yaml"
