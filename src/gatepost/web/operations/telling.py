"""What the commands that look after an installation say while they work, and the one fault they end with."""

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Tell = Callable[[str], None]


class Fault(Exception):
    """Something cannot be done; the message is one sentence in lower case that says why and what to do."""


def tell(step: str) -> None:
    """Say on standard error what is being done now."""
    print(f"gatepost: {step}", file=sys.stderr, flush=True)


def silent(step: str) -> None:
    """Say nothing: for work that nobody watches."""


def unusable(error: Exception) -> tuple[str, str]:
    """What a database that cannot be asked says, as a sentence, and what to do; Django must be set up."""
    from django.db import connection

    said = (str(error).strip().splitlines() or [type(error).__name__])[0]
    if connection.vendor == "postgresql":
        return f"the database does not answer: {said}", "start PostgreSQL, and see that `database` is right"
    file = Path(str(connection.settings_dict["NAME"]))
    if is_full(error):
        return f"{file} cannot be used: {said}", f"make room in {file.parent}"
    return (
        f"{file} cannot be used: {said}",
        "see that the site's own user may read and write it and its folder; if it may, the file is damaged: stop the"
        " site and restore the newest backup",
    )


def is_full(error: Exception) -> bool:
    """Whether SQLite says that its disk has no room left."""
    return "disk is full" in str(error)


@contextmanager
def full_at(path: Path) -> Iterator[None]:
    """Where the block finds no room on the disk, and nobody says for what, it was for this file or folder."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno in (errno.ENOSPC, errno.EDQUOT):
            error.filename = str(path)
        raise


def counted(number: int, noun: str) -> str:
    """So many of something, such as `1 school` and `2 schools`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def size(count: int) -> str:
    """A number of bytes as people read it, such as 3.2 MB."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
