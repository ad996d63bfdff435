"""Checks the pages for a browser in a real one: `python -m benchmarks.site_in_browser [FOLDER FOR PICTURES]`.

Every page is opened from files in Chromium, in light and dark, wide and narrow, and judged by axe-core: landmarks,
headings, names, contrast, sizes. Then the search, the keyboard, reading without scripts, and print. Needs `chromium`,
`node` and `npm`; the two node packages are put into a folder that is removed in the end.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.exporting import export_site

ROOT = Path(__file__).parent.parent
PACKAGES = ("axe-core@4.14.1", "playwright-core@1.65.1")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main(arguments: list[str]) -> int:
    """Write the pages, open them, and give the exit code: 0 when nothing is wrong, 1 for findings, 2 without tools."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (browser and node and npm):
        print("This needs chromium, node and npm. On Debian: apt install chromium nodejs npm", file=sys.stderr)
        return 2
    pictures = arguments[0] if arguments else ""
    if pictures:
        Path(pictures).mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name:
        work = Path(name)
        site, modules, profile = work / "site", work / "node", work / "profile"
        print(export_site(ROOT, site, datetime.now(UTC).date()), flush=True)
        modules.mkdir()
        install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(modules)]
        subprocess.run([*install, *PACKAGES], check=True, stdout=sys.stderr)
        script = Path(__file__).with_suffix(".mjs")
        handed = (site, modules, browser, profile, pictures)
        return subprocess.run([node, str(script), *map(str, handed)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
