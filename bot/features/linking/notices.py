"""What an account is told of what was done from another one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.keeping import People
from bot.core.people import Platform
from bot.core.reply import Button, Reply
from bot.delivery.composing import Composers, Moment
from bot.delivery.due import Due
from bot.features.linking.accounts import LINKED, UNLINKED
from bot.features.linking.showing import unlinking
from bot.texts.catalogue import Texts


@dataclass(frozen=True, slots=True)
class LinkingNews:
    """Words it when it is sent."""

    people: People
    texts: Texts

    async def linked(self, due: Due, moment: Moment) -> Reply | None:
        """Say that another account was linked, with a way back; None if it was parted again, or is all that is left."""
        platform = Platform(due.subject)
        if platform is due.platform or await self.people.account(due.to.id, platform) is None:
            return None
        shown = platform.capitalize()
        part = Button(self.texts.line("linking.unlink_button", platform=shown), unlinking(platform, "away"), quiet=True)
        blocks = self.texts.rich("linking.told_linked", platform=shown)
        return Reply(blocks, ((part,),), outcome="accounts linked").for_asker()

    async def unlinked(self, due: Due, moment: Moment) -> Reply:
        """Say that this account and another one were parted."""
        return Reply(self.texts.rich("linking.told_unlinked"), outcome="accounts unlinked").for_asker()

    def composers(self) -> Composers:
        """Give what words each purpose."""
        return {LINKED: self.linked, UNLINKED: self.unlinked}
