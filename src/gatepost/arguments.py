"""What a word of the command line may be: each reads one, or raises ArgumentTypeError with a sentence."""

from argparse import ArgumentTypeError


def path(text: str) -> str:
    """A file or folder."""
    if text.strip():
        return text
    raise ArgumentTypeError("a file or folder needs a name")


def port(text: str) -> int:
    """A port, 1 to 65535."""
    if text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= 65535:
        return int(text)
    raise ArgumentTypeError("a port is a number from 1 to 65535")


def seconds(text: str) -> int:
    """A pause, 1 to 3600 seconds."""
    if text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= 3600:
        return int(text)
    raise ArgumentTypeError("a pause is a number of seconds from 1 to 3600")


def share(text: str) -> tuple[int, int]:
    """Its number and how many there are: `2/8`."""
    number, _, of = text.partition("/")
    if all(one.isascii() and one.isdigit() and len(one) < 4 for one in (number, of)) and 1 <= int(number) <= int(of):
        return int(number), int(of)
    raise ArgumentTypeError("a share is its number and how many there are, such as 2/8")


def keep(text: str) -> int:
    """How many backups are kept, 1 to 9999."""
    if text.isascii() and text.isdigit() and len(text) < 5 and int(text) >= 1:
        return int(text)
    raise ArgumentTypeError("how many backups to keep is a number from 1 to 9999")


def count(text: str) -> int:
    """How many processes, 1 to 64."""
    if text.isascii() and text.isdigit() and len(text) < 3 and 1 <= int(text) <= 64:
        return int(text)
    raise ArgumentTypeError("a number of processes is a number from 1 to 64")
