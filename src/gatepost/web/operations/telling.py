"""What the commands that look after an installation say while they work, and the one fault they end with."""

import sys
from collections.abc import Callable

Tell = Callable[[str], None]


class Fault(Exception):
    """Something cannot be done; the message is one sentence in lower case that says why and what to do."""


def tell(step: str) -> None:
    """Say on standard error what is being done now."""
    print(f"gatepost: {step}", file=sys.stderr, flush=True)


def silent(step: str) -> None:
    """Say nothing: for work that nobody watches."""


def size(count: int) -> str:
    """A number of bytes as people read it, such as 3.2 MB."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
