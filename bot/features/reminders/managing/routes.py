"""Everything that /reminders and "stop" answer, declared in one place."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.commands import Command, CommandHandler, PressHandler, Routes
from bot.conversation.drafts import Drafts
from bot.core.actions import Action
from bot.core.ports import CommandSpec
from bot.features.reminders.keeping import Carers
from bot.features.reminders.managing.consenting import Consenting, EndLink
from bot.features.reminders.managing.desk import FEATURE, Desk, OpenChange, deliberate
from bot.features.reminders.managing.one_plan import OnePlan
from bot.features.reminders.managing.overview import Overview
from bot.features.reminders.managing.pausing import Pausing
from bot.features.reminders.managing.settings import Settings
from bot.features.reminders.managing.stopping import Stopping
from bot.features.reminders.managing.today import Today
from bot.features.reminders.managing.travel import Travel


@dataclass(frozen=True, slots=True)
class ManagingRoutes:
    """Handlers of /reminders and of what stops them. Each acts for whoever wrote or pressed, on what is theirs.

    `open_change` opens the dialogue in which a plan is changed, `end_link` ends a link with a carer, `forget` asks
    whether all data shall be deleted, and `otherwise` answers "stop" for whoever has no reminders.
    """

    desk: Desk
    drafts: Drafts
    carers: Carers
    open_change: OpenChange
    end_link: EndLink
    forget: Action
    otherwise: CommandHandler

    def routes(self) -> Routes:
        """Declare all commands, buttons and forms of this feature."""
        texts = self.desk.texts
        overview = Overview(self.desk)
        stopping = Stopping(self.desk, overview, self.drafts, self.forget, self.otherwise)
        pausing, settings, travel = Pausing(self.desk, overview), Settings(self.desk, overview), Travel(self.desk)
        presses = {**self._showing(overview), **self._of_plans(overview, pausing)}
        presses |= self._of_settings(settings, travel, overview) | self._of_stopping(stopping, overview)
        return Routes(
            commands=self._commands(overview, stopping),
            presses={(FEATURE, verb): handler for verb, handler in presses.items()},
            forms={
                (FEATURE, "pause-until"): pausing.take_day,
                (FEATURE, "quiet-hours"): settings.take_hours,
                (FEATURE, "keep-days"): settings.take_days,
                (FEATURE, "zone-place"): travel.take_place,
            },
            words={
                **dict.fromkeys(texts.words("words.reminders"), "reminders"),
                **dict.fromkeys(texts.words("words.stop"), "stop"),
                **dict.fromkeys(texts.words("words.pause_reminders"), "pausereminders"),
                **dict.fromkeys(texts.words("words.stop_reminders"), "stopreminders"),
            },
        )

    def _commands(self, overview: Overview, stopping: Stopping) -> tuple[Command, ...]:
        """Declare the commands. Whatever stops is heard always, also while a form runs or a lot was asked."""
        line = self.desk.texts.line
        stops = {
            "stop": stopping.stop,
            "pausereminders": stopping.pause_reminders,
            "stopreminders": stopping.stop_reminders,
        }
        return (
            Command(CommandSpec("reminders", line("command.reminders"), private=True), overview.called),
            *(
                Command(
                    CommandSpec(name, line("command.stop"), private=True, listed=False), handler, always=True, firm=True
                )
                for name, handler in stops.items()
            ),
        )

    def _showing(self, overview: Overview) -> dict[str, PressHandler]:
        today = Today(self.desk)
        return {
            "show": overview.show,
            "plan": overview.show_plan,
            "today": today.show,
            "early": deliberate(today.early, today.show),
            "mark": deliberate(today.mark, today.show),
            "undo-mark": deliberate(today.undo, today.show),
        }

    def _of_plans(self, overview: Overview, pausing: Pausing) -> dict[str, PressHandler]:
        one = OnePlan(self.desk, overview, self.open_change)
        return {
            "change": deliberate(one.change, overview.show_plan),
            "pause": pausing.ask,
            "pause-for": deliberate(pausing.pause, overview.show_plan),
            "pause-day": pausing.ask_day,
            "resume": deliberate(pausing.resume, overview.show_plan),
            "delete": one.ask_to_remove,
            "remove": deliberate(one.remove, overview.show_plan),
            "try": deliberate(one.prove, overview.show_plan),
            "file": one.file,
            "where": one.ask_where,
            "move": deliberate(one.move, overview.show_plan),
        }

    def _of_settings(self, settings: Settings, travel: Travel, overview: Overview) -> dict[str, PressHandler]:
        consenting = Consenting(self.desk, self.carers, self.end_link)
        return {
            "settings": settings.show,
            "quiet": settings.ask_quiet,
            "quiet-set": deliberate(settings.set_quiet, settings.show),
            "quiet-own": settings.ask_hours,
            "discreet": deliberate(settings.set_discreet, settings.show),
            "keep": settings.ask_keep,
            "keep-for": deliberate(settings.keep, settings.show),
            "keep-own": settings.ask_days,
            "consents": consenting.show,
            "withdraw": consenting.ask,
            "withdrawn": deliberate(consenting.withdraw, consenting.show),
            "zone": travel.show,
            "zone-type": travel.ask_place,
            "zone-pick": travel.pick,
            "zone-move": deliberate(travel.move, travel.pick),
            "zone-keep": deliberate(travel.keep, travel.pick),
        }

    @staticmethod
    def _of_stopping(stopping: Stopping, overview: Overview) -> dict[str, PressHandler]:
        return {
            "stop": stopping.ask,
            "stop-all": deliberate(stopping.stop_all, overview.show),
            "stop-keep": stopping.keep,
            "undo-stop": deliberate(stopping.undo, overview.show),
        }
