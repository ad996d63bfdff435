"""`export`: writes the knowledge as a sheet to review, or as pages for a browser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from bot.core.errors import FilesError, UserError
from bot.features.faq.loading import Loaded, load_knowledge
from bot.features.faq.review import MARK, ReviewSheet
from bot.features.faq.words_file import load_words
from bot.features.safety.contacts import load_contacts
from bot.features.safety.loading import load_rules
from bot.settings import Community, load_settings
from bot.site.content import INDEX, Site
from bot.site.pages import pages
from bot.texts.catalogue import Texts, load_texts

REVIEW = Path("docs") / "clinical-review.md"

ASSETS = Path(__file__).parent / "site" / "assets"

# Lies among the pages and names them: by it a folder is known as one that may be written anew.
LIST = "made-by-the-bot.txt"
_HEAD = "Written by: python3 run.py export site. It replaces the files named here, and leaves all others alone."
_PAGE = re.compile(r"(?:[a-z0-9-]+/)?[a-z0-9-]+\.(?:html|css|js|svg)")


def review_sheet(root: Path) -> str:
    """Give the review sheet of the group's main language. Raises FilesError if any entry is broken."""
    community, texts = _group(root)
    loaded = _knowledge(root, texts)
    return ReviewSheet(texts, community.medicine.name).text(loaded.knowledge)


def export_review(root: Path, file: Path | None) -> str:
    """Write the review sheet to `file`, or to its place among the docs, and give a sentence that says so.

    Raises FilesError if an entry is broken, UserError if another kind of file lies there or it cannot be written.
    """
    file = file or root / REVIEW
    _, texts = _group(root)
    text = review_sheet(root)
    if file.exists() and not _starts_with(file, MARK):
        raise UserError("export.not_our_sheet", file=str(file))
    _write(file, text)
    return texts.line("export.review_written", file=str(file), count=str(text.count("\n### ")))


def site_files(root: Path, made: date) -> Mapping[str, str]:
    """Give all files of the site by path: pages, style, scripts. `made` is the day that they bear.

    Raises FilesError if anything that they are made from is broken: pages with a gap would look complete.
    """
    community, texts = _group(root)
    folder = root / "knowledge" / texts.language
    loaded = _knowledge(root, texts)
    contacts = load_contacts(root / "config" / "contacts.yaml", root)
    site = Site(
        texts=texts,
        knowledge=loaded.knowledge,
        words=load_words(folder / "words.yaml", root),
        contact=contacts.for_country(community.country),
        overview=load_rules(folder / "red_flags.yaml", root).overview,
        group=community.group,
        medicine=community.medicine.name,
        where_to_ask=community.where_to_ask,
        made=made,
    )
    assets = {path.name: path.read_text(encoding="utf-8") for path in sorted(ASSETS.iterdir())}
    return {**pages(site), **assets}


def export_site(root: Path, folder: Path, made: date) -> str:
    """Write the site into `folder`, in the place of an earlier one, and give a sentence that says so.

    Raises FilesError if what it is made from is broken, UserError if the folder holds anything else or cannot be
    written.
    """
    _, texts = _group(root)
    old = _written_before(folder)
    files = site_files(root, made)
    for name in sorted(old - files.keys()):
        _remove(folder, name)
    _write(folder / LIST, "\n".join((_HEAD, *sorted(files))) + "\n")
    for name, text in files.items():
        _write(folder / name, text)
    count = str(sum(name.endswith(".html") for name in files))
    return texts.line("export.site_written", count=count, folder=str(folder), index=str(folder / INDEX))


def _group(root: Path) -> tuple[Community, Texts]:
    """The settings of the group, and the sentences of its main language."""
    community = load_settings(root).community
    return community, load_texts(community.languages[0])


def _knowledge(root: Path, texts: Texts) -> Loaded:
    loaded = load_knowledge(root / "knowledge" / texts.language, root)
    if loaded.problems:
        raise FilesError(loaded.problems)
    return loaded


def _written_before(folder: Path) -> frozenset[str]:
    """Name the files that an earlier run wrote. Raises UserError if the folder holds anything but an earlier site."""
    try:
        if not folder.exists() or not any(folder.iterdir()):
            return frozenset()
        head, *names = (folder / LIST).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        head, names = "", []
    if head != _HEAD:
        raise UserError("export.not_ours", folder=str(folder))
    # The list may have been changed by hand: only what such a site holds is ever removed.
    return frozenset(name for name in names if _PAGE.fullmatch(name))


def _starts_with(file: Path, mark: str) -> bool:
    try:
        return file.read_text(encoding="utf-8").startswith(mark)
    except (OSError, ValueError):
        return False


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise _unwritable(path, error) from error


def _remove(folder: Path, name: str) -> None:
    try:
        (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(folder / name, error) from error


def _unwritable(path: Path, error: OSError) -> UserError:
    return UserError("export.cannot_write", path=str(path), why=(error.strerror or type(error).__name__).lower())
