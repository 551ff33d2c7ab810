"""The stand-alone checker of logs and receipts: `python -m ledger.checker LOG --head FILE`, with this folder alone.

Exit code 0: complete and unchanged. 1: something was found. 2: wrong use.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

from .checkpoint import heads_in
from .export import ExportError
from .note import NoteError, VerifierKey, parse_verifier_key
from .receipt import Receipt, ReceiptError, check_receipt, parse_receipt
from .verify import Held, verify_log
from .words import as_json, in_words, printable

FINE, FOUND, WRONG_USE = 0, 1, 2
LARGEST = 50_000_000  # bytes of a file of heads, keys or a receipt


class CheckerError(ValueError):
    """Wrong use: what was given cannot be used; the message names the file and says why."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"checker: {message}; see --help\n")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What a check takes, for this program and any other that checks."""
    parser.add_argument("log", nargs="?", metavar="FILE", help="the export of a log")
    parser.add_argument(
        "--head", action="append", default=[], metavar="FILE", help="heads that you hold, such as saved e-mails"
    )
    parser.add_argument(
        "--key", action="append", default=[], metavar="FILE", help="the log's key as you know it, one in a line"
    )
    parser.add_argument("--receipt", action="append", default=[], metavar="FILE", help="a receipt that you hold")
    parser.add_argument("--copy", action="append", default=[], metavar="FILE", help="an earlier export that you hold")
    parser.add_argument("--json", action="store_true", help="for programs")


def check(chosen: argparse.Namespace) -> int:
    """Check what was chosen and print what came of it; raises CheckerError for wrong use, or OSError."""
    held = [Held(printable(name), note) for name in chosen.head for note in _heads(name)]
    keys = [key for name in chosen.key for key in _keys(name)]
    receipts = [(printable(name), _text(name)) for name in chosen.receipt]
    if chosen.log is not None:
        return _check_log(chosen, held, keys, receipts)
    if not receipts or not keys or held or chosen.copy:
        raise CheckerError("give the export of a log, or a receipt and the key of its log")
    return _check_receipts(receipts, keys, chosen.json)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the checker; returns the exit code and never raises for bad input."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = _Parser(prog="checker", description="Whether a log is complete and unchanged, with nothing but Python.")
    add_arguments(parser)
    try:
        code = check(parser.parse_args(arguments))
        sys.stdout.flush()
        return code
    except SystemExit as stop:  # argparse has said why
        return stop.code if isinstance(stop.code, int) else WRONG_USE
    except CheckerError as error:
        print(f"checker: {error}", file=sys.stderr)
        return WRONG_USE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND  # the reader went before the verdict was whole
    except OSError as error:
        name = printable(str(error.filename or "the file"))
        print(f"checker: {name}: {(error.strerror or str(error)).lower()}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        return FOUND


def _check_log(
    chosen: argparse.Namespace, held: list[Held], keys: list[VerifierKey], receipts: list[tuple[str, str]]
) -> int:
    try:
        parsed: list[tuple[str, Receipt]] = [(name, parse_receipt(text)) for name, text in receipts]
    except ReceiptError as error:
        raise CheckerError(str(error)) from None
    try:
        with ExitStack() as opened:
            file, *earlier = (opened.enter_context(Path(name).open("rb")) for name in (chosen.log, *chosen.copy))
            copies = zip(map(printable, chosen.copy), earlier, strict=True)
            report = verify_log(file, held, keys, parsed, copies)
    except ExportError as error:
        which = " or ".join(map(printable, (chosen.log, *chosen.copy)))
        raise CheckerError(f"{which}: {error}") from None
    if chosen.json:
        print(json.dumps(as_json(report), ensure_ascii=False, indent=2))
    else:
        print("\n".join(in_words(report)))
    return FINE if report.complete else FOUND


def _check_receipts(receipts: list[tuple[str, str]], keys: list[VerifierKey], for_programs: bool) -> int:
    results = []
    for name, text in receipts:
        try:
            entry = check_receipt(text, *keys)
            says = f"entry {entry.seq} of {entry.log}: {entry.action} at {entry.at}"
            results.append({"file": name, "proved": True, "says": says})
        except ReceiptError as error:
            results.append({"file": name, "proved": False, "says": str(error)})
    if for_programs:
        print(json.dumps(results, ensure_ascii=False, indent=2))
    else:
        for one in results:
            print(f"{one['file']}: {'proved' if one['proved'] else 'NOT proved'}: {one['says']}")
    return FINE if all(one["proved"] for one in results) else FOUND


def _heads(name: str) -> list[str]:
    found = heads_in(_text(name))
    if not found:
        raise CheckerError(f"{printable(name)}: there is no head in this file")
    return found


def _keys(name: str) -> list[VerifierKey]:
    try:
        found = [parse_verifier_key(line.strip()) for line in _text(name).splitlines() if line.strip()]
    except NoteError as error:
        raise CheckerError(f"{printable(name)}: {error}") from None
    if not found:
        raise CheckerError(f"{printable(name)}: there is no key in this file")
    return found


def _text(name: str) -> str:
    with Path(name).open("rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise CheckerError(f"{printable(name)}: the file is larger than {LARGEST // 1_000_000} MB")
    return raw.decode("utf-8-sig", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
