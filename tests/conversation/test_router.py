"""From an incoming thing to a reply: danger first, then a running form, then commands and buttons, then questions."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from bot import log as quiet_log
from bot.conversation.commands import Command, Routes
from bot.conversation.forms import BACK, CANCEL, RunningForms
from bot.conversation.limits import Limit, Limits
from bot.conversation.router import LONGEST_TEXT, Router
from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.forms import Field, Form
from bot.core.incoming import Called, Incoming, Origin, Pressed, Said, Submitted
from bot.core.people import Person, Platform, Role
from bot.core.ports import ArgumentSpec, CommandSpec, Responder
from bot.core.reply import Audience, Button, Reply, Showing, Urgency
from bot.core.richtext import paragraph, plain
from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.fakes.danger import URGENT, ScriptedDanger
from tests.fakes.questions import ScriptedQuestions
from tests.scenes import ALONE, GROUP, HIDDEN, IN_GROUP, NOW, ORGANISER

FORM = Form("Title", (Field("word", "A word?"), Field("more", "More?", optional=True)), Action("club", "send"))
WORD = Form("Title", (Field("word", "A word?"),), Action("club", "send"))
LISTENED = replace(IN_GROUP, addressed=False)


@dataclass
class Club:
    """A small feature with everything a feature can have."""

    got: list[Incoming] = field(default_factory=list)
    setting_up: bool = False

    def routes(self) -> Routes:
        return Routes(
            commands=(
                Command(CommandSpec("say", "Say it", (ArgumentSpec("text", "What"),)), self.say),
                Command(CommandSpec("help-now", "Always"), self.say, always=True),
                Command(CommandSpec("mine", "For one alone", private=True), self.say),
                Command(CommandSpec("end", "Ends", private=True), self.say, firm=True),
                Command(CommandSpec("lead", "For organisers", least_role=Role.ORGANISER), self.say),
                Command(CommandSpec("refuse", "Refuses"), self.refuse),
                Command(CommandSpec("decline", "Refuses in private", private=True), self.refuse),
                Command(CommandSpec("crash", "Crashes", (ArgumentSpec("text", "What"),)), self.crash),
            ),
            presses={
                ("club", "show"): self.press,
                ("club", "form"): self.open_form,
                ("club", "refuse"): self.refuse_press,
                ("club", "quiet"): self.stay_quiet,
                ("club", "pick"): self.pick,
            },
            forms={("club", "send"): self.send, ("club", "crash"): self.crash_on_form, ("club", "hang"): self.hang},
            words={"say it": "say", "mine": "mine", "stop it": "end"},
            cancels=(self.give_up,),
            unseen=frozenset({("club", "pick")}),
        )

    async def say(self, called: Called) -> Reply:
        self.got.append(called)
        return Reply((paragraph(called.arguments.get("text", "said")),), outcome="said")

    async def refuse(self, called: Called) -> Reply:
        raise UserError("form.too_long", most="5", typed="9")

    async def crash(self, called: Called) -> Reply:
        raise RuntimeError(f"could not say {called.arguments}")

    async def press(self, pressed: Pressed, action: Action) -> Reply:
        self.got.append(pressed)
        return Reply((paragraph("Pressed."),), outcome="pressed").in_place()

    async def open_form(self, pressed: Pressed, action: Action) -> Reply:
        return Reply((paragraph("Fill this in."),), form=FORM).for_asker(Action("club", "form"))

    async def pick(self, pressed: Pressed, action: Action) -> Reply:
        row = (Button("One", Action("club", "show")),)
        return Reply((paragraph("One, or type a word."),), (row,), typed=WORD).for_asker(Action("club", "pick"))

    async def give_up(self, origin: Origin) -> Reply | None:
        was, self.setting_up = self.setting_up, False
        return Reply((paragraph("Nothing was saved."),), outcome="given up") if was else None

    async def refuse_press(self, pressed: Pressed, action: Action) -> Reply:
        raise UserError("error.not_your_button")

    async def stay_quiet(self, pressed: Pressed, action: Action) -> None:
        return None

    async def send(self, submitted: Submitted, action: Action) -> Reply:
        self.got.append(submitted)
        return Reply((paragraph("Sent."),), outcome="sent")

    async def crash_on_form(self, submitted: Submitted, action: Action) -> Reply:
        raise RuntimeError(f"could not send {submitted.answers}")

    async def hang(self, submitted: Submitted, action: Action) -> Reply:
        await asyncio.Event().wait()
        raise AssertionError("nothing came")


@dataclass
class Bot:
    router: Router
    danger: ScriptedDanger
    questions: ScriptedQuestions
    club: Club
    forms: RunningForms

    async def says(self, text: str, origin: Origin = ALONE) -> Reply:
        return await self.replies(Said(origin, text))

    async def presses(self, code: str, origin: Origin = ALONE, *, fresh: bool = False) -> Reply:
        return await self.replies(Pressed(origin, code, fresh))

    async def replies(self, incoming: Incoming) -> Reply:
        reply = await self.router.respond(incoming)
        assert reply is not None
        return reply


def build(texts: Texts, stores: Stores, per_minute: int = 100) -> Bot:
    danger, questions, club = ScriptedDanger(), ScriptedQuestions(), Club()
    forms = RunningForms(texts, stores.forms)
    router = Router(
        danger=danger,
        questions=questions,
        routes=[club.routes()],
        forms=forms,
        limits=Limits(Limit(per_minute), Limit(per_minute)),
        texts=texts,
        listens=lambda place: place == GROUP,
    )
    return Bot(router, danger, questions, club, forms)


@pytest.fixture
def bot(texts: Texts, stores: Stores) -> Bot:
    return build(texts, stores)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(quiet_log.QuietFormatter())
    logger = logging.getLogger("bot")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(before)


def words(reply: Reply) -> str:
    return plain(reply.blocks)


class TestDanger:
    async def test_comes_before_a_question(self, bot: Bot) -> None:
        reply = await bot.says("danger, can I drink?")
        assert words(reply) == "Get help now."
        assert reply.urgency is Urgency.EMERGENCY

    async def test_then_the_question_is_answered_below_if_it_is_sure(self, bot: Bot) -> None:
        bot.questions.sure = Reply((paragraph("The answer."),), outcome="answer")
        reply = await bot.says("danger, can I drink?")
        assert words(reply) == "Get help now.\n\nThe answer."
        assert (reply.urgency, reply.outcome) == (Urgency.EMERGENCY, "urgent")

    async def test_may_be_final(self, bot: Bot) -> None:
        bot.questions.sure = Reply((paragraph("The answer."),), outcome="answer")
        bot.danger.reply = replace(URGENT, final=True)
        assert words(await bot.says("danger, can I drink?")) == "Get help now."

    async def test_is_said_even_if_the_rest_fails(self, bot: Bot) -> None:
        bot.questions.fails = True
        assert words(await bot.says("danger, can I drink?")) == "Get help now."

    async def test_comes_before_a_command_and_its_arguments(self, bot: Bot) -> None:
        for incoming in (
            Called(ALONE, "say", {"text": "danger"}),
            Called(ALONE, "unknown", {"text": "danger"}),
            Called(ALONE, "lead", {"text": "danger"}),
            Said(ALONE, "/say danger"),
            Said(ALONE, "/unknown danger"),
            Said(ALONE, "/danger"),
            Said(ALONE, "/cancel danger"),
        ):
            assert words(await bot.replies(incoming)) == "Get help now."
        assert bot.club.got == []

    async def test_comes_before_a_running_form_which_survives(self, bot: Bot, texts: Texts) -> None:
        await bot.presses("club:form")
        reply = await bot.says("danger")
        assert words(reply) == f"Get help now.\n\n{texts.line('form.still_open')}"
        assert bot.questions.asked == []
        assert "More?" in words(await bot.says("a word"))
        assert "Sent." in words(await bot.says("more"))
        [sent] = bot.club.got
        assert isinstance(sent, Submitted)
        assert sent.answers == {"word": "a word", "more": "more"}

    async def test_comes_first_in_the_answers_of_a_window(self, bot: Bot) -> None:
        sent = Submitted(HIDDEN, "club:send", {"word": "a", "more": "danger"})
        reply = await bot.replies(sent)
        assert words(reply) == "Get help now.\n\nSent."
        assert reply.urgency is Urgency.EMERGENCY
        assert reply.audience is Audience.ASKER
        assert bot.club.got == [sent]

    @pytest.mark.parametrize("code", ["club:crash", "club:gone", "forged", ""])
    async def test_in_a_window_is_said_even_if_the_form_fails(self, bot: Bot, code: str) -> None:
        reply = await bot.replies(Submitted(ALONE, code, {"word": "danger"}))
        assert words(reply).startswith("Get help now.")
        assert reply.urgency is Urgency.EMERGENCY

    async def test_in_a_window_waits_for_nothing_that_hangs(self, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.conversation.router.LOOK_WITHIN", 0.01)
        reply = await bot.replies(Submitted(ALONE, "club:hang", {"word": "danger"}))
        assert words(reply).startswith("Get help now.")
        assert "can't tell whether it worked" in words(reply)

    async def test_is_never_held_back_by_limits(self, texts: Texts, stores: Stores) -> None:
        bot = build(texts, stores, per_minute=1)
        for _ in range(5):
            await bot.router.respond(Said(IN_GROUP, "a question"))
        for incoming in (
            Said(IN_GROUP, "danger"),
            Called(IN_GROUP, "say", {"text": "danger"}),
            Submitted(IN_GROUP, "club:send", {"word": "danger"}),
        ):
            assert words(await bot.replies(incoming)).startswith("Get help now.")

    async def test_commands_for_it_are_never_held_back_either(self, texts: Texts, stores: Stores) -> None:
        bot = build(texts, stores, per_minute=1)
        for _ in range(5):
            await bot.router.respond(Said(ALONE, "a question"))
        assert (await bot.says("/help-now")).outcome == "said"

    async def test_is_heard_in_talk_to_others(self, bot: Bot) -> None:
        bot.questions.sure = Reply((paragraph("The answer."),))
        assert words(await bot.says("danger", LISTENED)) == "Get help now."
        assert bot.questions.asked == [], "nobody asked the bot"

    async def test_sees_every_text_cut_to_what_can_be_sent(self, bot: Bot) -> None:
        await bot.says("a" * (LONGEST_TEXT + 5) + "danger")
        await bot.replies(Called(ALONE, "say", {"text": "b" * (LONGEST_TEXT + 5)}))
        assert bot.danger.seen == ["a" * LONGEST_TEXT, "b" * LONGEST_TEXT]


class TestQuestions:
    async def test_are_answered_when_addressed(self, bot: Bot) -> None:
        assert words(await bot.says("can I drink?")) == "The answer."
        assert words(await bot.says("can I drink?", IN_GROUP)) == "The answer."
        assert bot.questions.asked == ["can I drink?"] * 2

    async def test_unaddressed_talk_is_passed_over(self, bot: Bot) -> None:
        elsewhere = replace(LISTENED, place=replace(GROUP, id="elsewhere"))
        assert await bot.router.respond(Said(elsewhere, "can I drink?")) is None
        assert (bot.questions.asked, bot.questions.heard) == ([], [])

    async def test_unaddressed_talk_is_heard_where_that_is_wanted(self, bot: Bot) -> None:
        assert words(await bot.says("can I drink?", LISTENED)) == "Heard."
        assert words(await bot.says("/say it", LISTENED)) == "Heard.", "a command there was meant for somebody else"
        assert bot.questions.asked == []
        assert bot.router.listens_in(GROUP)
        assert not bot.router.listens_in(ALONE.place)

    async def test_completion(self, bot: Bot) -> None:
        [found] = bot.router.complete("abc", "en")
        assert found.label == "abc"


class TestCommands:
    async def test_in_the_order_of_features(self, bot: Bot) -> None:
        assert [spec.name for spec in bot.router.commands] == [
            "say",
            "help-now",
            "mine",
            "end",
            "lead",
            "refuse",
            "decline",
            "crash",
        ]

    @pytest.mark.parametrize(
        "text", ["/say hello there", "/SAY  hello there ", "/say\nhello there", " / say\thello there"]
    )
    async def test_typed_with_their_text(self, bot: Bot, text: str) -> None:
        assert words(await bot.says(text)) == "hello there"

    async def test_without_text(self, bot: Bot) -> None:
        assert words(await bot.says("/say")) == "said"
        assert words(await bot.says("/mine and more words")) == "said"

    @pytest.mark.parametrize("text", ["/unknown", "/unknown with words", "/", "//", "/say@other"])
    async def test_unknown_ones_are_told_so(self, bot: Bot, texts: Texts, text: str) -> None:
        reply = await bot.says(text)
        assert words(reply) == texts.line("error.unknown_command")
        assert reply.outcome == "told error.unknown_command"
        assert bot.questions.asked == []

    async def test_roles(self, bot: Bot, texts: Texts) -> None:
        assert words(await bot.says("/lead")) == texts.line("error.organisers_only")
        assert words(await bot.replies(Called(HIDDEN, "lead"))) == texts.line("error.organisers_only")
        assert words(await bot.says("/lead", ORGANISER)) == "said"
        assert words(await bot.says("/lead", replace(ORGANISER, role=Role.OPERATOR))) == "said"

    async def test_private_ones_are_for_the_asker_alone(self, bot: Bot) -> None:
        assert (await bot.says("/mine", IN_GROUP)).audience is Audience.ASKER
        assert (await bot.says("/say", IN_GROUP)).audience is Audience.EVERYONE_HERE

    @pytest.mark.parametrize("text", ["mine", "Mine!", " MINE . ", "say it?"])
    async def test_as_plain_words_in_private(self, bot: Bot, text: str) -> None:
        assert words(await bot.says(text)) == "said"
        assert words(await bot.says(text, IN_GROUP)) == "The answer."

    async def test_plain_words_within_a_sentence_are_a_question(self, bot: Bot) -> None:
        assert words(await bot.says("is it mine")) == "The answer."


class TestButtons:
    async def test_call_their_handler(self, bot: Bot) -> None:
        reply = await bot.presses("club:show:a:b")
        assert words(reply) == "Pressed."
        assert reply.showing is Showing.IN_PLACE

    async def test_from_a_link_show_a_new_message(self, bot: Bot) -> None:
        assert (await bot.presses("club:show", fresh=True)).showing is Showing.NEW

    @pytest.mark.parametrize(
        "code",
        ["", "club", "club:gone", "gone:show", "CLUB:SHOW", "club:show:<b>", "v2|club:show", "x" * 500, "club:send"],
    )
    async def test_old_and_forged_ones_are_told_so(self, bot: Bot, texts: Texts, code: str) -> None:
        reply = await bot.presses(code)
        assert words(reply) == texts.line("error.old_button")
        assert reply.audience is Audience.ASKER

    async def test_may_stay_silent(self, bot: Bot) -> None:
        assert await bot.router.respond(Pressed(ALONE, "club:quiet")) is None
        assert await bot.router.respond(Pressed(ALONE, "club:quiet", fresh=True)) is None


class TestForms:
    async def test_open_as_a_window_where_there_is_one(self, bot: Bot) -> None:
        reply = await bot.presses("club:form", replace(HIDDEN, shows_forms=True))
        assert reply.form == FORM
        assert not await bot.forms.runs_for(HIDDEN)

    async def test_are_asked_step_by_step_in_private(self, bot: Bot) -> None:
        reply = await bot.presses("club:form")
        assert reply.form is None
        assert words(reply) == "Fill this in.\n\nTitle\n\nA word?"
        assert "A word?" not in words(await bot.says("a word"))
        assert words(await bot.presses(f"{BACK.code}:1")) == "A word?"
        assert words(await bot.presses(CANCEL.code)) != "A word?"
        assert words(await bot.says("a word")) == "The answer."

    @pytest.mark.parametrize("origin", [IN_GROUP, HIDDEN])
    async def test_are_never_asked_in_a_group(self, bot: Bot, origin: Origin) -> None:
        reply = await bot.presses("club:form", origin)
        assert reply.form is None
        assert reply.audience is Audience.ASKER
        assert reply.private_at == Action("club", "form")
        assert "A word?" not in words(reply)
        assert not await bot.forms.runs_for(origin)
        assert words(await bot.says("a word", origin)) == "The answer."

    async def test_take_plain_words_as_answers_and_commands_as_commands(self, bot: Bot, texts: Texts) -> None:
        await bot.presses("club:form")
        assert words(await bot.says("/say hello")) == "hello"
        assert words(await bot.says("mine")) == "More?"
        assert words(await bot.says("/cancel")) == texts.line("form.cancelled")
        assert words(await bot.says("/cancel")) == texts.line("form.none")
        assert bot.club.got[1:] == []

    async def test_hear_the_plain_words_of_a_firm_command(self, bot: Bot) -> None:
        await bot.presses("club:form")
        assert words(await bot.says("Stop  it!")) == "said"
        assert "More?" in words(await bot.says("a word"))

    async def test_are_not_held_back_by_limits(self, texts: Texts, stores: Stores) -> None:
        bot = build(texts, stores, per_minute=1)
        await bot.presses("club:form")
        await bot.says("a")
        assert words(await bot.says("b")) == "Sent."

    @pytest.mark.parametrize("code", ["", "club:gone", "club:show", "organisers:send"])
    async def test_old_and_forged_ones_are_told_so(self, bot: Bot, texts: Texts, code: str) -> None:
        reply = await bot.replies(Submitted(ALONE, code, {"word": "a"}))
        assert words(reply) == texts.line("error.old_button")

    async def test_run_for_one_person_in_one_place(self, bot: Bot) -> None:
        await bot.presses("club:form")
        assert words(await bot.says("a word", IN_GROUP)) == "The answer."


class TestErrors:
    async def test_what_a_person_can_mend_is_told(self, bot: Bot, texts: Texts) -> None:
        reply = await bot.says("/refuse")
        assert words(reply) == words(Reply(texts.rich("form.too_long", most="5", typed="9")))
        assert reply.outcome == "told form.too_long"
        assert reply.audience is Audience.ASKER

    async def test_in_front_of_others_it_is_told_where_it_was_asked(self, bot: Bot) -> None:
        assert (await bot.says("/unknown", IN_GROUP)).audience is Audience.EVERYONE_HERE
        assert (await bot.says("/unknown", HIDDEN)).audience is Audience.ASKER
        assert (await bot.presses("club:refuse", IN_GROUP)).audience is Audience.ASKER

    async def test_a_crash_gives_a_calm_sentence_and_a_log_without_text(
        self, bot: Bot, texts: Texts, logged: io.StringIO
    ) -> None:
        reply = await bot.says("/crash CANARY")
        assert words(reply) == texts.line("error.unexpected")
        assert reply.outcome == "failed"
        shown = logged.getvalue()
        assert "a handler failed" in shown
        assert "RuntimeError" in shown
        assert "said: failed" in shown
        assert "CANARY" not in shown

    async def test_a_crash_over_talk_to_others_stays_silent(self, bot: Bot, logged: io.StringIO) -> None:
        bot.questions.fails = True
        assert await bot.router.respond(Said(LISTENED, "CANARY")) is None
        assert "a handler failed" in logged.getvalue()
        assert "CANARY" not in logged.getvalue()

    async def test_the_log_says_outcomes_alone(self, bot: Bot, logged: io.StringIO) -> None:
        bot.questions.sure = Reply(outcome="answer")
        await bot.says("CANARY")
        await bot.says("danger CANARY")
        await bot.says("/CANARY")
        await bot.presses("canary:CANARY")
        await bot.replies(Submitted(ALONE, "club:send", {"word": "CANARY"}))
        await bot.router.respond(Said(replace(LISTENED, place=replace(GROUP, id="CANARY")), "CANARY"))
        outcomes = [line.partition("bot.conversation.router: ")[2] for line in logged.getvalue().splitlines()]
        assert outcomes == [
            "said: answer",
            "said: urgent",
            "said: told error.unknown_command",
            "pressed: told error.old_button",
            "submitted: sent",
            "said: silent",
        ]


class TestLimits:
    async def test_are_told_once_then_there_is_silence(self, texts: Texts, stores: Stores) -> None:
        bot = build(texts, stores, per_minute=1)
        assert words(await bot.says("one")) == "The answer."
        told = await bot.says("two")
        assert words(told) == texts.line("limit.slow_down")
        assert told.outcome == "limited"
        for incoming in (Said(ALONE, "three"), Called(ALONE, "say"), Pressed(ALONE, "club:show")):
            assert await bot.router.respond(incoming) is None
        assert bot.questions.asked == ["one"]
        assert bot.club.got == []

    async def test_count_commands_and_buttons(self, texts: Texts, stores: Stores) -> None:
        bot = build(texts, stores, per_minute=2)
        await bot.says("/say")
        await bot.presses("club:show")
        assert (await bot.says("a question")).outcome == "limited"

    async def test_presses_that_others_do_not_see_do_not_fill_a_group(self, texts: Texts, stores: Stores) -> None:
        bot = build(texts, stores, per_minute=1)
        for number in range(5):
            person = Person(Platform.TELEGRAM, str(number))
            assert (await bot.presses("club:pick", replace(IN_GROUP, person=person))).outcome != "limited"
        assert (await bot.says("a question", IN_GROUP)).outcome != "limited"

    async def test_unaddressed_talk_does_not_count(self, texts: Texts, stores: Stores) -> None:
        bot = build(texts, stores, per_minute=1)
        for _ in range(5):
            await bot.says("talk", LISTENED)
        assert words(await bot.says("a question", IN_GROUP)) == "The answer."


async def test_what_is_typed_below_buttons_answers_them(bot: Bot) -> None:
    shown = await bot.presses("club:pick")
    assert plain(shown.blocks) == "One, or type a word."
    assert shown.rows
    assert (await bot.says("tea")).outcome == "sent"
    assert isinstance(bot.club.got[-1], Submitted)
    assert bot.club.got[-1].answers == {"word": "tea"}
    assert (await bot.says("tea")).outcome == "answer", "only once"


@pytest.mark.parametrize("other", ["club:show", "/say hello", "mine"])
async def test_a_press_or_a_command_ends_the_listening(bot: Bot, other: str) -> None:
    await bot.presses("club:pick")
    await (bot.presses(other) if other.startswith("club") else bot.says(other))
    assert (await bot.says("tea")).outcome == "answer"


@pytest.mark.parametrize("origin", [HIDDEN, replace(ALONE, shows_forms=True)])
async def test_in_front_of_others_or_where_windows_open_nothing_listens(bot: Bot, origin: Origin) -> None:
    await bot.presses("club:pick", origin)
    assert (await bot.says("tea", replace(origin, shows_forms=False))).outcome == "answer"


async def test_danger_comes_before_what_listens(bot: Bot) -> None:
    await bot.presses("club:pick")
    assert (await bot.says("danger")).urgency is Urgency.EMERGENCY
    assert (await bot.says("tea")).outcome == "sent", "it is still waited for"


async def test_cancel_gives_up_what_is_being_set_up(bot: Bot) -> None:
    bot.club.setting_up = True
    await bot.presses("club:pick")
    assert (await bot.says("/cancel")).outcome == "given up"
    assert (await bot.says("tea")).outcome == "answer"
    assert (await bot.says("/cancel")).outcome == "form none"


def test_the_router_is_what_adapters_need(bot: Bot) -> None:
    responder: Responder = bot.router
    assert responder.commands
    assert NOW.tzinfo is not None


async def test_why_a_private_command_cannot_be_answered_is_private_as_well(bot: Bot) -> None:
    assert (await bot.says("/decline", IN_GROUP)).audience is Audience.ASKER
    assert (await bot.says("/refuse", IN_GROUP)).audience is Audience.EVERYONE_HERE


@pytest.mark.parametrize("action", [BACK, CANCEL])
async def test_a_link_that_anybody_may_have_sent_touches_no_form(bot: Bot, action: Action) -> None:
    await bot.presses("club:form")
    await bot.says("tea")
    code = replace(action, arguments=("1",) if action is BACK else ()).code
    assert (await bot.replies(Pressed(ALONE, code, fresh=True))).outcome == "told error.old_button"
    assert (await bot.says("more")).outcome == "sent"


async def test_words_in_place_of_a_link_are_looked_at(bot: Bot) -> None:
    assert (await bot.presses("i:am-in:danger", fresh=True)).outcome == "urgent"
    assert bot.danger.seen == ["i am in danger"]
    assert (await bot.presses("i:am-in:danger")).outcome == "told error.old_button", "as no button says that"


async def test_words_behind_a_command_are_looked_at_by_themselves(bot: Bot) -> None:
    assert (await bot.says("/mine danger")).outcome == "urgent"
    assert (await bot.says("/danger what now")).outcome == "urgent", "what stands there as a name may be meant"
    assert bot.danger.seen == ["danger", "what now", "/danger what now"]
