"""The `gatepost` command: reads what was typed, calls the command, and turns every foreseen fault into one line.

Exit code 0: fine. 1: something wrong was found. 2: wrong use.
"""

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

from gatepost import __version__
from gatepost.arguments import count, keep, path, port, seconds, share
from gatepost.ledger.checker import add_arguments
from gatepost.policy.faults import PolicyFaults
from gatepost.policy.library import UnknownPolicy, packs
from gatepost.vocabulary.words import vocabulary

FINE, FOUND, WRONG_USE = 0, 1, 2
JURISDICTIONS = ("england", "wales")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"{self.prog}: {message}; see {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """The whole command line; shell completion is made from it."""
    top = _Parser(prog="gatepost", description="A school's social-media policy, made live.")
    top.add_argument("--version", action="version", version=f"gatepost {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    demo = commands.add_parser("demo", help="five invented schools on this machine, at 127.0.0.1:8000")
    demo.add_argument("--port", type=port, default=8000, help="another port (default 8000)")
    demo.add_argument("--folder", type=path, metavar="FOLDER", help="keep the demo in this folder until the next time")

    serve = commands.add_parser("serve", help="the site: its pages, its queue of work and its clock")
    serve.add_argument("--workers", type=count, metavar="N", help="processes that answer requests")
    serve.add_argument("--jobs", type=count, default=1, metavar="N", help="processes that do queued work (default 1)")
    serve.add_argument("--only", choices=("web", "worker", "tick"), help="one part of it, where others run elsewhere")
    serve.add_argument("--access-log", action="store_true", help="a line for each request, without its address")

    tick = commands.add_parser("tick", help="do what is due at every school, once or again and again")
    tick.add_argument("--every", type=seconds, metavar="SECONDS", help="go on, with this pause, until stopped")
    tick.add_argument("--share", type=share, default=(1, 1), metavar="N/ALL", help="only this share of the schools")
    tick.add_argument("--believe-clock", action="store_true", help="the machine's time is right, though far ahead")

    _keeping_commands(commands)

    _policy_commands(commands.add_parser("policy", help="read, check, compare and test policies"))

    decide = commands.add_parser("decide", help="JSON lines: an activity in, a decision out")
    _policy_option(decide)
    _jurisdiction_option(decide)
    decide.add_argument("file", nargs="?", default="-", metavar="FILE", help="a file, or - for standard input")

    screen = commands.add_parser("screen", help="JSON lines: a draft in, what was found in it out")
    screen.add_argument("--roll", type=path, metavar="CSV", help="the people of the school, whose names are looked for")
    screen.add_argument("--school", type=path, metavar="TOML", help="what the school publishes of itself")
    screen.add_argument(
        "--words", type=path, action="append", metavar="FILE", help="a word list of the school; may be given again"
    )
    screen.add_argument("--no-model", action="store_true", help="word lists alone, without the two models")
    screen.add_argument("file", nargs="?", default="-", metavar="FILE", help="a file, or - for standard input")

    _check_options(commands.add_parser("check", help="a draft screened and decided, in words"))

    ask = commands.add_parser("ask", help="the same as a conversation in the terminal")
    _policy_option(ask)
    _jurisdiction_option(ask)
    ask.add_argument("--all", action="store_true", help="ask on after six questions, until the answer is certain")

    _ledger_commands(commands.add_parser("ledger", help="check a log, or write the checker that others run"))

    _school_commands(commands.add_parser("school", help="open schools, trusts and councils on this site"))

    completion = commands.add_parser("completion", help="print a completion script for your shell")
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    return top


def _check_options(check: argparse.ArgumentParser) -> None:
    def word(option: str, fact: str, help_: str, usual: str | None = None) -> None:
        words = vocabulary().facts[fact].values
        check.add_argument(option, dest=fact, choices=words, metavar="WORD", default=usual, help=help_)

    _policy_option(check)
    _jurisdiction_option(check)
    roles = vocabulary().facts["role"].values
    check.add_argument(
        "--role", required=True, choices=roles, metavar="ROLE", help="the part in school life of who asks"
    )
    word("--action", "action", "what is done with the draft: post (default), comment, share or message", "post")
    word("--account", "capacity", "the account: personal (default), school-account or another word", "personal")
    word("--audience", "audience", "who can see it: one-person, private-group, friends or public")
    word("--channel", "channel", "where it stands: social-network, blog, approved-channel or another word")
    check.add_argument("--roll", type=path, metavar="CSV", help="the people of the school, whose names are looked for")
    check.add_argument("--school", type=path, metavar="TOML", help="what the school publishes of itself")
    check.add_argument("--photo", type=path, action="append", metavar="FILE", help="a photo; may be given again")
    check.add_argument(
        "--say", action="append", metavar="FACT=VALUE", help="what you know, such as in-doubt=no; may be given again"
    )
    check.add_argument("--json", action="store_true", help="for programs")
    check.add_argument("text", metavar="TEXT", help="the draft, or - for standard input")


def _keeping_commands(commands: "argparse._SubParsersAction[_Parser]") -> None:
    recovery = commands.add_parser("recovery", help="the cards that open this site's backups")
    verbs = recovery.add_subparsers(dest="verb", required=True, metavar="VERB", parser_class=_Parser)
    cut = verbs.add_parser("cut", help="three cards, of which any two open a backup")
    cut.add_argument("--to", type=path, metavar="FOLDER", help="write a page to print for each card into this folder")
    cut.add_argument("--again", action="store_true", help="though cards have been cut: for the backups from now on")
    _cards_option(verbs.add_parser("rehearse", help="see that two cards open what is sealed to them"))
    opening = verbs.add_parser("open", help="open the sealed export of a school with two cards")
    opening.add_argument("file", type=path, metavar="FILE", help="the sealed export")
    opening.add_argument("--to", type=path, metavar="FILE", required=True, help="the file to write, in clear")
    _cards_option(opening)

    backup = commands.add_parser("backup", help="a backup while the site runs, verified and sealed")
    backup.add_argument(
        "--to", type=path, metavar="FOLDER", help="where it goes (default: `backup_to`, else storage/backups)"
    )
    backup.add_argument("--keep", type=keep, metavar="N", help="remove all of this site's there but the newest N")
    backup.add_argument("--json", action="store_true", help="for programs")

    restore = commands.add_parser("restore", help="put a backup in place, with two cards")
    restore.add_argument("file", type=path, metavar="FILE", help="the backup")
    restore.add_argument(
        "--into", type=path, metavar="FOLDER", help="the folder of the site (default: where its settings are)"
    )
    restore.add_argument("--over", metavar="HOST", help="write over the site that is there: its host name, typed out")
    _cards_option(restore)

    upgrade = commands.add_parser("upgrade", help="a backup, then the database brought to this version, and checked")
    upgrade.add_argument("--to", type=path, metavar="FOLDER", help="where the backup goes (default: as for `backup`)")
    upgrade.add_argument("--without-backup", action="store_true", help="though nothing brings back what is there")

    doctor = commands.add_parser("doctor", help="whether all is well with this installation, and what to do")
    doctor.add_argument("--full", action="store_true", help="check every entry of every school's record")
    doctor.add_argument("--send-to", metavar="ADDRESS", help="send one e-mail there, to see whether it arrives")
    doctor.add_argument("--json", action="store_true", help="for programs")


def _cards_option(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--card-file",
        type=path,
        action="append",
        metavar="FILE",
        help="a text file with one card, given twice; else type them",
    )


def _policy_commands(policy: argparse.ArgumentParser) -> None:
    verbs = policy.add_subparsers(dest="verb", required=True, metavar="VERB", parser_class=_Parser)

    def verb(name: str, help_: str, json: bool = True) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=help_)
        if json:
            made.add_argument("--json", action="store_true", help="for programs")
        return made

    verb("list", "the policies that come with Gatepost")
    show = verb("show", "a policy in words: each clause, and what its rules say")
    _jurisdiction_option(show)
    _name(show)
    check = verb("check", "every fault of policy files, and what the analysis notices")
    check.add_argument("files", nargs="+", metavar="FILE", help="policy files or packs")
    _name(verb("coverage", "which clauses have rules, and which topics are left out"))
    diff = verb("diff", "what changes from one policy to another, gravest first")
    _jurisdiction_option(diff)
    _name(diff, "old")
    _name(diff, "new")
    test = verb("test", "run scenario files (.jsonl) and policies' own examples (.md or a pack)")
    test.add_argument("files", nargs="+", metavar="FILE", help="scenario files, policy files or packs")
    export = verb("export", "a policy for other software", json=False)
    _name(export)
    export.add_argument("--to", required=True, choices=("odrl", "cel"), help="ODRL JSON-LD, or CEL expressions")


def _ledger_commands(ledger: argparse.ArgumentParser) -> None:
    verbs = ledger.add_subparsers(dest="verb", required=True, metavar="VERB", parser_class=_Parser)
    verify = verbs.add_parser("verify", help="whether a log is complete and unchanged, against heads held elsewhere")
    add_arguments(verify)
    verify.add_argument("--school", metavar="SLUG", help="in place of FILE: the log of a school of this installation")
    checker = verbs.add_parser("checker", help="write the stand-alone checker, one file that needs only Python")
    checker.add_argument("out", metavar="OUT", help="the file to write, such as checker.pyz; it must not be there yet")


def _school_commands(school: argparse.ArgumentParser) -> None:
    verbs = school.add_subparsers(dest="verb", required=True, metavar="VERB", parser_class=_Parser)

    def verb(name: str, help_: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=help_)
        made.add_argument("slug", metavar="SLUG", help="its address on the site: small letters, digits and hyphens")
        return made

    verbs.add_parser("list", help="the schools of this site: address, name and country")
    add = verb("add", "open a school and print the link by which its headteacher comes in")
    add.add_argument("--name", required=True, help="what the school is called")
    add.add_argument("--head-name", required=True, metavar="NAME", help="the headteacher")
    add.add_argument("--head-email", required=True, metavar="ADDRESS", help="the headteacher's address")
    add.add_argument("--body", metavar="SLUG", help="its trust or council, whose country it takes over")
    add.add_argument("--country", choices=JURISDICTIONS, default="england", help="where it is (default england)")
    body = verb("body", "open a trust or council")
    body.add_argument("--name", required=True, help="what it is called")
    body.add_argument("--kind", required=True, choices=("trust", "council"), help="which of both it is")
    body.add_argument("--country", choices=JURISDICTIONS, default="england", help="where it is (default england)")
    heads = verb("heads", "name the mailbox of a trust or council that holds the heads of its schools' records")
    heads.add_argument("mailbox", metavar="ADDRESS", help="a mailbox that nobody who runs this site can write to")
    officer = verb("officer", "let somebody see the page of a trust or council")
    officer.add_argument("--name", required=True, help="the officer")
    officer.add_argument("--email", required=True, metavar="ADDRESS", help="the officer's address")
    export = verb("export", "everything that is kept of one school, in a file")
    export.add_argument(
        "--to", type=path, required=True, metavar="FILE", help="the file to write; it must not be there yet"
    )
    export.add_argument("--sealed", action="store_true", help="seal it to the site's recovery cards")
    erase = verb("erase", "remove a school, its rows and the accounts that belong nowhere else, for ever")
    erase.add_argument(
        "--export", type=path, metavar="FILE", help="the export that was made of it, which must be up to date"
    )
    erase.add_argument("--without-export", action="store_true", help="though nothing is kept of it")
    country = verb("country", "move a school to the other country's words and deadlines")
    country.add_argument("country", metavar="COUNTRY", choices=JURISDICTIONS, help="where it is")


def _name(made: argparse.ArgumentParser, dest: str = "name") -> None:
    made.add_argument(dest, metavar=dest.upper(), help=f"a pack ({', '.join(packs())}) or the path of a policy file")


def _policy_option(made: argparse.ArgumentParser) -> None:
    made.add_argument("--policy", required=True, metavar="NAME", help="a pack or the path of a policy file")


def _jurisdiction_option(made: argparse.ArgumentParser) -> None:
    made.add_argument("--jurisdiction", choices=JURISDICTIONS, default="england", help="whose words of office to use")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code and never raises for bad input."""
    _utf8()
    try:
        code = _chosen(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a pipe that is gone or a disk that is full can still be told
        return code
    except PolicyFaults as faults:
        print(faults, file=sys.stderr)
        return FOUND
    except UnknownPolicy as error:
        print(f"gatepost: {error}", file=sys.stderr)
        return WRONG_USE
    except BrokenPipeError:
        # The reader (head, less) has had enough; say nothing more on a pipe that is gone.
        _forget_output()
        return FINE
    except OSError as error:
        unnamed = "the output" if _forget_output() else "standard output"
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        where = (error.filename2 if full else None) or error.filename or unnamed  # of a copy the target
        room = ": make room" if full else ""
        print(f"gatepost: {where}: {(error.strerror or str(error)).lower()}{room}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        return FOUND
    except Exception as error:
        if _is_a("gatepost.web.config", "ConfigError", error):
            code = WRONG_USE
        elif (
            _is_a("gatepost.web.operations.telling", "Fault", error)  # a restore that cannot be carried to its end
            or _is_a("gatepost.screening.word_list", "ListError", error)  # a list that somebody has added a line to
            or _is_a("gatepost.screening.tone.model", "ModelError", error)
        ):
            code = FOUND
        else:
            raise
        print(f"gatepost: {error}", file=sys.stderr)
        return code


def _is_a(module: str, kind: str, error: Exception) -> bool:
    """Whether an error is of a kind; asked without loading what library commands do not need."""
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(error, getattr(loaded, kind))


def _utf8() -> None:
    """Read and write UTF-8 whatever the locale says; what is not UTF-8, as in a file name, becomes `?`."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _forget_output() -> bool:
    """Let what is still to be written to a standard output that takes no more go nowhere; whether it takes more."""
    if sys.stdout is not None:
        try:
            sys.stdout.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return False
    return True


def _chosen(arguments: Sequence[str] | None) -> int:
    try:
        chosen = parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has already said why
        return stop.code if isinstance(stop.code, int) else WRONG_USE
    return _run(chosen)


def _run(chosen: argparse.Namespace) -> int:
    # Imported here so that each command starts no more than it needs: library commands never start Django.
    match chosen.command:
        case "demo":
            from gatepost.web.serve import demo

            return demo(port=chosen.port, folder=Path(chosen.folder) if chosen.folder else None)
        case "serve":
            from gatepost.web.operations import serving

            return serving.serve(chosen)
        case "tick":
            from gatepost.web.operations import command

            return command.tick(chosen.every, chosen.share, chosen.believe_clock)
        case "recovery" | "backup" | "restore" | "upgrade":
            from gatepost.web.operations import keeping

            return keeping.run(chosen)
        case "doctor":
            from gatepost.web.operations.doctor import command as doctor

            return doctor.run(chosen)
        case "decide":
            from gatepost.commands import decide

            return decide.run(chosen.policy, chosen.file, chosen.jurisdiction)
        case "screen":
            from gatepost.commands import screen

            return screen.run(chosen.file, chosen.roll, chosen.school, chosen.words or (), not chosen.no_model)
        case "check":
            from gatepost.commands import check

            told = {name: getattr(chosen, name) for name in ("action", "capacity", "audience", "channel")}
            facts = {name: word for name, word in told.items() if word is not None}
            draft = check.Draft(chosen.text, chosen.photo or (), chosen.role, facts, chosen.say or ())
            return check.run(draft, chosen.policy, chosen.jurisdiction, chosen.roll, chosen.school, chosen.json)
        case "ask":
            from gatepost.commands import ask

            return ask.run(chosen.policy, chosen.jurisdiction, chosen.all)
        case "ledger":
            from gatepost.commands import ledger

            if chosen.verb == "verify" and chosen.school:
                from gatepost.web.operations import command

                return ledger.run(chosen, command.verify)
            return ledger.run(chosen)
        case "school" if chosen.verb in ("export", "erase"):
            from gatepost.web.operations import leaving

            return leaving.run(chosen)
        case "school":
            from gatepost.web.operations import school

            return school.run(chosen)
        case "completion":
            import shtab

            print(shtab.complete(parser(), shell=chosen.shell))
            return FINE
        case _:
            from gatepost.commands import policy

            return policy.run(chosen)


if __name__ == "__main__":
    sys.exit(main())
