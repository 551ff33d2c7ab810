"""The `gatepost` command: reads what was typed, calls the command, and turns every foreseen fault into one line.

Exit code 0: fine. 1: something wrong was found. 2: wrong use.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import NoReturn

from gatepost import __version__
from gatepost.policy.faults import PolicyFaults
from gatepost.policy.library import UnknownPolicy, packs

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
    demo.add_argument("--port", type=_port, default=8000, help="another port (default 8000)")

    _policy_commands(commands.add_parser("policy", help="read, check, compare and test policies"))

    decide = commands.add_parser("decide", help="JSON lines: an activity in, a decision out")
    _policy_option(decide)
    _jurisdiction_option(decide)
    decide.add_argument("file", nargs="?", default="-", metavar="FILE", help="a file, or - for standard input")

    ask = commands.add_parser("ask", help="the same as a conversation in the terminal")
    _policy_option(ask)
    _jurisdiction_option(ask)
    ask.add_argument("--all", action="store_true", help="ask on after six questions, until the answer is certain")

    completion = commands.add_parser("completion", help="print a completion script for your shell")
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    return top


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


def _name(made: argparse.ArgumentParser, dest: str = "name") -> None:
    made.add_argument(dest, metavar=dest.upper(), help=f"a pack ({', '.join(packs())}) or the path of a policy file")


def _policy_option(made: argparse.ArgumentParser) -> None:
    made.add_argument("--policy", required=True, metavar="NAME", help="a pack or the path of a policy file")


def _jurisdiction_option(made: argparse.ArgumentParser) -> None:
    made.add_argument("--jurisdiction", choices=JURISDICTIONS, default="england", help="whose words of office to use")


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")


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
        _forget_output()
        print(f"gatepost: {error.filename or 'the file'}: {(error.strerror or str(error)).lower()}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        return FOUND


def _utf8() -> None:
    """Read and write UTF-8 whatever the locale says; what is not UTF-8, as in a file name, becomes `?`."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _forget_output() -> None:
    """Let what is still to be written to a standard output that takes no more go nowhere."""
    if sys.stdout is not None:
        try:
            sys.stdout.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _chosen(arguments: Sequence[str] | None) -> int:
    try:
        chosen = parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has already said why
        return stop.code if isinstance(stop.code, int) else WRONG_USE
    return _run(chosen)


def _run(chosen: argparse.Namespace) -> int:
    # Imported here so that each command starts no more than it needs: none but `demo` may start Django.
    match chosen.command:
        case "demo":
            from gatepost.web.serve import demo

            return demo(port=chosen.port)
        case "decide":
            from gatepost.commands import decide

            return decide.run(chosen.policy, chosen.file, chosen.jurisdiction)
        case "ask":
            from gatepost.commands import ask

            return ask.run(chosen.policy, chosen.jurisdiction, chosen.all)
        case "completion":
            import shtab

            print(shtab.complete(parser(), shell=chosen.shell))
            return FINE
        case _:
            from gatepost.commands import policy

            return policy.run(chosen)


if __name__ == "__main__":
    sys.exit(main())
