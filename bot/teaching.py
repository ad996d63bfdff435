"""Teaching the judge of danger anew, after examples were added: python -m bot learn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from bot.core.errors import UserError
from bot.features.faq.heard import Heard, load_heard
from bot.features.faq.knowledge import Knowledge
from bot.features.faq.loading import load_knowledge
from bot.features.safety.judge import EXAMPLES, save_judge
from bot.features.safety.learning import ORDINARY, Example, learn, load_examples
from bot.features.safety.loading import load_rules
from bot.features.safety.rules import Rules
from bot.features.safety.screen import Screen
from bot.language import RED_FLAGS_FILE, folder_of
from bot.settings import load_settings

# Of the ways of asking in the entries, each so manieth is enough: they are much alike.
_EACH = 4


def teach(root: Path, told: Callable[[str], None]) -> str:
    """Learn the examples of every language anew, and say how many there were. `told` hears how far it is.

    Raises FilesError, and UserError if no language has examples or what was learnt cannot be written.
    """
    done = []
    for name in load_settings(root).community.languages:
        folder = folder_of(name, root)
        if (folder / EXAMPLES).exists():
            done.append(f"{name}: {_taught(folder, root, told)} examples learnt.")
    if not done:
        raise UserError("learn.nothing")
    return "\n".join(done)


def _taught(folder: Path, root: Path, told: Callable[[str], None]) -> int:
    rules = load_rules(folder / RED_FLAGS_FILE, root)
    knowledge = load_knowledge(folder, root).knowledge
    heard = load_heard(folder, root, knowledge.ids)
    labelled = load_examples(folder, root)
    examples = [*labelled, *(Example(text, None, None, ORDINARY) for text in everyday(knowledge, heard, rules))]
    alone = Screen(rules)
    alarmed = [alone.check(example.text) is not None for example in examples]
    flags = [flag.id for flag in rules.flags if flag.rules]
    try:
        save_judge(learn(examples, flags, alarmed, told), folder)
    except OSError as error:
        raise UserError("learn.not_written") from error
    return len(labelled)


def everyday(knowledge: Knowledge, heard: Heard, rules: Rules) -> Iterator[str]:
    """Give messages that are no danger: what people ask and say, but for what is asked about the dangers themselves."""
    near = {topic for flag in rules.flags for topic in flag.topics}
    for id_, texts in heard.asked.items():
        if id_ not in near:
            yield from texts
    yield from heard.talk
    asked = [text for entry in knowledge if entry.id not in near for text in entry.phrasings]
    yield from asked[::_EACH]
