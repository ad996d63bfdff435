#!/usr/bin/env python3
"""Set up and start the bot: `python3 run.py` opens a chat in this terminal, `python3 run.py help` lists the rest.

Needs nothing but Python 3.11. This file is written in old syntax on purpose, so that an older Python can say so.
"""

import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
STAMP = os.path.join(VENV, "installed")
WINDOWS = os.name == "nt"
PYTHON = os.path.join(VENV, "Scripts" if WINDOWS else "bin", "python.exe" if WINDOWS else "python")

USAGE = """python3 run.py              chat with the bot in this terminal
python3 run.py test         run all tests
python3 run.py check        run all checks of code, settings and knowledge
python3 run.py bench        measure speed and size
python3 run.py COMMAND …    the same as: python -m bot COMMAND …   (run, ask, export, check is “bot check”)
"""


def main(arguments):
    if sys.version_info < OLDEST:
        return fail("The bot needs Python %d.%d or newer; this is %s." % (OLDEST + (sys.version.split()[0],)))
    os.chdir(HERE)
    command = arguments[0] if arguments else "chat"
    if command in ("help", "-h", "--help"):
        print(USAGE, end="")
        return 0
    for_developers = command in DEVELOPERS
    problem = set_up(for_developers)
    if problem:
        return fail(problem)
    if for_developers:
        return DEVELOPERS[command](arguments[1:])
    if command == "bot":
        arguments = arguments[1:]
    return bot(arguments or ["chat"])


def set_up(for_developers):
    """Make or mend the folder .venv; give a sentence that says what is wrong, or nothing."""
    wanted = fingerprint(for_developers)
    if installed() in (wanted, fingerprint(True)):
        return None
    if not has_module("ensurepip"):
        return "Python's ensurepip is missing. On Debian or Ubuntu: sudo apt install python3-venv"
    say("Setting up, this takes about half a minute …")
    if not fits():
        shutil.rmtree(VENV, ignore_errors=True)
    try:
        if not os.path.exists(PYTHON):
            subprocess.run([sys.executable, "-m", "venv", VENV], check=True, stdout=sys.stderr)
        install("--editable", ".[dev]" if for_developers else ".")
    except (subprocess.CalledProcessError, OSError) as error:
        shutil.rmtree(VENV, ignore_errors=True)
        return "The setup did not work (%s). Is there an internet connection? Then run it again." % type(error).__name__
    except KeyboardInterrupt:
        shutil.rmtree(VENV, ignore_errors=True)
        return "Stopped; nothing is left half-made."
    with open(STAMP, "w") as stamp:
        stamp.write(wanted)
    return None


def install(*what):
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", "constraints.txt"]
    subprocess.run(command + list(what), check=True, stdout=sys.stderr)


def fingerprint(for_developers):
    """What the installed set depends on: this Python, the two lists of packages, and for whom."""
    parts = [sys.version, sys.executable, HERE, "dev" if for_developers else "use"]
    for name in ("pyproject.toml", "constraints.txt"):
        with open(os.path.join(HERE, name)) as file:
            parts.append(file.read())
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest() + "\n" + sys.version.split()[0]


def installed():
    try:
        with open(STAMP) as stamp:
            return stamp.read() if os.path.exists(PYTHON) else None
    except OSError:
        return None


def fits():
    """Whether a folder that is there was finished, and by this very version of Python."""
    return (installed() or "").endswith("\n" + sys.version.split()[0])


def has_module(name):
    import importlib.util

    return importlib.util.find_spec(name) is not None


def bot(arguments):
    return call([PYTHON, "-m", "bot"] + arguments)


def test(arguments):
    # All of them on all processors; who names some wants to see them one by one.
    return call([PYTHON, "-m", "pytest"] + (arguments or ["-n", "auto", "--dist", "worksteal"]))


def check(arguments):
    """Every check that the project has, all of them even if one fails."""
    imports = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    steps = [
        ("the style of the code", ["-m", "ruff", "check", "."]),
        ("the form of the code", ["-m", "ruff", "format", "--check", "."]),
        ("types", ["-m", "mypy"]),
        ("who imports whom", ["-c", imports]),
        ("settings, sentences and knowledge", ["-m", "bot", "check"]),
    ]
    failed = []
    for name, step in steps:
        say("== " + name)
        if call([PYTHON] + step):
            failed.append(name)
    say("All checks are clean." if not failed else "Not clean: " + ", ".join(failed))
    return 1 if failed else 0


def bench(arguments):
    return call([PYTHON, "-m", "benchmarks"] + arguments)


DEVELOPERS = {"test": test, "check": check, "bench": bench}


def call(command):
    try:
        return subprocess.run(command).returncode
    except KeyboardInterrupt:
        return 0


def say(text):
    print(text, file=sys.stderr, flush=True)


def fail(text):
    say(text)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
