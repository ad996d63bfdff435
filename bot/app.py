"""The one place where parts are built and wired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.conversation.forms import RunningForms
from bot.conversation.languages import ByLanguage
from bot.conversation.limits import Limit, Limits
from bot.conversation.router import Router
from bot.core.errors import FilesError, Problem
from bot.core.ownership import Ownership
from bot.core.people import Place, Platform
from bot.core.ports import CommandSpec, Responder
from bot.core.richtext import Blocks
from bot.features.faq.answers import Answers
from bot.features.faq.browse import Browse
from bot.features.faq.knowledge import Knowledge
from bot.features.faq.listening import Overheard
from bot.features.faq.loading import load_knowledge
from bot.features.faq.matching.matcher import Matcher
from bot.features.faq.matching.results import Phrasings
from bot.features.faq.questions import Faq
from bot.features.faq.ratings import Ratings
from bot.features.faq.routes import FaqRoutes
from bot.features.faq.words import load_words
from bot.features.help.routes import HelpRoutes
from bot.features.organisers.routes import OrganisersRoutes
from bot.features.organisers.unanswered import UnansweredList
from bot.features.privacy.routes import PrivacyRoutes
from bot.features.safety.contacts import Contact, Contacts, load_contacts
from bot.features.safety.loading import load_rules
from bot.features.safety.replies import UrgentReplies
from bot.features.safety.routes import Safety
from bot.features.safety.rules import Rules
from bot.features.safety.screen import Screen
from bot.settings import Settings, load_settings
from bot.texts.catalogue import Texts, load_texts


@dataclass(frozen=True, slots=True)
class Language:
    """All that the bot knows in one language; `left_out` says why it does without some entries."""

    texts: Texts
    knowledge: Knowledge = field(repr=False)
    titles: Mapping[str, str] = field(repr=False)
    matcher: Matcher = field(repr=False)
    rules: Rules = field(repr=False)
    screen: Screen = field(repr=False)
    left_out: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Files:
    """All that is read from files at start."""

    settings: Settings
    languages: Mapping[str, Language]
    contact: Contact

    @property
    def main(self) -> Language:
        """The group's main language."""
        return self.languages[self.settings.community.languages[0]]


@dataclass(slots=True)
class _Shared:
    """What all languages share while the bot runs."""

    ownership: Ownership
    limits: Limits
    ratings: Ratings = field(default_factory=Ratings)
    unanswered: UnansweredList = field(default_factory=UnansweredList)
    heard: Overheard = field(default_factory=Overheard)


def read_files(root: Path) -> Files:
    """Read settings, wording and knowledge. Raises FilesError with all mistakes that the bot cannot start with.

    A broken entry of the knowledge base is none of these: it is left out, and told by `check`.
    """
    settings = load_settings(root)
    problems: list[Problem] = []
    languages: dict[str, Language] = {}
    for name in settings.community.languages:
        try:
            languages[name] = read_language(name, root)
        except FilesError as error:
            problems += error.problems
    try:
        contact = _contact(settings, root)
    except FilesError as error:
        raise FilesError([*problems, *error.problems]) from error
    if problems:
        raise FilesError(problems)
    return Files(settings, languages, contact)


def _contact(settings: Settings, root: Path) -> Contact:
    """Find whom to call in the group's country. Raises FilesError if that country is not in the list."""
    contacts = load_contacts(root / "config" / "contacts.yaml", root)
    problems = country_problems(settings, contacts)
    if problems:
        raise FilesError(problems)
    return contacts.countries[settings.community.country]


def country_problems(settings: Settings, contacts: Contacts) -> list[Problem]:
    """Tell if there are no numbers for the group's country: nobody should be shown those of another one."""
    document = settings.documents["community.yaml"]
    if settings.community.country in contacts.countries:
        return []
    what = f"there are no numbers for “{settings.community.country}”."
    mend = f"Use one of: {', '.join(contacts.countries)}."
    return [Problem(document.file, document.line(("country",)), what, mend)]


def read_language(name: str, root: Path) -> Language:
    """Read wording, knowledge, words and red flags of one language. Raises FilesError."""
    folder = root / "knowledge" / name
    texts = load_texts(name)
    loaded = load_knowledge(folder, root)
    words = load_words(folder / "words.yaml", root)
    rules = load_rules(folder / "red_flags.yaml", root)
    phrasings = [Phrasings(entry.id, entry.phrasings) for entry in loaded.knowledge]
    phrasings += [Phrasings(id_, ways) for id_, ways in loaded.broken.items()]
    matcher = Matcher.build(phrasings, words)
    return Language(texts, loaded.knowledge, loaded.titles, matcher, rules, Screen(rules), loaded.problems)


def build_responder(files: Files, secrets: Mapping[Platform, str]) -> Responder:
    """Wire the whole bot. `secrets` are the keys for the marks on buttons, per platform."""
    limits = files.settings.running.limits
    shared = _Shared(Ownership(secrets), Limits(Limit(limits.per_person), Limit(limits.per_place)))
    routers = {name: _router(files, language, shared) for name, language in files.languages.items()}
    return ByLanguage(routers, files.main.texts.language)


def _router(files: Files, language: Language, shared: _Shared) -> Router:
    community = files.settings.community
    texts, knowledge = language.texts, language.knowledge
    faq = Faq(knowledge, language.matcher, Answers(texts, shared.ownership), community.where_to_ask, shared.heard)
    others = (other.screen for other in files.languages.values() if other is not language)
    safety = Safety((language.screen, *others), UrgentReplies(texts, files.contact), lambda: _signs(language))
    commands: list[CommandSpec] = []
    routes = (
        FaqRoutes(faq, shared.ratings, Browse(texts, language.titles), community.medicine.name).routes(),
        safety.routes(),
        PrivacyRoutes(texts, community.privacy_contact).routes(),
        HelpRoutes(texts, community.group, lambda: tuple(commands), _reviewed(knowledge)).routes(),
        OrganisersRoutes(texts, shared.ownership, shared.unanswered).routes(),
    )
    router = Router(
        danger=safety,
        questions=faq,
        routes=routes,
        forms=RunningForms(texts),
        limits=shared.limits,
        texts=texts,
        listens=lambda place: _listens(files.settings, place),
    )
    commands += router.commands
    return router


def _reviewed(knowledge: Knowledge) -> bool:
    """Tell whether a clinician has signed every medical answer."""
    medical = [entry for entry in knowledge if not entry.product]
    return bool(medical) and all(entry.reviewed_by for entry in medical)


def _signs(language: Language) -> Blocks:
    """The answer that tells when to get help, for /urgent."""
    entry = language.knowledge.get(language.rules.overview)
    return (*entry.answer, *entry.urgent) if entry is not None else ()


def _listens(settings: Settings, place: Place) -> bool:
    """Tell whether ordinary talk here may be answered, by config/community.yaml."""
    places = settings.community.places
    known = places.discord if place.platform is Platform.DISCORD else places.telegram
    return place.platform is not Platform.CONSOLE and any(one.listen and one.id == place.id for one in known)
