"""Other ways through the dialogue than the straight one: back, cancel, restarts, wrong input, old buttons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.conversation.drafts import LIFETIME
from bot.core.incoming import Said
from bot.core.people import Person, Platform
from bot.core.reply import Audience, Showing, Urgency
from bot.core.richtext import plain
from bot.features.reminders.setup.showing import BEGIN, FEATURE
from tests.features.reminders.setup.chatting import DISCORD, TELEGRAM, Chat, World, in_group


@dataclass(frozen=True)
class Typed:
    text: str


Answer = str | Typed

DOSES: tuple[Answer, ...] = (
    "I agree, for doses",
    "No history",
    "It changes on certain dates",
    Typed("zurich"),
    "Yes",
    "Tomorrow",
    "Some days on, some off",
    "3",
    "4",
    "08:00",
    Typed("white"),
    "Add another step",
    Typed("1 december"),
    "Days of the week",
    "Monday to Friday",
    Typed("8 pm"),
    "No words",
    "That was all",
    "Without an end",
    "after lunch",
    "Twice",
    "Show them",
)
BLOOD_TESTS: tuple[Answer, ...] = (
    "I agree, for blood tests",
    "My team's plan",
    Typed("2 weeks"),
    "3",
    "every month",
    "It does not change",
    "every 2 weeks, 3 tests",
    "0",
    Typed("zurich"),
    "Yes",
    "None yet",
    Typed("1 december"),
    "3 days after its day",
    "18:00",
    "No words",
)
APPOINTMENT: tuple[Answer, ...] = (
    "I agree, for appointments and refills",
    "An appointment",
    Typed("zurich"),
    "Yes",
    "In a week",
    Typed("2:30 pm"),
    "the day before",
    "Done",
    "18:00",
    "No words",
)
WAYS = pytest.mark.parametrize("answers", [DOSES, BLOOD_TESTS, APPOINTMENT], ids=["doses", "tests", "appointment"])


async def give(chat: Chat, answer: Answer) -> None:
    await (chat.type(answer.text) if isinstance(answer, Typed) else chat.press(answer))


async def begun(chat: Chat, answers: tuple[Answer, ...] = ()) -> None:
    await chat.command()
    for answer in answers:
        await give(chat, answer)


def question(chat: Chat) -> str:
    """The last lines of what is asked, without what was said back above it."""
    return chat.words.split("\n\n")[-1]


@WAYS
async def test_back_at_every_step(chat: Chat, answers: tuple[Answer, ...]) -> None:
    await begun(chat, answers[:2])
    for answer in answers[2:]:
        asked, labels = question(chat), chat.labels
        await give(chat, answer)
        if answer != "the day before":  # which only ticks
            await chat.press("Back")
            assert (question(chat), [label for label in labels if label != "Done"]) == (
                asked,
                [label for label in chat.labels if label != "Done"],
            )
            await give(chat, answer)
    await chat.press("Set it up")
    assert "test message" in chat.words


async def test_consent_is_not_taken_back_by_going_back(chat: Chat) -> None:
    await begun(chat, DOSES[:1])
    await chat.press("Back")
    assert "What shall I remind you of?" in chat.words
    assert "Back" not in chat.labels
    await chat.press("Doses")
    assert "May I keep a history" in chat.words


@WAYS
async def test_all_the_way_back(chat: Chat, answers: tuple[Answer, ...]) -> None:
    await begun(chat, answers)
    there = chat.words
    steps = 0
    while "Back" in chat.labels:
        await chat.press("Back")
        steps += 1
    assert steps > 8
    assert "What shall I remind you of?" in chat.words
    assert there != chat.words


@WAYS
@pytest.mark.parametrize("by", ["button", "command"])
async def test_cancel_at_every_step(chat: Chat, world: World, answers: tuple[Answer, ...], by: str) -> None:
    drafts, people = world.stores.drafts, world.stores.people
    await chat.command()
    for count, answer in enumerate((*answers, "Set it up")):
        draft = await drafts.find(chat.person, FEATURE)
        assert draft is not None
        await (chat.press("Cancel") if by == "button" else chat.command("cancel"))
        assert ("No reminder was saved" if count else "Nothing was saved") in chat.words
        assert await drafts.find(chat.person, FEATURE) is None
        assert (await people.find(chat.person) is None) == (count == 0)
        await drafts.put(chat.person, FEATURE, draft)  # as if it had not been pressed
        await chat.command()
        await give(chat, answer)
    assert len(await chat.plans()) == 1


@WAYS
@pytest.mark.parametrize("person", [TELEGRAM, DISCORD], ids=["telegram", "discord"])
async def test_a_restart_at_every_step(world: World, person: Person, answers: tuple[Answer, ...]) -> None:
    chat = Chat(world, person)
    await chat.command()
    for answer in answers:
        chat.restart()
        if person is TELEGRAM or answer not in (Typed("white"), "No words"):
            await give(chat, answer)
    chat.restart()
    await chat.press("Set it up")
    assert len(await chat.plans()) == 1


@WAYS
async def test_pressed_twice_it_counts_once(chat: Chat, answers: tuple[Answer, ...]) -> None:
    await chat.command()
    for answer in answers:
        if isinstance(answer, Typed):
            await chat.type(answer.text)
            continue
        code = chat.code(answer)
        await chat.press_code(code)
        if answer == "the day before":
            assert "✓ the day before" in chat.labels
            continue
        words, labels = question(chat), chat.labels
        await chat.press_code(code)
        assert (question(chat), chat.labels) == (words, labels)
    await chat.press("Set it up")
    assert len(await chat.plans()) == 1


@WAYS
async def test_any_old_button_shows_the_present_question(chat: Chat, answers: tuple[Answer, ...]) -> None:
    await chat.command()
    seen: list[str] = []
    for answer in answers:
        seen += [button.action.code for button in chat.buttons if button.label not in ("Cancel", "Back")]
        await give(chat, answer)
    preview = chat.words
    for code in dict.fromkeys(seen):
        await chat.press_code(code)
        assert chat.words == preview


async def test_back_pressed_twice_goes_back_once(chat: Chat) -> None:
    await begun(chat, DOSES[:6])
    code = chat.code("Back")
    await chat.press_code(code)
    assert "Step 1: from which day on?" in chat.words
    await chat.press_code(code)
    assert "Step 1: from which day on?" in chat.words


async def test_buttons_of_an_earlier_draft(chat: Chat) -> None:
    await begun(chat, DOSES[:2])
    old = chat.code("Every day")
    cancel = chat.code("Cancel")
    await chat.command("cancel")
    for code in (old, cancel):
        await chat.press_code(code)
        assert chat.note == "This set-up is over. To begin a new one, write /remind."
    await begun(chat, ("Doses", "No history"))
    for code in (old, cancel):
        await chat.press_code(code)
        assert "That button belongs to an earlier set-up." in chat.words
        assert "On which days?" in chat.words


async def test_forged_buttons_change_nothing(chat: Chat) -> None:
    await begun(chat, DOSES[:2])
    draft = await chat.world.stores.drafts.find(chat.person, FEATURE)
    assert draft is not None
    mark = draft.state["mark"]
    for code in (
        f"remind:pick:{mark}",
        f"remind:pick:{mark}:days-0:weekly",
        f"remind:pick:{mark}:times-0:0800",
        f"remind:pick:{mark}:preview:0800",
        f"remind:take:{mark}:0:0",
        f"remind:take:{mark}:0:x",
        f"remind:again:{mark}:days",
        f"remind:change:{mark}",
        f"remind:confirm:{mark}",
        f"remind:back:{mark}:preview",
        f"remind:type:{mark}:times-0",
        f"remind:show:{mark}",
        "remind:pick",
    ):
        await chat.press_code(code)
        assert "On which days?" in chat.words
    after = await chat.world.stores.drafts.find(chat.person, FEATURE)
    assert after is not None
    assert after.state == draft.state


async def test_another_person_has_no_part_in_it(world: World, chat: Chat) -> None:
    await begun(chat, DOSES[:2])
    other = Chat(world, Person(Platform.TELEGRAM, "700000002"))
    await other.press_code(chat.code("Every day"))
    assert "This set-up is over" in other.note
    assert await world.stores.people.find(other.person) is None


async def test_going_on_after_a_while(chat: Chat, world: World) -> None:
    await begun(chat, DOSES[:2])
    world.now += LIFETIME - timedelta(minutes=1)
    await chat.command()
    assert "You had begun this before" in chat.words
    assert "On which days?" in chat.words
    world.now += LIFETIME
    await chat.command()
    assert "You had begun" not in chat.words
    assert "What shall I remind you of?" in chat.words


async def test_a_draft_of_another_version_of_the_bot_is_none(chat: Chat, world: World) -> None:
    await begun(chat, DOSES[:2])
    draft = await world.stores.drafts.find(chat.person, FEATURE)
    assert draft is not None
    await world.stores.drafts.put(chat.person, FEATURE, replace(draft, state={"step": 3}))
    await chat.press("Every day")
    assert "This set-up is over" in chat.note
    await chat.command()
    assert "What shall I remind you of?" in chat.words


class TestTyped:
    @pytest.mark.parametrize(
        ("before", "text", "told"),
        [
            (("Every day",), "at 8", "morning or in the evening"),
            (("Every day",), "after breakfast", ""),
            (("Every day",), "my tablets, please", ""),
            (("Every day",), "every 12 weeks on tuesday 8 am", "I can't plan that here"),
            (("Every day",), "tomorrow 8 am", "I can't plan that here"),
            (("Every few days",), "91", "from 2 to 90"),
            (("Every few days",), "3 or 4", "from 2 to 90"),
            (("Every few days",), "2 months", "from 2 to 90"),
            (("Every few days",), "٣", "from 2 to 90"),
            (("Once a month",), "0", "from 1 to 31"),
            (("Once a month",), "-1", "from 1 to 31"),
        ],
    )
    async def test_what_is_not_sure_is_asked_again(self, chat: Chat, before: tuple[str], text: str, told: str) -> None:
        await begun(chat, (*DOSES[:2], *before))
        asked, labels = question(chat), chat.labels
        await chat.type(text)
        assert f"You typed: “{text}”." in chat.words
        assert told in chat.words
        assert question(chat) == asked
        assert set(labels) <= set(chat.labels)

    async def test_choices_of_a_doubt(self, chat: Chat) -> None:
        await begun(chat, (*DOSES[:2], "Every day", Typed("at 8")))
        older = chat.buttons[0].action.code
        chat.restart()
        await chat.type("at 9")
        await chat.press_code(older)
        assert "At which times of day?" in chat.words, "it belongs to what was typed before"
        later = chat.buttons[1]
        assert "21:00" in later.label
        await chat.press(1)
        assert "I understood" in chat.words
        assert "In which city" in chat.words

    async def test_days_of_tests_that_were_done(self, chat: Chat) -> None:
        await begun(chat, BLOOD_TESTS[:10])
        for text, told in (
            ("in 2 weeks", "Please enter a day from"),
            ("1 december", "Monday 1 December 2025"),
            ("2 weeks ago", ""),
        ):
            await chat.type(text)
            assert f"You typed: “{text}”." in chat.words
            assert told in "\n".join((chat.words, *chat.labels))
        await chat.type("3 november")
        assert "I understood: Tuesday 3 November 2026." in chat.words

    async def test_too_late_for_its_question(self, windows: Chat) -> None:
        await begun(windows, (*DOSES[:2], "Every day"))
        form = await windows.window()
        await windows.press("08:00")
        reply = await windows.submit(form, "21:00")
        assert "You typed: “21:00”." in plain(reply.blocks)
        assert "In which city" in plain(reply.blocks)
        await windows.press("Cancel")
        reply = await windows.submit(form, "21:00")
        assert "You typed: “21:00”." in plain(reply.blocks)
        assert "This set-up is over" in plain(reply.blocks)
        assert [button.label for row in reply.rows for button in row] == ["Begin"]  # type: ignore[union-attr]

    async def test_the_button_for_typing_in_a_chat_without_windows(self, chat: Chat) -> None:
        await begun(chat, (*DOSES[:2], "Every day"))
        await chat.press("Type it")
        assert chat.note == "Just type it as your next message, for example: 7:15 am and 9 pm"
        await chat.type("21:00")
        assert "In which city" in chat.words

    async def test_danger_comes_first(self, chat: Chat) -> None:
        await begun(chat, (*DOSES[:2], "Every day"))
        reply = await chat.router.respond(Said(chat.origin(), "danger"))
        assert reply is not None
        assert reply.urgency is Urgency.EMERGENCY
        await chat.type("21:00")
        assert "In which city" in chat.words

    async def test_own_words(self, chat: Chat) -> None:
        await begun(chat, APPOINTMENT[:9])
        await chat.type("x" * 41)
        assert f"You typed: “{'x' * 41}”." in chat.words
        assert "from 1 to 40 characters" in chat.words
        await chat.type("\u200b \n")
        assert "from 1 to 40 characters" in chat.words
        await chat.type("**the** [clinic](https://x.example)")
        assert "your words: **the** [clinic](https://x.example)" not in chat.words, "asked for first"
        await chat.press("Keep them hidden")
        assert "your words: **the** [clinic](https://x.example)" in chat.words


class TestInGroups:
    @pytest.mark.parametrize("person", [TELEGRAM, DISCORD], ids=["telegram", "discord"])
    async def test_for_the_asker_alone(self, world: World, person: Person) -> None:
        chat = Chat(world, person, in_group(person))
        reply = await chat.command()
        assert reply is not None
        assert (reply.audience, reply.private_at) == (Audience.ASKER, BEGIN)

    async def test_all_of_it_out_of_sight_of_the_others(self, world: World) -> None:
        chat = Chat(world, DISCORD, in_group(DISCORD))
        await chat.command()
        for answer in APPOINTMENT[:-1]:
            await give(chat, answer)
            assert chat.shown.showing is Showing.IN_PLACE
        await chat.press("Set it up")
        assert len(await chat.plans()) == 1

    async def test_the_link_opens_it_in_the_private_chat(self, chat: Chat) -> None:
        reply = await chat.press_code(BEGIN.code, fresh=True)
        assert reply is not None
        assert reply.showing is Showing.NEW
        assert "Do not let me be your only alarm" in chat.words

    async def test_plain_words(self, chat: Chat) -> None:
        await chat.does(Said(chat.origin(), "Remind me"))
        assert "Do not let me be your only alarm" in chat.words


async def test_not_offered_here(chat: Chat, world: World) -> None:
    world.offered = False
    await chat.command()
    assert "There are no reminders on this platform." in chat.words
    assert chat.labels == []
    assert await world.stores.people.find(chat.person) is None
