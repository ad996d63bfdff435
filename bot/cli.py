"""The command line: chat, run, ask, check, learn, entry, export. Its names and its JSON stay as they are."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.clock import now
from bot.core.errors import FilesError, Problem, UserError
from bot.core.process import settle_process

if TYPE_CHECKING:
    # A command loads what it needs.
    from bot.texts.catalogue import Texts

# Exit codes: 0 well, 1 findings or nothing that can run, 2 used or set up wrongly.
WELL, FINDINGS, WRONG = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    settle_process()
    options = _parser().parse_args(arguments)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # A terminal or pipe with another encoding must not end the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        return _COMMANDS[options.command](options)
    except UserError as error:
        return _refuse(_folder(options), error)
    except FilesError as error:
        _tell(error.problems)
        return WRONG
    except KeyboardInterrupt:
        print()
        return WELL
    except BrokenPipeError:
        # Whoever read our output has gone; nothing more can be told.
        sys.stdout = None
        return WELL


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    parser.add_argument("--folder", type=Path, default=None, help="where config/ and knowledge/ lie (default: here)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    chat = commands.add_parser("chat", help="talk with the bot in this terminal")
    chat.add_argument("--as", dest="role", choices=("member", "organiser"), default="member")
    commands.add_parser("run", help="start Discord and Telegram, whichever has a token")
    commands.add_parser("check", help="check settings and knowledge, and list all findings")
    ask = commands.add_parser("ask", help="answer one question, or JSON lines from standard input")
    ask.add_argument("question", nargs="?", help="the question, in quotes")
    ask.add_argument("--explain", action="store_true", help="show why this is the answer")
    ask.add_argument("--json", action="store_true", help='read {"question": "…", "addressed": true} lines')
    commands.add_parser("learn", help="learn the examples of danger anew, after some were added")
    entry = commands.add_parser("entry", help="write a new answer")
    deeds = entry.add_subparsers(dest="deed", required=True, metavar="WHAT")
    new = deeds.add_parser("new", help="start the file of a new answer, with notes on how to fill it in")
    new.add_argument("place", metavar="SECTION/ID", help="for example taking/missed-dose")
    export = commands.add_parser("export", help="write the answers as a sheet to review, or as pages for a browser")
    kinds = export.add_subparsers(dest="kind", required=True, metavar="WHAT")
    review = kinds.add_parser("review", help="the sheet on which a pharmacist or doctor reviews the answers")
    review.add_argument("target", nargs="?", type=Path, metavar="FILE", help="default: docs/clinical-review.md")
    site = kinds.add_parser("site", help="pages to read, search and print, also without the internet")
    site.add_argument("target", type=Path, metavar="DIR", help="a new or empty folder, or one written so before")
    backup = commands.add_parser("backup", help="write all that is stored into one file, also while the bot runs")
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = commands.add_parser("restore", help="bring a backup back in the place of all that is stored")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--yes", action="store_true", help="do not ask before what is stored is replaced")
    commands.add_parser("doctor", help="look whether database, key, clock and permissions are in order")
    key = commands.add_parser("key", help="make the key that locks what is stored, or change it")
    deeds = key.add_subparsers(dest="deed", required=True, metavar="WHAT")
    deeds.add_parser("new", help="make a new key and show it")
    deeds.add_parser("rotate", help="lock everything with BOT_MASTER_KEY instead of BOT_MASTER_KEY_OLD")
    return parser


def _folder(options: argparse.Namespace) -> Path:
    """The folder that was named, else this one if it is a bot's folder, else the one that the program came in."""
    if options.folder is not None:
        return Path(options.folder).resolve()
    here = Path.cwd()
    return here if (here / "config" / "community.yaml").exists() else Path(__file__).resolve().parent.parent


def _chat(options: argparse.Namespace) -> int:
    from bot import log
    from bot.adapters.console.permissions import ROLES
    from bot.chatting import Chatting
    from bot.settings import load_secrets, load_settings
    from bot.texts.catalogue import load_texts

    log.set_up("warning")
    root = _folder(options)
    community = load_settings(root).community
    texts = load_texts(community.languages[0])

    secrets = load_secrets(root)
    key = "" if secrets.master_key else _development_key(texts)

    asyncio.run(Chatting(root, secrets, key, texts, ROLES[options.role], community.group).run())
    return WELL


def _development_key(texts: Texts) -> str:
    """Give the key for trying out, and say so if it is new; nothing if there can be none: then nothing is kept."""
    from bot.masterkey import development_key, development_key_file

    file = development_key_file()
    try:
        key, is_new = development_key(file)
    except OSError:
        return ""
    if is_new:
        print(texts.line("key.for_development", file=str(file)), file=sys.stderr)
    return key


