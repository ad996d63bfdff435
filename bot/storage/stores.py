"""All stores on one database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.features.meetups.keeping import MeetupStores
from bot.features.reminders.keeping import Together
from bot.storage.address import MEMORY, Address
from bot.storage.carers import StoredCarers
from bot.storage.deliveries import StoredDeliveries
from bot.storage.drafts import StoredDrafts
from bot.storage.engine import Database, open_database
from bot.storage.forms import StoredForms
from bot.storage.keys import admit
from bot.storage.linking import StoredLinks
from bot.storage.meetups.attendance import StoredAttendance
from bot.storage.meetups.feeds import StoredFeeds
from bot.storage.meetups.meetups import StoredMeetups
from bot.storage.meetups.posts import StoredPosts
from bot.storage.meetups.words import StoredWords
from bot.storage.occurrences import StoredOccurrences
from bot.storage.people import StoredPeople
from bot.storage.personal import StoredHoldings
from bot.storage.places import StoredPlaces
from bot.storage.plans import StoredPlans
from bot.storage.ratings import StoredRatings
from bot.storage.recipients import StoredRecipients
from bot.storage.retention import StoredOutdated
from bot.storage.sealing import Keyring


@dataclass(frozen=True, slots=True)
class Stores:
    """One store per feature. `keeps`: whether what is stored outlives the process.

    `together` makes one transaction of what several of them keep.
    """

    database: Database
    keyring: Keyring
    people: StoredPeople
    places: StoredPlaces
    ratings: StoredRatings
    forms: StoredForms
    holdings: StoredHoldings
    deliveries: StoredDeliveries
    recipients: StoredRecipients
    outdated: StoredOutdated
    plans: StoredPlans
    occurrences: StoredOccurrences
    carers: StoredCarers
    drafts: StoredDrafts
    links: StoredLinks
    meetups: MeetupStores
    together: Together
    keeps: bool


@asynccontextmanager
async def open_stores(address: Address, keyring: Keyring) -> AsyncIterator[Stores]:
    """Open the database with its keys, and close it in the end. Raises UserError if it cannot be opened with these."""
    async with open_database(address) as database:
        await admit(database, keyring)
        yield build_stores(database, keyring, keeps=not address.in_memory)


@asynccontextmanager
async def passing_stores() -> AsyncIterator[Stores]:
    """Open stores that forget all when they are closed: in memory, with a key that nobody ever sees."""
    async with open_stores(MEMORY, Keyring.throw_away()) as stores:
        yield stores


def build_stores(database: Database, keyring: Keyring, *, keeps: bool) -> Stores:
    """Put the stores on an open database."""
    people, places = StoredPeople(database, keyring, keeps=keeps), StoredPlaces(database, keyring)
    forms, drafts = StoredForms(database, keyring, people), StoredDrafts(database, keyring, people)
    occurrences, attendance = StoredOccurrences(database, keyring), StoredAttendance(database, keyring)
    return Stores(
        database,
        keyring,
        people,
        places,
        StoredRatings(database, keyring),
        forms,
        StoredHoldings(database, keyring, lasting=keeps),
        StoredDeliveries(database, keyring),
        StoredRecipients(people, places),
        StoredOutdated(database, forms, drafts, occurrences, attendance),
        StoredPlans(database, keyring),
        occurrences,
        StoredCarers(database, keyring),
        drafts,
        StoredLinks(database, keyring, people),
        MeetupStores(
            StoredMeetups(database, keyring),
            attendance,
            StoredPosts(database, keyring),
            StoredWords(database, keyring),
            StoredFeeds(database),
        ),
        database.writing,
        keeps,
    )
