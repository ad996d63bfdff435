"""A knowledge base of a few entries, written to files."""

from __future__ import annotations

from pathlib import Path

from bot.features.faq.loading import Loaded, load_knowledge

SECTIONS = "taking: Taking it\nlife: Living with it\nurgent: Urgent signs\n"

SOURCE = '  - {title: "A page", url: "https://a.example/page", checked: 2026-11-01}\n'

PLAIN = f"""\
question: How do I take it?
also_asked:
  - how to take it
  - with food or without
answer: |
  With water. **Ask** your [pharmacist](https://b.example).
sources:
{SOURCE}reviewed: 2026-11-20
review_by: 2027-05-20
"""

FULL = f"""\
question: What if I miss a dose?
also_asked:
  - forgot my tablet
  - missed a pill
answer: |
  Never take two.

  - Look at the leaflet
more: |
  It happens to many.
urgent: |
  Took more? Call the poisons line.
carer: |
  - Keep a list
differs: |
  Some say 12 hours.
sources:
{SOURCE}  - {{title: "Another page", url: "https://c.example/page", checked: 2026-11-02}}
reviewed: 2026-11-20
reviewed_by: null
review_by: 2027-05-20
related: [how-to-take, gone, alcohol, missed-dose, how-to-take]
note: For organisers.
"""

ALCOHOL = (
    PLAIN.replace("How do I take it?", "Can I drink alcohol?")
    .replace("how to take it", "beer")
    .replace("with food or without", "a glass of wine")
)

PRODUCT = """\
question: Who made this bot?
product: true
also_asked: [who are you]
answer: The group.
sources: []
reviewed: 2026-11-20
review_by: 2027-05-20
"""


def write(root: Path, **entries: str) -> Path:
    """Write entries, each named section__id with _ for hyphens in the id; give the language's folder."""
    folder = root / "knowledge" / "en"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sections.yaml").write_text(SECTIONS, encoding="utf-8")
    for name, text in entries.items():
        section, _, id_ = name.partition("__")
        (folder / section).mkdir(exist_ok=True)
        (folder / section / f"{id_.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return folder


def load(root: Path, **entries: str) -> Loaded:
    """Write and read entries."""
    return load_knowledge(write(root, **entries), root)


def small(root: Path) -> Loaded:
    """Four good entries in two sections."""
    return load(root, taking__how_to_take=PLAIN, taking__missed_dose=FULL, life__alcohol=ALCOHOL, life__who=PRODUCT)
