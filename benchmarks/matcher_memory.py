"""How much memory the matcher adds to a process that has read the knowledge, numpy included."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.resident import peak, resident
from benchmarks.table import Row

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "knowledge" / "en"


def matcher_memory() -> Iterator[Row]:
    """Measure in fresh processes: where all has to be learnt, and where it is kept."""
    for how in ("learning", "kept"):
        command = [sys.executable, "-m", "benchmarks.matcher_memory", how]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        figures = json.loads(done.stdout)
        yield Row(f"matcher, {how}: memory added", figures["added"], "MB", 150)
        yield Row(f"matcher, {how}: memory added at most", figures["most"], "MB")


def measure(how: str) -> dict[str, float]:
    """Give the MB that this process holds more once the matcher is there, and that it held more at most."""
    # Nothing that needs numpy has been read yet: it counts as memory of the matcher.
    from bot.features.faq.loading import load_knowledge  # noqa: PLC0415
    from bot.features.faq.words_file import load_words  # noqa: PLC0415

    knowledge, words = load_knowledge(FOLDER, ROOT).knowledge, load_words(FOLDER / "words.yaml", ROOT)
    before = resident()
    assert "numpy" not in sys.modules
    from bot.features.faq.heard import lessons, load_heard  # noqa: PLC0415
    from bot.features.faq.matching import Matcher  # noqa: PLC0415
    from bot.features.faq.vectors import load_vectors  # noqa: PLC0415

    heard, vectors = load_heard(FOLDER, ROOT, knowledge.ids), load_vectors(FOLDER, ROOT)
    learnt = lessons(sorted((entry.id, entry.phrasings) for entry in knowledge), words, heard, vectors)
    matcher = Matcher.build(learnt, ROOT / ".cache" if how == "kept" else None)
    matcher.match("a first question")
    return {"added": resident() - before, "most": peak() - before}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
