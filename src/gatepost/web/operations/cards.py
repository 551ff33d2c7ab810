"""The installation's own recovery cards: cutting them, trying them, and asking for two of them."""

import getpass
import html
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from string import Template

from gatepost.sealing.card import GROUPS, Card
from gatepost.sealing.envelope import DataKey, Place, open_text, seal_text
from gatepost.sealing.faults import CannotOpen, CardFault
from gatepost.sealing.keyring import PrivateKey, unwrap, wrap
from gatepost.sealing.recovery import Compartment, cut, recover
from gatepost.web import backups
from gatepost.web.config import Config
from gatepost.web.locks import FOLDER, lock_file
from gatepost.web.operations.scratch import sync
from gatepost.web.operations.telling import Fault, full_at

FILE = "recovery.json"
NUMBER = 3
_TRIES = 3
_CUTTING = "recovery-cut"


def compartment(storage: Path) -> Compartment:
    """The public part of the cards in force; raises Fault where none have been cut."""
    try:
        return Compartment.from_json((storage / FILE).read_text("utf-8"))
    except FileNotFoundError:
        raise Fault("no recovery cards have been cut yet: run `gatepost recovery cut` first") from None
    except (ValueError, OSError) as error:
        raise Fault(f"{storage / FILE}: {error}: cut new cards with `gatepost recovery cut --again`") from None


@contextmanager
def alone(storage: Path) -> Iterator[None]:
    """Keep others from cutting cards until those of the block are in force; raises Fault where somebody is at it."""
    handle = lock_file(storage / FOLDER / _CUTTING)
    if handle is None:
        raise Fault("cards are being cut in another window at this moment: wait until that has ended")
    try:
        yield
    finally:
        os.close(handle)


def cut_cards(config: Config, again: bool) -> tuple[Card, ...]:
    """New cards, of which only the public part is kept; earlier backups go on opening with the cards of their time.

    Raises Fault where there are cards already, unless `again`.
    """
    path = config.folder / FILE
    if path.exists() and not again:
        raise Fault(
            "recovery cards have been cut already: `--again` cuts new ones for the backups from now on;"
            " the old cards still open the backups made until now, so keep both"
        )
    return tuple(Card.new(number) for number in range(1, NUMBER + 1))


def keep_public(config: Config, cards: Sequence[Card]) -> None:
    """Seal from now on to these cards: to be called once they are on paper or on their way there."""
    storage = config.folder
    made = cut([card.public for card in cards])
    path = storage / FILE
    if path.exists():
        earlier = storage / f"recovery-until-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
        backups.write_whole(earlier, path.read_text("utf-8"))
    with full_at(storage):
        backups.write_whole(path, made.to_json())
        backups.forget_rehearsals(storage)


def write_pages(config: Config, cards: Sequence[Card], folder: Path) -> list[Path]:
    """A page to print for each card, readable by its owner alone; writes over nothing. Raises Fault, OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    paths = [folder / f"card-{card.number}.html" for card in cards]
    there = [path for path in paths if path.exists()]
    if there:
        raise Fault(f"{there[0]}: a card lies there already: print it and delete it, or name another folder")
    page = Template(files("gatepost.web.operations").joinpath("card.html").read_text("utf-8"))
    for card, path in zip(cards, paths, strict=True):
        text = page.substitute(
            number=card.number,
            of=len(cards),
            host=html.escape(config.host),
            day=f"{datetime.now(UTC):%d %B %Y}".lstrip("0"),
            printed=html.escape(card.printed),
        )
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with full_at(path), os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(handle)
    sync(folder)
    return paths


def two_cards(given: Sequence[Path]) -> tuple[Card, Card]:
    """Two different cards, from files or typed; raises Fault."""
    if given and len(given) != 2:
        raise Fault("two cards are needed: give `--card-file` twice, or not at all to type them")
    first, second = (_from_file(path) for path in given) if given else (_typed("first"), _typed("second"))
    if first.number == second.number:
        raise Fault(f"both are card {first.number}: two different cards are needed")
    return first, second


def recovered(made: Compartment, cards: tuple[Card, Card], what: str) -> PrivateKey:
    """The recovery key by two cards; raises Fault."""
    try:
        return recover(made, *cards)
    except CannotOpen:
        numbers = sorted(card.number for card in cards)
        raise Fault(
            f"cards {numbers[0]} and {numbers[1]} do not open {what}: see that both are of its time, and of this site"
        ) from None


def rehearse(config: Config, cards: tuple[Card, Card], now: datetime) -> str:
    """Seal a text as a backup is sealed and open it by two cards; returns what came of it. Raises Fault."""
    made = compartment(config.folder)
    key, place = DataKey.new(), Place("rehearsal", backups.moment(now), "text")
    wrapped, sealed = wrap(key, made.public), seal_text(key, config.host, place)
    opened = open_text(unwrap(wrapped, recovered(made, cards, "what is sealed here")), sealed, place)
    low, high = sorted(card.number for card in cards)
    if opened != config.host:
        raise Fault("what was opened is not what was sealed: cut new cards with `gatepost recovery cut --again`")
    backups.note_rehearsed(config.folder, now, (low, high))
    return f"cards {low} and {high} open what is sealed to them"


def _from_file(path: Path) -> Card:
    try:
        return Card.read(path.read_text("utf-8"))
    except (CardFault, UnicodeDecodeError) as error:
        raise Fault(f"{path}: {_said(error)}") from None


def _typed(which: str) -> Card:
    """A card that is typed, with a few tries where somebody sits at a terminal."""
    asked = sys.stdin is not None and sys.stdin.isatty()
    for left in reversed(range(_TRIES)):
        line = _asked(which) if asked else sys.stdin.readline()
        try:
            return Card.read(line)
        except CardFault as fault:
            if not left or not asked:
                raise Fault(f"the {which} card: {_said(fault)}") from None
            print(fault, file=sys.stderr)
    raise Fault(f"the {which} card was not given")


def _asked(which: str) -> str:
    """What is typed at a terminal, in one line or in those of the card; an empty line ends it early."""
    typed = getpass.getpass(f"The {which} card, its {GROUPS} groups, in one line or in several: ")
    while 0 < sum(symbol.isalnum() for symbol in typed) < 4 * GROUPS:
        further = getpass.getpass("  and on (nothing more: Enter): ")
        if not further.strip():
            break
        typed += f" {further}"
    return typed


def _said(error: Exception) -> str:
    said = "this is not text" if isinstance(error, UnicodeDecodeError) else str(error)
    return said[:1].lower() + said[1:].rstrip(".")
