"""Measures on the labelled messages for development and writes docs/quality.md."""

from __future__ import annotations

from pathlib import Path

from benchmarks.quality.report import LEFT_OUT, report

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "quality.md"


def main() -> None:
    """Write the page; print its figures, and the messages that were left out."""
    text = report(ROOT)
    PAGE.write_text(text, encoding="utf-8")
    figures, title, twins = text.partition(LEFT_OUT)
    print("\n".join(line for line in figures.splitlines() if not line.startswith("- “")))
    print(title + twins)
    print(f"Written: {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
