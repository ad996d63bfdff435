"""What stands on every page: the head with its rules, the way to help first, navigation, and the end."""

from __future__ import annotations

from bot.core.richtext import Blocks
from bot.site import numbers
from bot.site.content import INDEX, URGENT, Site
from bot.site.html import Markup, element, join
from bot.site.prose import prose

STYLE = "style.css"
DATA = "search-data.js"
SEARCH = "search.js"
ICON = "icon.svg"

# Nothing is loaded from elsewhere, no script or style stands in a page, nothing is sent, and scripts cannot write HTML.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

MAIN = "main"
QUERY = "query"


def up(path: str) -> str:
    """The way from the page at `path` to the folder of the site: "../" for each folder."""
    return "../" * path.count("/")


def document(site: Site, path: str, title: str, about: str, body: Markup, *, searches: bool = False) -> str:
    """Give a whole page. `about` describes it in a sentence; `searches` loads the search."""
    line = site.texts.line
    skip = element("a", line("site.skip"), href=f"#{MAIN}", class_="skip")
    strip = numbers.short(site, up(path) + URGENT)
    main = element("main", body, id=MAIN, tabindex="-1")
    parts = (skip, _header(site, path), strip, main, _footer(site))
    html = element(
        "html", _head(site, path, title, about, searches=searches), element("body", *parts), lang=site.texts.language
    )
    return f"<!doctype html>\n{html.html}"


def titled(title: str, id_: str, content: Markup, class_: str = "part") -> Markup:
    """Give a section with its heading."""
    return element("section", element("h2", title, id=id_), content, class_=class_)


def rich(blocks: Blocks, class_: str = "prose") -> Markup:
    """Give blocks in a frame of their own."""
    return element("div", prose(blocks), class_=class_)


def not_reviewed(site: Site) -> Blocks:
    """Say that no clinician has reviewed the answers, as long as that is so."""
    return () if site.knowledge.is_reviewed else site.texts.rich("site.not_reviewed")


def links(items: list[Markup], class_: str = "links") -> Markup:
    """Give a list of links."""
    return element("ul", *(element("li", item) for item in items), class_=class_)


def _head(site: Site, path: str, title: str, about: str, *, searches: bool) -> Markup:
    whole = site.title if title == site.title else f"{title} · {site.title}"
    scripts = [element("script", src=up(path) + name, defer=True) for name in (DATA, SEARCH)] if searches else []
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="description", content=about),
        element("title", whole),
        element("link", rel="icon", href=up(path) + ICON, type="image/svg+xml"),
        element("link", rel="stylesheet", href=up(path) + STYLE),
        *scripts,
    )


def _header(site: Site, path: str) -> Markup:
    line, home = site.texts.line, up(path) + INDEX
    topics = element("a", line("site.topics"), href=f"{home}#topics")
    search = element("a", line("site.search"), href=f"{home}#{QUERY}")
    return element(
        "header",
        element("a", site.title, href=home, class_="home"),
        element("nav", links([topics, search], "ways"), aria_label=line("site.pages")),
    )


def _footer(site: Site) -> Markup:
    line = site.texts.line
    told = [element("p", element("strong", line("export.not_advice"))), prose(not_reviewed(site))]
    told.append(element("p", line("site.made_by", group=site.group, date=site.texts.day(site.made))))
    told.append(element("p", line("site.keeps_nothing")))
    return element("footer", join(told))
