"""How much the bot's private messages say by themselves: a person's choice, made below the list of meet-ups."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.conversation.commands import Routes
from bot.core.actions import Action
from bot.core.incoming import Origin, Pressed
from bot.core.keeping import People, Profile
from bot.core.reply import Button, Reply
from bot.features.meetups.cards import list_button
from bot.texts.catalogue import Texts

SAYING = Action("meetups", "saying")
MORE, LESS = Action("meetups", "saymore"), Action("meetups", "sayless")


@dataclass(frozen=True, slots=True)
class SayingRoutes:
    """Handlers of the buttons. Raises UserError where nothing can be kept."""

    texts: Texts
    people: People

    def routes(self) -> Routes:
        """Declare the buttons."""
        presses = {SAYING: self.about, MORE: self.more, LESS: self.less}
        return Routes(presses={(action.feature, action.verb): handler for action, handler in presses.items()})

    def row(self) -> tuple[Button, ...]:
        """Give the button below the list of meet-ups that leads here."""
        return (Button(self.texts.line("meetsay.button"), SAYING, quiet=True),)

    async def about(self, pressed: Pressed, action: Action) -> Reply:
        """Say how it is, and what else it can be."""
        return self._shown(await self._profile(pressed.origin)).in_place()

    async def more(self, pressed: Pressed, action: Action) -> Reply:
        """Let messages say all. A link to here, which anybody may have sent, changes nothing."""
        return await self._set(pressed, discreet=False)

    async def less(self, pressed: Pressed, action: Action) -> Reply:
        """Let messages say no more than what happened, and when the meet-up is."""
        return await self._set(pressed, discreet=True)

    async def _set(self, pressed: Pressed, *, discreet: bool) -> Reply:
        origin = pressed.origin
        if pressed.fresh:
            return self._shown(await self._profile(origin))
        person_id = await self.people.ensure(origin.person, origin.at)
        profile = replace(await self.people.profile(person_id), discreet=discreet)
        await self.people.set_profile(person_id, profile)
        return self._shown(profile).in_place()

    async def _profile(self, origin: Origin) -> Profile:
        person_id = await self.people.find(origin.person)
        return Profile() if person_id is None else await self.people.profile(person_id)

    def _shown(self, profile: Profile) -> Reply:
        line, discreet = self.texts.line, profile.discreet
        words = self.texts.rich("meetsay.little" if discreet else "meetsay.all")
        other = Button(line("meetsay.more_button" if discreet else "meetsay.less_button"), MORE if discreet else LESS)
        return Reply(words, ((other,), (list_button(self.texts),)), outcome="meet saying").for_asker(SAYING)
