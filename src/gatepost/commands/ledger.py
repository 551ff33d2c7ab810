"""`gatepost ledger ...`: verify, checker."""

import argparse
import sys
from collections.abc import Callable

from gatepost.ledger.bundle import write_checker
from gatepost.ledger.checker import CheckerError, check

FINE, WRONG_USE = 0, 2


def run(chosen: argparse.Namespace, check: Callable[[argparse.Namespace], int] = check) -> int:
    """Run one verb, with another check where not a file is checked; raises OSError for the command line to tell."""
    match chosen.verb:
        case "verify":
            try:
                return check(chosen)
            except CheckerError as error:
                print(f"gatepost: {error}", file=sys.stderr)
                return WRONG_USE
        case _:
            write_checker(chosen.out)
            return FINE
