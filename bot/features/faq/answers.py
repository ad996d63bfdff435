"""From an entry to what a person sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.core.actions import Action
from bot.core.incoming import Origin
from bot.core.ownership import Ownership
from bot.core.reply import Button, Reply, Row, Select
from bot.core.richtext import Block, Blocks, Bold, Link, Paragraph, Span, Text, paragraph
from bot.features.faq.knowledge import Entry, Knowledge
from bot.features.faq.words import Own
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

_OWN: Mapping[Own, Key] = {Own.DOSE: "faq.own_dose", Own.RESULT: "faq.own_result"}

MOST_RELATED = 3
MOST_SUGGESTED = 4


@dataclass(frozen=True, slots=True)
class Answers:
    """Words replies from entries.

    Buttons carry the mark of the person who asked, so that only that person (or an organiser) can take an answer away.
    """

    texts: Texts
    ownership: Ownership

    def full(
        self, entry: Entry, knowledge: Knowledge, origin: Origin, mark: str = "", *, opened: bool = False
    ) -> Reply:
        """Give the whole answer. `mark` is the owner's if it is not the origin's person; `opened` shows "More"."""
        mark = mark or self.ownership.mark(origin.person)
        blocks = (
            paragraph(Bold(entry.question)),
            *self._body(entry, opened=opened),
            *self._footer(entry, origin.at.date(), opened=opened),
        )
        rows = (*self._buttons(entry, origin, mark, opened=opened), *self._related(entry, knowledge, mark))
        reply = Reply(blocks, rows, outcome=f"answer {entry.id}")
        return reply.for_asker(self.open_action(entry)) if self._is_hidden(origin) else reply

    def general(self, own: Own, entry: Entry, knowledge: Knowledge, origin: Origin) -> Reply:
        """Answer in general what was asked for one's own case, and say that the bot does not work out or judge it."""
        reply = self.full(entry, knowledge, origin)
        return replace(reply, blocks=(*self.texts.rich(_OWN[own]), *reply.blocks))

    def together(self, entries: tuple[Entry, ...], knowledge: Knowledge, origin: Origin) -> Reply:
        """Answer one question in full, or two questions below each other with a way to each full answer."""
        if len(entries) == 1:
            return self.full(entries[0], knowledge, origin)
        reply = self.beneath(entries, knowledge, origin)
        remove = Button(
            self.texts.line("faq.remove"),
            self._action("remove", self.ownership.mark(origin.person)),
            quiet=True,
        )
        return replace(reply, rows=(*reply.rows, (remove,)))

    def beneath(self, entries: tuple[Entry, ...], knowledge: Knowledge, origin: Origin) -> Reply:
        """Answer below something else: no button here changes the message or takes it away."""
        replies = [self.full(entry, knowledge, origin) for entry in entries]
        each = tuple((Button(entry.question, self._action("open", entry.id)),) for entry in entries)
        blocks = tuple(block for reply in replies for block in reply.blocks)
        outcome = " + ".join(reply.outcome for reply in replies)
        return replace(replies[0], blocks=blocks, rows=each, outcome=outcome)

    def empty(self, origin: Origin) -> Reply:
        """Ask for words where there were none."""
        reply = Reply(self.texts.rich("faq.empty"), outcome="empty")
        return reply.for_asker() if self._is_hidden(origin) else reply

    def no_question(self, origin: Origin) -> Reply:
        """Answer thanks and greetings: kindly, with what a question could look like."""
        browse = Button(self.texts.line("faq.browse_topics"), Action("faq", "sections"), quiet=True)
        about = Button(self.texts.line("help.what_can_i_do"), Action("help", "show"), quiet=True)
        reply = Reply(self.texts.rich("faq.no_question"), ((browse, about),), outcome="no question")
        return reply.for_asker() if self._is_hidden(origin) else reply

    def suggest(self, entries: tuple[Entry, ...], origin: Origin) -> Reply:
        """Offer two to four entries to choose from."""
        mark = self.ownership.mark(origin.person)
        choices = tuple((Button(entry.question, self._action("show", entry.id, mark)),) for entry in entries)
        none = (Button(self.texts.line("faq.none_of_these"), self._action("none", mark)),)
        outcome = "suggest " + " ".join(entry.id for entry in entries)
        reply = Reply(self.texts.rich("faq.did_you_mean"), (*choices, none), outcome=outcome)
        return reply.for_asker() if self._is_hidden(origin) else reply

    def unknown(self, origin: Origin, where_to_ask: str) -> Reply:
        """Say honestly that there is no answer, and where to ask."""
        mark = self.ownership.mark(origin.person)
        row = (
            Button(self.texts.line("faq.send_to_organisers"), Action("organisers", "write", (mark,))),
            Button(self.texts.line("faq.browse_topics"), Action("faq", "sections")),
        )
        reply = Reply(self.texts.rich("faq.unknown", where=where_to_ask), (row,), outcome="none")
        return reply.for_asker() if self._is_hidden(origin) else reply

    @staticmethod
    def open_action(entry: Entry) -> Action:
        """The action that opens an entry anew, for links into the private chat."""
        return Action("faq", "show", (entry.id,))

    @staticmethod
    def _is_hidden(origin: Origin) -> bool:
        """In a group, a question that others did not see is not answered in front of them."""
        return origin.place.is_group and not origin.seen_by_others

    @staticmethod
    def _action(verb: str, *arguments: str) -> Action:
        return Action("faq", verb, arguments)

    def _body(self, entry: Entry, *, opened: bool) -> Blocks:
        """Give the answer, or what stands behind "More" instead of it; when to get help stands in both."""
        blocks = list(entry.more if opened else entry.answer)
        if opened:
            blocks += self._titled("faq.for_carers", entry.carer) if entry.carer else ()
            blocks += self._titled("faq.advice_differs", entry.differs) if entry.differs else ()
        if entry.urgent:
            blocks += self._titled("faq.when_to_get_help", entry.urgent)
        return tuple(blocks)

    def _titled(self, title: Key, blocks: Blocks) -> Blocks:
        """Put a short bold title before the first paragraph."""
        head = Bold(self.texts.line(title))
        first, *rest = blocks
        if isinstance(first, Paragraph):
            return (Paragraph((head, Text(" "), *first.spans)), *rest)
        return (Paragraph((head,)), *blocks)

    def _footer(self, entry: Entry, today: date, *, opened: bool) -> tuple[Block, ...]:
        lines: list[Block] = []
        if entry.sources and not opened:
            lines.append(Paragraph((Text(self.texts.line("faq.sources") + " "), *_linked(entry))))
        said: Key = "faq.checked_overdue" if entry.is_overdue(today) else "faq.checked"
        lines += self.texts.rich(said, date=self.texts.day(entry.reviewed))
        return tuple(lines)

    def _buttons(self, entry: Entry, origin: Origin, mark: str, *, opened: bool) -> tuple[Row, ...]:
        line, action = self.texts.line, self._action
        row: list[Button] = []
        if entry.has_more:
            verb = "show" if opened else "more"
            row.append(Button(line("faq.less" if opened else "faq.more"), action(verb, entry.id, mark)))
        row.append(Button(line("faq.helpful"), action("helpful", entry.id), quiet=True))
        row.append(Button(line("faq.not_helpful"), action("unhelpful", entry.id), quiet=True))
        if self._is_hidden(origin):
            row.append(Button(line("faq.post"), action("post", entry.id, mark), quiet=True))
        row.append(Button(line("faq.remove"), action("remove", mark), quiet=True))
        return (tuple(row),)

    def _related(self, entry: Entry, knowledge: Knowledge, mark: str) -> tuple[Row, ...]:
        related = knowledge.related_to(entry)[:MOST_RELATED]
        if not related:
            return ()
        options = tuple(Button(other.question, self._action("show", other.id, mark)) for other in related)
        return (Select(self.texts.line("faq.related"), options),)


def _linked(entry: Entry) -> list[Span]:
    spans: list[Span] = []
    for source in entry.sources:
        if spans:
            spans.append(Text(" · "))
        spans.append(Link(source.title, source.url))
    return spans
