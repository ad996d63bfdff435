"""The first page: the search, and the topics."""

from __future__ import annotations

from bot.site.content import INDEX, Site, section_path
from bot.site.html import Markup, element, join
from bot.site.layout import QUERY, document, links, not_reviewed, rich, titled


def home(site: Site) -> str:
    """Give the first page."""
    line = site.texts.line
    body = (
        element("h1", site.title),
        rich((*site.texts.rich("site.intro"), *not_reviewed(site))),
        _search(site),
        titled(line("site.topics"), "topics", links([_topic(site, name) for name in site.knowledge.sections], "cards")),
        titled(line("site.about_title"), "about", rich(site.texts.rich("site.about", where=site.where_to_ask))),
    )
    about = line("site.description", medicine=site.medicine)
    return document(site, INDEX, site.title, about, join(body), searches=True)


def _topic(site: Site, section: str) -> Markup:
    count = len(site.knowledge.in_section(section))
    told = site.texts.line("site.one_question" if count == 1 else "site.questions", count=str(count))
    link = element("a", site.knowledge.title(section), href=section_path(section))
    return join((link, " ", element("span", told, class_="quiet")))


def _search(site: Site) -> Markup:
    """The search: hidden until its script runs; until then a line says that the topics hold everything."""
    # No <noscript>: it would say nothing where scripts are allowed and yet did not load.
    without = element("p", site.texts.line("site.no_script"), id="no-script")
    return element("div", _form(site), without, _results(site), id="search", class_="search")


def _form(site: Site) -> Markup:
    line = site.texts.line
    field = element(
        "input",
        type="search",
        id=QUERY,
        name=QUERY,
        autocomplete="off",
        autocapitalize="none",
        maxlength="200",
        enterkeyhint="search",
        aria_describedby="search-hint",
    )
    label = element("label", line("site.search_label"), for_=QUERY)
    hint = element("p", line("site.search_hint"), id="search-hint", class_="quiet")
    return element("form", label, field, hint, id="search-form", role="search", hidden=True)


def _results(site: Site) -> Markup:
    """Where the script puts what it found. The count is never hidden: screen readers watch it from the start."""
    return element(
        "div",
        element("h2", site.texts.line("site.results"), id="results-title", tabindex="-1", hidden=True),
        element("p", id="results-count", role="status", aria_live="polite"),
        element("ul", id="results-list", class_="links", hidden=True),
    )
