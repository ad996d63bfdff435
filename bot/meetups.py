"""Meet-ups, wired: what answers about them, what words their messages, and what runs beside the platforms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection

from bot.conversation.commands import Routes
from bot.core.people import Place, PlaceKind, Platform
from bot.core.web import Pages
from bot.delivery.composing import Composers
from bot.delivery.waking import Alarm
from bot.features.meetups.announcing import Announcing
from bot.features.meetups.answering import Answering
from bot.features.meetups.answers import Answers
from bot.features.meetups.asking import Asking
from bot.features.meetups.cards import Cards
from bot.features.meetups.coming import Coming
from bot.features.meetups.feeding import PATH, FeedPage
from bot.features.meetups.feeds import FeedRoutes
from bot.features.meetups.keeper import Keeper
from bot.features.meetups.notices import Notices
from bot.features.meetups.organising import Organising
from bot.features.meetups.planning.asking import Spot
from bot.features.meetups.planning.dialogue import Dialogue
from bot.features.meetups.planning.routes import organisers_routes
from bot.features.meetups.routes import member_routes
from bot.features.meetups.saying import SayingRoutes
from bot.features.meetups.telling import Telling
from bot.features.meetups.upkeep import Upkeep
from bot.settings import Settings
from bot.surroundings import Surroundings
from bot.texts.catalogue import Texts

HAVE_EVENTS = frozenset({Platform.DISCORD})
"""Where a server lists events by itself."""

HAVE_MAPS = frozenset({Platform.TELEGRAM})
"""Where a place can be shown as a pin on a map."""

TERMINAL = Place(Platform.CONSOLE, "terminal")
"""Where somebody tries the bot out."""

HAVE_PINS = frozenset({Platform.TELEGRAM})
"""Where a card is pinned. On Discord each pin would say so in a message of its own."""


class Meetups:
    """All that meet-ups share, whatever the language. `texts` are the words of cards and of what is sent by itself."""

    def __init__(self, around: Surroundings, settings: Settings, texts: Texts, on: Collection[Platform]) -> None:
        stores, kept = around.stores, around.stores.meetups
        self._around = around
        self._zone = settings.community.time_zone
        self._spots = spots(settings, on, texts)
        self._address = settings.running.health.address if settings.running.health else None
        names = {spot.place: spot.name for spot in self._spots}
        cards = Cards(texts)
        alarm = Alarm()
        self._telling = Telling(kept.attendance, stores.people, around.outbox, around.clock, self._zone)
        self._answers = Answers(kept, stores.people, self._telling, stores.together, alarm.ring)
        self._announcing = Announcing(kept, stores.places, self._telling, stores.together, HAVE_EVENTS.__contains__)
        upkeep = Upkeep(
            cards,
            self._answers,
            kept,
            stores.places,
            around.platforms,
            stores.deliveries,
            around.outbox,
            self._telling,
            stores.together,
            HAVE_MAPS.__contains__,
            HAVE_PINS.__contains__,
            around.clock,
        )
        self.keeper = Keeper(
            self._announcing,
            upkeep,
            kept.posts,
            stores.places,
            around.platforms,
            clock=around.clock,
            alarm=alarm,
        )
        self._organising = Organising(kept, stores.places, stores.together, self._telling, self.keeper.wake)
        self.composers: Composers = Notices(
            cards, kept, stores.people, stores.places, lambda place: names.get(place, "")
        ).composers()
        self.pages: Pages = {PATH: FeedPage(kept, stores.people, texts, around.clock).answer}

    @property
    def beside(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        """What runs beside the platforms."""
        return (self.keeper.run,)

    def routes(self, texts: Texts) -> tuple[Routes, ...]:
        """Declare all of it in one language."""
        stores, kept = self._around.stores, self._around.stores.meetups
        cards = Cards(texts)
        feeds, saying = FeedRoutes(texts, stores.people, kept.feeds, self._address), SayingRoutes(texts, stores.people)
        coming = Coming(
            cards,
            self._answers,
            kept,
            stores.people,
            stores.places,
            self._announcing,
            self.keeper.wake,
            self._organising.announce_again,
            lambda: (*feeds.row(), *saying.row()),
        )
        dialogue = Dialogue(
            texts,
            stores.drafts,
            stores.people,
            stores.places,
            self._organising,
            cards.preview,
            lambda: self._spots,
            self._zone,
        )
        return (
            member_routes(
                Answering(cards, self._answers, kept, stores.people),
                Asking(texts, self._answers, kept.words, stores.people, self._telling, stores.together),
                coming,
            ),
            feeds.routes(),
            saying.routes(),
            organisers_routes(dialogue),
        )


def spots(settings: Settings, on: Collection[Platform], texts: Texts) -> tuple[Spot, ...]:
    """Give the places in which meet-ups can be announced: those in the settings, where the bot runs."""
    places = settings.community.places
    configured = {
        Platform.DISCORD: tuple((one.name, one.id, None) for one in places.discord),
        Platform.TELEGRAM: tuple((one.name, one.id, one.topic) for one in places.telegram),
    }
    found = [
        Spot(name, Place(platform, id_, PlaceKind.GROUP, topic))
        for platform in on
        for name, id_, topic in configured.get(platform, ())
    ]
    if Platform.CONSOLE in on:
        found.append(Spot(texts.line("console.place"), TERMINAL))
    return tuple(found)