def _run(options: argparse.Namespace) -> int:
    import gc

    from bot import log
    from bot.app import build_bot, read_files
    from bot.beside import beside
    from bot.core.memory import give_back_memory
    from bot.core.people import Platform
    from bot.delivery.outbox import Outbox
    from bot.opening import kept, patiently
    from bot.running import Adapters, builders, platforms, run
    from bot.settings import load_secrets
    from bot.storage.stores import open_stores
    from bot.surroundings import Surroundings

    root = _folder(options)
    secrets = load_secrets(root)
    files = read_files(root)
    for language in files.languages.values():
        _tell(language.value.contents.problems)
    log.set_up(files.settings.running.log_level)
    keys = {Platform.DISCORD: secrets.discord_token, Platform.TELEGRAM: secrets.telegram_token}
    texts = files.main.texts
    if not platforms(files.settings, secrets):
        print(texts.line("run.no_token"), file=sys.stderr)
        return WRONG
    if not secrets.master_key:
        print(texts.line("key.nothing_set"), file=sys.stderr)

    lock = kept(secrets, root)

    async def serve() -> int:
        async with AsyncExitStack() as closing:
            stores = await patiently(lambda: closing.enter_async_context(open_stores(*lock)), texts)
            adapters, on = Adapters(), platforms(files.settings, secrets)
            around = Surroundings(stores, Outbox(stores.deliveries, on, now), adapters, now)
            bot = build_bot(files, keys, around, on)
            adapters.build_with(builders(files.settings, secrets, bot.responder, texts, stores.places.moved))
            gc.collect()
            gc.freeze()  # what is known stays: to look through all of it for waste would hold up messages
            give_back_memory()
            return await run(adapters, texts, beside(root, files, around, bot))

    return asyncio.run(serve())


def _ask(options: argparse.Namespace) -> int:
    from bot.app import read_files
    from bot.asking import answer_json_lines, answer_once, explain

    files = read_files(_folder(options))
    if options.json:
        answer_json_lines(files.main, sys.stdin.buffer, sys.stdout)
        return WELL
    question = options.question if options.question is not None else sys.stdin.readline()
    print(asyncio.run(answer_once(files, question)))
    if options.explain:
        print(explain(files.main, question))
    return WELL


def _check(options: argparse.Namespace) -> int:
    from bot.checking import all_problems

    problems, summary = all_problems(_folder(options))
    _tell(problems)
    print(summary)
    return FINDINGS if any(not problem.warning for problem in problems) else WELL


def _learn(options: argparse.Namespace) -> int:
    from bot.teaching import teach

    print(teach(_folder(options), lambda step: print(step, file=sys.stderr, flush=True)))
    return WELL


def _entry(options: argparse.Namespace) -> int:
    from bot.drafting import new_entry

    root = _folder(options)
    print(new_entry(root, options.place, now().date()))
    return WELL


def _export(options: argparse.Namespace) -> int:
    from bot.exporting import export_review, export_site

    root = _folder(options)
    review = options.kind == "review"
    print(export_review(root, options.target) if review else export_site(root, options.target, now().date()))
    return WELL


def _key(options: argparse.Namespace) -> int:
    from bot.masterkey import new_master_key

    root = _folder(options)
    if options.deed == "rotate":
        from bot.rotating import rotate_keys

        print(asyncio.run(rotate_keys(root)))
        return WELL
    # The key alone goes to the output, so that it can be handed on; what to do with it is told beside it.
    print(new_master_key())
    print(_texts(root).line("key.new_hint"), file=sys.stderr)
    return WELL


def _backup(options: argparse.Namespace) -> int:
    from bot.backing_up import backups_of

    print(asyncio.run(backups_of(_folder(options)).write(options.file)))
    return WELL


def _restore(options: argparse.Namespace) -> int:
    from bot.backing_up import backups_of

    def ask(question: str) -> bool:
        if options.yes:
            return True
        if not sys.stdin.isatty():
            raise UserError("restore.not_asked")
        return input(f"{question} [y/N] ").strip().lower() in {"y", "yes"}

    print(asyncio.run(backups_of(_folder(options)).bring_back(options.file, ask, now())))
    return WELL


def _doctor(options: argparse.Namespace) -> int:
    from bot.doctor import State, doctor_of, summary

    doctor = doctor_of(_folder(options), now)
    findings = asyncio.run(doctor.findings())
    for finding in findings:
        print(finding)
    print(summary(findings, doctor.texts))
    return FINDINGS if any(finding.state is State.WRONG for finding in findings) else WELL


def _refuse(root: Path, error: UserError) -> int:
    """Say in the group's language why nothing was done."""
    from bot.core.richtext import fill_plain

    print(fill_plain(_texts(root).known(error.key), error.values), file=sys.stderr)
    return WRONG


def _texts(root: Path) -> Texts:
    from bot.settings import load_settings
    from bot.texts.catalogue import load_texts

    return load_texts(load_settings(root).community.languages[0])


def _tell(problems: Sequence[Problem]) -> None:
    """Print findings, grouped by file."""
    file = None
    for problem in problems:
        if problem.file != file:
            file = problem.file
            print(file, file=sys.stderr)
        line = f"line {problem.line}: " if problem.line else ""
        kind = "(can wait) " if problem.warning else ""
        print(f"  {kind}{line}{problem.what} {problem.mend}".rstrip(), file=sys.stderr)


_COMMANDS = {
    "chat": _chat,
    "run": _run,
    "ask": _ask,
    "check": _check,
    "learn": _learn,
    "entry": _entry,
    "export": _export,
    "backup": _backup,
    "restore": _restore,
    "doctor": _doctor,
    "key": _key,
}
