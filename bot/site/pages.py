"""All pages as values: what lies at which path. Pure; writing them is left to others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.core.richtext import Blocks
from bot.features.faq.knowledge import Entry
from bot.site import numbers
from bot.site.content import INDEX, URGENT, URGENT_SECTION, Site, entry_path, section_path
from bot.site.home import home
from bot.site.html import Child, Markup, element, join
from bot.site.layout import DATA, document, links, rich, titled, up
from bot.site.prose import first_sentence, outward
from bot.site.search import search_data
from bot.texts.keys import Key

# The parts of an entry that come after its answer, with their headings.
_AFTER_ANSWER: tuple[tuple[str, Key], ...] = (
    ("more", "export.more"),
    ("carer", "export.carer"),
    ("differs", "export.differs"),
)


def pages(site: Site) -> Mapping[str, str]:
    """Give every page and the data of the search, by path. Links between them are relative, so they work anywhere."""
    made = {INDEX: home(site), URGENT: _urgent(site), DATA: search_data(site)}
    made |= {section_path(section): _section(site, section) for section in site.knowledge.sections}
    return made | {entry_path(entry): _entry(site, entry) for entry in site.knowledge}


def _urgent(site: Site) -> str:
    line = site.texts.line
    title = line("site.when_and_whom")
    overview = site.knowledge.get(site.overview)
    parts: list[Child] = [
        element("h1", title),
        titled(line("site.numbers"), "numbers", join(numbers.in_full(site)), "part urgent"),
    ]
    if overview is not None:
        parts += _written(site, overview, (("urgent", "export.urgent"), ("answer", "site.how_fast"), *_AFTER_ANSWER))
        parts.append(_sources(site, overview))
    signs = [_linked(URGENT, entry) for entry in site.knowledge.in_section(URGENT_SECTION)]
    if signs:
        parts.append(titled(site.knowledge.title(URGENT_SECTION), "signs", links(signs)))
    return document(site, URGENT, title, line("site.urgent_description"), join(parts))


def _section(site: Site, section: str) -> str:
    path, title = section_path(section), site.knowledge.title(section)
    questions = [_linked(path, entry, hint=True) for entry in site.knowledge.in_section(section)]
    body = (_trail(site, path, None), element("h1", title), links(questions))
    about = site.texts.line("site.section_description", title=title, medicine=site.medicine)
    return document(site, path, title, about, join(body))


def _entry(site: Site, entry: Entry) -> str:
    """One question with its answer; when to get help comes before everything else."""
    path = entry_path(entry)
    parts: list[Child] = [element("h1", entry.question)]
    if entry.urgent:
        way = element("a", site.texts.line("site.all_urgent"), href=up(path) + URGENT)
        help_ = join((rich(entry.urgent), element("p", way, class_="way")))
        parts.append(titled(site.texts.line("export.urgent"), "urgent", help_, "part urgent"))
    parts += _written(site, entry, (("answer", "export.answer"), *_AFTER_ANSWER))
    parts.append(_sources(site, entry))
    body = (_trail(site, path, entry), element("article", *parts), _related(site, path, entry))
    return document(site, path, entry.question, first_sentence(entry.answer), join(body))


def _written(site: Site, entry: Entry, parts: tuple[tuple[str, Key], ...]) -> Iterator[Markup]:
    """Give those parts of an entry that are there, each under its heading."""
    for name, title in parts:
        blocks: Blocks = getattr(entry, name)
        if blocks:
            yield titled(site.texts.line(title), name, rich(blocks))


def _sources(site: Site, entry: Entry) -> Markup:
    """The sources with the days on which they were read, then the dates of the answer."""
    line, day = site.texts.line, site.texts.day
    items = [
        join((outward(source.title, source.url), f", {line('export.read_on', date=day(source.checked))}"))
        for source in entry.sources
    ]
    dates = element("p", " ".join(_dates(site, entry)), class_="dates")
    content = join((links(items), dates)) if items else dates
    return titled(line("export.sources" if items else "site.dates"), "sources", content, "part sources")


def _dates(site: Site, entry: Entry) -> Iterator[str]:
    """When the answer was checked, by when it will be again, and by whom it was reviewed."""
    line, day = site.texts.line, site.texts.day
    yield line("export.checked", date=day(entry.reviewed))
    yield line("export.overdue" if entry.is_overdue(site.made) else "export.check_again", date=day(entry.review_by))
    if entry.reviewed_by:
        yield line("export.reviewed_by", name=entry.reviewed_by)
    elif not entry.product:
        yield line("export.not_reviewed")
    yield line("export.not_advice")


def _related(site: Site, path: str, entry: Entry) -> Markup:
    related = [_linked(path, other) for other in site.knowledge.related_to(entry)]
    if not related:
        return Markup("")
    title = element("h2", site.texts.line("faq.related"), id="related")
    return element("nav", title, links(related), class_="part related", aria_labelledby="related")


def _linked(path: str, entry: Entry, *, hint: bool = False) -> Markup:
    """A link from the page at `path` to an entry, with its first sentence as a hint if that is wanted."""
    link = element("a", entry.question, href=up(path) + entry_path(entry))
    told = (element("p", first_sentence(entry.answer), class_="quiet"),) if hint else ()
    return join((link, *told))


def _trail(site: Site, path: str, entry: Entry | None) -> Markup:
    """Where this page stands: all topics, then the section of the entry."""
    line = site.texts.line
    steps = [element("a", line("site.all_topics"), href=f"{up(path)}{INDEX}#topics")]
    if entry is not None:
        steps.append(
            element("a", site.knowledge.title(entry.section), href=up(path) + section_path(entry.section)),
        )
    return element("nav", links(steps, "trail"), aria_label=line("site.you_are_here"))
