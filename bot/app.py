"""The one place where parts are built and wired."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.conversation.contact import InContact
from bot.conversation.forms import RunningForms
from bot.conversation.languages import ByLanguage
from bot.conversation.limits import Limit, Limits
from bot.conversation.router import Router
from bot.core.actions import Action
from bot.core.current import Current
from bot.core.errors import FilesError, Problem
from bot.core.ownership import Ownership
from bot.core.people import Place, Platform
from bot.core.ports import CommandSpec, Responder
from bot.core.richtext import Blocks
from bot.delivery.composing import Composers
from bot.features.faq.answers import Answers
from bot.features.faq.browse import Browse
from bot.features.faq.listening import Overheard
from bot.features.faq.questions import Faq
from bot.features.faq.routes import FaqRoutes
from bot.features.faq.topics import Topics
from bot.features.help.routes import HelpRoutes
from bot.features.organisers.routes import OrganisersRoutes
from bot.features.organisers.unanswered import UnansweredList
from bot.features.privacy.routes import FORGET, PrivacyRoutes
from bot.features.safety.contacts import Contact, Contacts, load_contacts
from bot.features.safety.replies import UrgentReplies
from bot.features.safety.routes import Safety
from bot.language import Language, read_language
from bot.meetups import Meetups
from bot.reminders import Reminders
from bot.settings import Settings, load_settings
from bot.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Files:
    """All that is read from files. Languages may be read anew while the bot runs; the rest is as it was at start."""

    settings: Settings
    languages: Mapping[str, Current[Language]]
    contact: Contact

    @property
    def main(self) -> Language:
        """The group's main language, as it is now."""
        return self.languages[self.settings.community.languages[0]].value


@dataclass(slots=True)
class _Shared:
    """What all languages share while the bot runs."""

    ownership: Ownership
    limits: Limits
    around: Surroundings
    reminders: Reminders
    meetups: Meetups
    unanswered: UnansweredList = field(default_factory=UnansweredList)
    heard: Overheard = field(default_factory=Overheard)
    topics: Topics = field(default_factory=Topics)


def read_files(root: Path) -> Files:
    """Read settings, wording and knowledge. Raises FilesError with all mistakes that the bot cannot start with.

    A broken entry of the knowledge base is none of these: it is left out, and told by `check`.
    """
    settings = load_settings(root)
    problems: list[Problem] = []
    languages: dict[str, Current[Language]] = {}
    for name in settings.community.languages:
        try:
            languages[name] = Current(read_language(name, root))
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


@dataclass(frozen=True, slots=True)
class Bot:
    """The whole bot but for its platforms: what answers, and what reminders and meet-ups need beside it."""

    responder: Responder
    reminders: Reminders
    meetups: Meetups

    @property
    def composers(self) -> Composers:
        """What words the messages that features put into the ledger."""
        return {**self.reminders.composers, **self.meetups.composers}

    @property
    def beside(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        """What runs beside the platforms."""
        return (*self.reminders.beside, *self.meetups.beside)


def build_bot(files: Files, secrets: Mapping[Platform, str], around: Surroundings, on: Sequence[Platform] = ()) -> Bot:
    """Wire the whole bot.

    `secrets` are the keys for the marks on buttons, per platform; `on` names the platforms that it runs on.
    """
    limits, texts = files.settings.running.limits, files.main.texts
    set_ = files.settings.running.reminders
    missed_dose = Action("faq", "open", (set_.missed_dose,)) if set_.missed_dose else None
    reminders = Reminders(around, texts, on, offered=set_.on, missed_dose=missed_dose)
    limited = Limits(Limit(limits.per_person), Limit(limits.per_place))
    shared = _Shared(Ownership(secrets), limited, around, reminders, Meetups(around, files.settings, texts, on))
    routers = {name: _router(files, language, shared) for name, language in files.languages.items()}
    return Bot(InContact(ByLanguage(routers, texts.language), around.stores.people, texts), reminders, shared.meetups)


def _router(files: Files, current: Current[Language], shared: _Shared) -> Router:
    """Wire one language. What may be read anew is handed over as a function that gives it as it is now."""
    community, stores = files.settings.community, shared.around.stores
    texts = current.value.texts
    faq = Faq(
        lambda: current.value.library,
        Answers(texts, shared.ownership),
        community.where_to_ask,
        shared.heard,
        shared.topics,
    )
    every = (current, *(other for other in files.languages.values() if other is not current))
    safety = Safety(
        lambda: tuple(one.value.screen for one in every),
        UrgentReplies(texts, files.contact),
        lambda: _signs(current.value),
    )
    privacy = PrivacyRoutes(texts, community.privacy_contact, shared.reminders.holdings)
    commands: list[CommandSpec] = []
    routes = (
        FaqRoutes(faq, stores.ratings, Browse(texts), community.medicine.name).routes(),
        safety.routes(),
        *shared.reminders.routes(texts, lambda: current.value.contents.presets.value, FORGET, privacy.forget),
        *shared.meetups.routes(texts),
        privacy.routes(),
        HelpRoutes(texts, community.group, lambda: tuple(commands), lambda: _is_reviewed(current.value)).routes(),
        OrganisersRoutes(texts, shared.ownership, shared.unanswered).routes(),
    )
    router = Router(
        danger=safety,
        questions=faq,
        routes=routes,
        forms=RunningForms(texts, stores.forms),
        limits=shared.limits,
        texts=texts,
        listens=lambda place: _listens(files.settings, place),
    )
    commands += router.commands
    return router


def _is_reviewed(language: Language) -> bool:
    return language.knowledge.is_reviewed


def _signs(language: Language) -> Blocks:
    """The answer that tells when to get help, for /urgent."""
    entry = language.knowledge.get(language.rules.overview)
    return (*entry.answer, *entry.urgent) if entry is not None else ()


def _listens(settings: Settings, place: Place) -> bool:
    """Tell whether ordinary talk here may be answered, by config/community.yaml."""
    places = settings.community.places
    known = places.discord if place.platform is Platform.DISCORD else places.telegram
    return place.platform is not Platform.CONSOLE and any(one.listen and one.id == place.id for one in known)
