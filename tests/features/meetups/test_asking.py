"""Questions to the organiser."""

from __future__ import annotations

from dataclasses import replace

from tests.features.meetups.club import ANNA, BERT, CONTENT, ORGANISER, Club, words


async def test_questions_have_an_end(club: Club) -> None:
    on = await club.announced()
    for _ in range(5):
        assert words(await club.submits(ANNA, f"meet:asked:{on.id}", "Why?")).startswith("Sent")
    assert words(await club.submits(ANNA, f"meet:asked:{on.id}", "Why?")).startswith("You have asked several")
    assert words(await club.submits(BERT, f"meet:asked:{on.id}", " \u200b")).startswith("There was no text")
    meetup, _ = await club.whole(on)
    [question, *_] = await club.stores.meetups.words.questions(on.id)
    told = await club.submits(BERT, f"meet:replied:{question.id}", "I say so.")
    assert "organisers only" in words(told)
    await club.stores.people.remove(meetup.organiser_id or "")
    assert words(await club.submits(BERT, f"meet:asked:{on.id}", "Why?")).startswith("There is nobody")


async def test_only_where_it_may_be_asked(club: Club) -> None:
    on = await club.announced(content=replace(CONTENT, asks=False))
    assert words(await club.tap(ANNA, "ask", on)).startswith("There is nobody")
    other = await club.announced()
    await club.passes(days=7)
    assert words(await club.tap(ANNA, "ask", other)) == "This meet-up is over."


async def test_danger_in_a_question_is_answered_first(club: Club) -> None:
    on = await club.announced()
    reply = await club.submits(ANNA, f"meet:asked:{on.id}", "I am in danger")
    assert words(reply).startswith("Get help now.")


async def test_a_form_is_opened_alone(club: Club) -> None:
    """In a group on Telegram, where there are no windows, the private chat is opened for it."""
    on = await club.announced()
    await club.open(ORGANISER)
    reply = await club.tap(BERT, "ask", on)
    assert reply.form is None
    assert reply.private_at is not None
    opened = await club.presses(BERT, reply.private_at.code, fresh=True)
    assert words(opened).startswith("Ask the organiser")
    assert words(await club.says(BERT, "When does it end?")).startswith("Sent")
    [(to, told)] = await club.deliver()
    assert to == ORGANISER
    assert "When does it end?" in words(told)
