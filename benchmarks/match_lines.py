"""Match questions from standard input, one JSON object per line, with the very matcher that the bot uses.

    python benchmarks/match_lines.py --kb entries.json [--words knowledge/en/words.yaml]

The file holds `[{"id": …, "variants": [ … ]}]`. Each input line is `{"question": …}`, each output line
`{"entry": …, "score": …, "answered": …, "outcome": …, "ranked": [[id, score], …]}`.

Without `--words`, of the shipped words only those are used that any English text has (endings and common words),
and nothing of the group's own subject.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))
KNOWLEDGE = PROJECT / "knowledge" / "en"

from bot.core.process import settle_process  # noqa: E402

settle_process()

from bot.features.faq.heard import load_heard  # noqa: E402
from bot.features.faq.matching import Lessons, Matcher, Outcome, Phrasings  # noqa: E402
from bot.features.faq.vectors import load_vectors  # noqa: E402
from bot.features.faq.words import Words  # noqa: E402
from bot.features.faq.words_file import load_words  # noqa: E402


def english() -> Words:
    """Take what the shipped words know of the language, and nothing of the subject."""
    shipped = load_words(KNOWLEDGE / "words.yaml", PROJECT)
    return Words(
        courtesy=shipped.courtesy,
        filler=shipped.filler,
        asking_first=shipped.asking_first,
        asking_anywhere=shipped.asking_anywhere,
        joining=shipped.joining,
        endings=shipped.endings,
        silent=shipped.silent,
        common=shipped.common,
    )


def main() -> None:
    """Read the entries, then answer line by line until the input ends."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kb", type=Path, required=True)
    parser.add_argument("--words", type=Path, help="a words.yaml that fits these entries")
    arguments = parser.parse_args()
    entries = [
        Phrasings(entry["id"], tuple(entry["variants"])) for entry in json.loads(arguments.kb.read_text("utf-8"))
    ]
    words = load_words(arguments.words, arguments.words.parent) if arguments.words else english()
    talk = load_heard(KNOWLEDGE, PROJECT, frozenset(path.stem for path in KNOWLEDGE.glob("*/*.yaml"))).talk
    matcher = Matcher.build(Lessons(tuple(entries), words, talk, load_vectors(KNOWLEDGE, PROJECT)))
    for line in sys.stdin:
        match = matcher.match(json.loads(line)["question"])
        answer = {
            "entry": match.entry, "score": match.score, "answered": match.outcome is Outcome.ANSWER,
            "outcome": match.outcome, "ranked": match.ranked,
        }  # fmt: skip
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
