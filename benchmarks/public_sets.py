"""Two public sets of short questions, with messages out of their scope: a yardstick from quite another subject.

The folder that is given must hold (CLINC150: CC BY 3.0; BANKING77: CC BY 4.0):

    clinc/data_full.json                      github.com/clinc/oos-eval, data/
    clinc/train_10/{seq.in,label}             github.com/jianguoz/Few-Shot-Intent-Detection, Datasets/CLINC150
    banking/{train_10,test}/{seq.in,label}    the same, Datasets/BANKING77
    banking_oos/ood-oos/test/{seq.in,label}   the same, Datasets/BANKING77-OOS
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.features.faq.matching import Phrasings

_SEED = 3


@dataclass(frozen=True, slots=True)
class PublicSet:
    """Entries with ten phrasings each; `test` gives messages with their entry (None: out of scope)."""

    name: str
    entries: tuple[Phrasings, ...] = field(repr=False)
    test: tuple[tuple[str, str | None], ...] = field(repr=False)


def options(description: str | None) -> argparse.ArgumentParser:
    """Begin the command line of a benchmark that measures variants on these sets."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--public", type=Path, help="the folder with the public sets")
    parser.add_argument("--most", type=int, default=1000, help="so many messages of each public set")
    parser.add_argument("--only", default="", help="what has this in its name")
    return parser


def public_sets(folder: Path | None, most: int) -> tuple[PublicSet, ...]:
    """Read the sets, of each test at most so many messages, drawn always alike. Prints what is missing."""
    if folder is None:
        print("CLINC10 and BANKING10 are left out: give their folder with --public (see benchmarks/public_sets.py).\n")
        return ()
    found = []
    for name, read in (("CLINC10", _clinc), ("BANKING10", _banking)):
        try:
            one = read(folder)
        except (OSError, KeyError, ValueError) as error:
            print(f"{name} is left out: {error}\n")
            continue
        test = random.Random(_SEED).sample(one.test, most) if len(one.test) > most else one.test
        found.append(PublicSet(name, one.entries, tuple(test)))
    return tuple(found)


def _clinc(folder: Path) -> PublicSet:
    full = json.loads((folder / "clinc" / "data_full.json").read_text(encoding="utf-8"))
    test = [(text, label) for text, label in full["test"]] + [(text, None) for text, _ in full["oos_test"]]
    return PublicSet("", _entries(folder / "clinc" / "train_10"), tuple(test))


def _banking(folder: Path) -> PublicSet:
    outside = _pairs(folder / "banking_oos" / "ood-oos" / "test")
    test = [*_pairs(folder / "banking" / "test"), *((text, None) for text, _ in outside)]
    return PublicSet("", _entries(folder / "banking" / "train_10"), tuple(test))


def _entries(folder: Path) -> tuple[Phrasings, ...]:
    asked: dict[str, list[str]] = {}
    for text, label in _pairs(folder):
        asked.setdefault(label, []).append(text)
    return tuple(Phrasings(label, tuple(texts)) for label, texts in asked.items())


def _pairs(folder: Path) -> Iterator[tuple[str, str]]:
    texts, labels = ((folder / name).read_text(encoding="utf-8").splitlines() for name in ("seq.in", "label"))
    return ((text.strip(), label.strip()) for text, label in zip(texts, labels, strict=True))
