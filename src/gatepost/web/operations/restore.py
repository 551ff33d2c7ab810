"""A backup put back: opened by two cards, read to its end, restored aside and examined, and only then put in place."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gatepost import __version__
from gatepost.sealing.card import Card
from gatepost.sealing.envelope import DataKey
from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.keyring import unwrap
from gatepost.sealing.recovery import Compartment
from gatepost.web.backups import forget_rehearsals, note_rehearsed, write_whole
from gatepost.web.config import FILE_NAME, Config, load, read
from gatepost.web.operations import archive, postgres_copy, soundness, sqlite_copy, swap
from gatepost.web.operations.archive import Header
from gatepost.web.operations.backup import DATABASE, restore_to_scratch
from gatepost.web.operations.cards import compartment, recovered
from gatepost.web.operations.place import ASIDE, STANDS_ALONE, Installation, describe
from gatepost.web.operations.place import DATABASE as FILE
from gatepost.web.operations.scratch import FOLDER, PLAN, as_found, in_use, not_serving, room
from gatepost.web.operations.soundness import Soundness
from gatepost.web.operations.telling import Fault, Tell, full_at, silent

SCHOOL_FILE = "school.zip"  # its name inside a sealed export
_OPENING = ".gatepost-opening"

Cards = Callable[[], tuple[Card, Card]]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place. `aside`: where that stands which was there before, or empty."""

    header: Header
    found: Soundness
    folder: Path
    aside: str


def restore(path: Path, config: Path | None, into: Path, over: str, cards: Cards, tell: Tell = silent) -> Restored:
    """Put a backup in place. `config`: the settings that are there, or None: then the backup's own go into `into`.

    `over`: the host name of the site that is to be written over, typed by the person; `cards` is asked once the file's
    beginning has proved sound. Raises Fault, ConfigError, OSError.
    """
    with path.open("rb") as file:
        header, _line = archive.header_of(path, file)
    if header.kind != archive.BACKUP:
        raise Fault(f"{path}: this is {archive.told(header, path)}; `gatepost recovery open` opens it")
    tell(archive.told(header, path))
    here = Installation(load(config), config.resolve()) if config else Installation(Config(place=into.resolve()))
    swap.finish(here.config)
    if config:
        _refuse_kind(here, header)  # before anybody is asked for cards; else the backup's own settings name the kind
    _tell_other(here, header, tell)
    _refuse_over(here, over)
    opening: list[Card] = []

    def asked() -> tuple[Card, Card]:
        first, second = cards()
        opening.extend((first, second))
        return first, second

    def key(header: Header) -> DataKey:
        return _key(path, header, asked, "backup")

    with ExitStack() as held:
        scratch = _room(held, here, into)
        opened = scratch / "opened"
        opened.mkdir(mode=0o700)
        archive.unpack(path, key, opened)
        tell("the file is whole; restoring it aside and checking it")
        first, here = here, _with_settings(here, config, into, opened)
        if here.config.folder != first.config.folder:
            # The backup's own settings name another storage folder: what lies there has a room and a lock of its own.
            scratch = _room(held, here, into)
            opened = Path(shutil.move(opened, scratch))
        files = [path for path in sorted(opened.rglob("*")) if path.is_file()]  # before the trial adds its own
        moves = _moves(here, opened, files)
        _refuse_kind(here, header)
        _refuse_server(here)
        found, restored = _try_out(here, header, opened, scratch)
        tell("putting it in place")
        aside = here.config.folder / f"{ASIDE}{datetime.now(UTC):%Y%m%d-%H%M%S}"
        plan, kept = _plan(here, opened, restored, aside)
        before = _in_force(here.config.folder)
        _put_in_place(here, plan | {"files": moves, "aside": str(aside), "room": str(scratch)}, opened)
        if aside.is_dir() and kept != str(aside):  # secrets, where the database alone was gone; on PostgreSQL both
            kept = f"{kept} and {aside}" if kept else str(aside)
        with suppress(OSError):  # the site is in place, and stays so
            _note_tried(here.config.folder, before, header, opening)
    return Restored(header, found, here.config.folder, kept)


def _in_force(storage: Path) -> Compartment | None:
    try:
        return compartment(storage)
    except Fault:
        return None


def _note_tried(storage: Path, before: Compartment | None, header: Header, opening: list[Card]) -> None:
    """Two cards that opened a backup have been tried together, where they are those in force from here on."""
    now = _in_force(storage)
    if now != before:
        forget_rehearsals(storage)
    if now == header.recovery:
        low, high = sorted(card.number for card in opening)
        note_rehearsed(storage, datetime.now(UTC), (low, high))


def _room(held: ExitStack, here: Installation, into: Path) -> Path:
    """A room in the storage folder, which nobody serves from or restores into meanwhile."""
    held.enter_context(as_found(into, here.config.folder))
    held.enter_context(full_at(here.config.folder))
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not held.enter_context(not_serving(here.config.folder)):
        raise Fault(in_use(here.config.folder))
    return held.enter_context(room(here.config.folder, here.drop))


def _put_in_place(here: Installation, plan: dict[str, object], opened: Path) -> None:
    own, settings = opened / FILE_NAME, here.config.place / FILE_NAME
    brought = here.settings is None and own.exists()
    if brought:  # first: they say where the plan lies, for whoever has to carry it out
        write_whole(settings, own.read_text("utf-8"))
    try:
        swap.begin(here.config, plan)
    except (Fault, OSError):
        if brought and not (here.config.folder / PLAN).exists():
            settings.unlink()
        raise


def _key(path: Path, header: Header, cards: Cards, what: str) -> DataKey:
    private = recovered(header.recovery, cards(), f"this {what}, which was made {header.made_at}")
    try:
        return unwrap(header.key, private)
    except CannotOpen:
        raise Fault(f"{path}: the key in its header does not open: the file is damaged near its beginning") from None


def _tell_other(here: Installation, header: Header, tell: Tell) -> None:
    """Before anybody types: a backup of one site is about to be put over another."""
    ours = here.config.host
    if header.host != ours and not here.is_empty():
        tell(
            f"this backup is of `{header.host}`, and this folder holds another site, `{ours}`: only `--over {ours}`"
            " writes over it"
        )


def _refuse_over(here: Installation, over: str) -> None:
    if here.is_empty() or over == here.config.host:
        return
    if over:
        raise Fault(f"`{over}` is not the host name of the site that is here; that is `{here.config.host}`")
    raise Fault(
        f"there is a site here already, `{here.config.host}`: restore into another folder with `--into`, or write over"
        f" it with `--over {here.config.host}`"
    )


def _with_settings(here: Installation, config: Path | None, into: Path, opened: Path) -> Installation:
    """The installation with the settings that it will have; those of the backup where there were none."""
    own = opened / FILE_NAME
    if config is not None or not own.exists():
        return here
    made = Installation(read(own.read_text("utf-8"), into.resolve()))
    if not made.is_empty():
        raise Fault(
            "there is no gatepost.toml here, and the one in the backup names a database that is in use: write a"
            " gatepost.toml that names another, or the same if it is to be written over"
        )
    return made


def _refuse_kind(here: Installation, header: Header) -> None:
    if here.kind != header.database:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise Fault(
            f"the backup is of a site on {names[header.database]}, and the gatepost.toml here names"
            f" {names[here.kind]}: a backup moves no site from one kind of database to the other"
        )


def _refuse_server(here: Installation) -> None:
    if here.owner and not postgres_copy.may_create(here.owner):
        raise Fault(
            "the role of `database_owner` may not make databases, so nothing can be restored beside what is there: let"
            " an administrator of the server run `ALTER ROLE ... CREATEDB` for it"
        )
    if here.owner and not postgres_copy.is_empty(here.owner) and (number := postgres_copy.others(here.owner)):
        raise Fault(f"{number} other connections use the database at this moment: stop the site on every machine first")


def _try_out(here: Installation, header: Header, opened: Path, scratch: Path) -> tuple[Soundness, str]:
    """Examine what was restored aside, refuse what may not be put in place, and put this version's guards on it.

    Returns what was found, and the scratch database's name (PostgreSQL).
    """
    secrets, config, name = opened / "secrets", scratch / "check.toml", ""
    secrets.mkdir(exist_ok=True, mode=0o700)
    database = opened / DATABASE
    if here.owner:
        name = restore_to_scratch(here, database, header.made_by, scratch, config, secrets)
    else:
        trial = scratch / "trial"
        trial.mkdir(mode=0o700)
        shutil.copyfile(database, trial / FILE)
        describe(config, here.config, storage=trial, secrets=secrets)
    found = soundness.of_copy(config)
    if found.newer:
        raise Fault(
            f"the backup was made by Gatepost {header.version}, which is newer than this one, {__version__}: install"
            f" Gatepost {header.version} first"
        )
    if found.faults:
        raise Fault(f"what is in the backup is damaged, so nothing was put in place: {'; '.join(found.faults)}")
    if here.owner and not found.pending:
        site = postgres_copy.leading_to(here.config.database, name)
        owner = postgres_copy.leading_to(here.owner, name)
        describe(config, here.config, storage=scratch, secrets=secrets, owner=owner, site=site)
        found = soundness.of_copy(config, soundness.HARDEN)
    return found, name


def _moves(here: Installation, opened: Path, files: list[Path]) -> list[tuple[str, str]]:
    """Which file goes where; raises Fault where one is among them that no backup holds."""
    moves = []
    for path in files:
        name = path.relative_to(opened).as_posix()
        if name == FILE_NAME and here.settings is not None:  # the settings of this machine stay
            moves.append((str(path), str(here.config.place / STANDS_ALONE)))
        elif name not in (DATABASE, FILE_NAME):
            moves.append((str(path), str(here.place_of(name))))
    return moves


def _plan(here: Installation, opened: Path, restored: str, aside: Path) -> tuple[dict[str, object], str]:
    """What is to be done with the database, and where that will stand which is there now."""
    if restored:
        before = f"{postgres_copy.before_start(here.owner)}{datetime.now(UTC):%Y%m%d_%H%M%S}"
        kept = "" if here.is_empty() else f"the database `{before}`"
        return {"scratch": restored, "before": before}, kept
    plan: dict[str, object] = {"database": str(opened / DATABASE)}
    if not here.file.exists():
        return plan, ""
    try:
        return plan | {"damaged": sqlite_copy.set_aside(here.file, aside)}, f"{aside}"
    except (Fault, OSError):
        shutil.rmtree(aside, ignore_errors=True)
        raise


def open_school(path: Path, target: Path, cards: Cards) -> Header:
    """Open a sealed export of one school into a new file, which is in clear; raises Fault, OSError."""
    with path.open("rb") as file:
        header, _line = archive.header_of(path, file)
    if header.kind != archive.SCHOOL:
        raise Fault(f"{path}: this is {archive.told(header, path)}; `gatepost restore` puts it back")
    if target.exists():
        raise Fault(f"{target}: there is a file already; name another")

    def key(header: Header) -> DataKey:
        return _key(path, header, cards, "export")

    with beside(target.resolve()) as opened:
        with full_at(target):
            archive.unpack(path, key, opened)
        (opened / SCHOOL_FILE).replace(target)
    return header


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A room on the disk of a file to be; what a process that was killed left in clear there goes first."""
    aside = target.with_name(_OPENING)
    try:
        with room(aside) as made:
            yield made
    finally:
        for folder in (aside / FOLDER, aside):
            with suppress(OSError):  # another opens an export there at this moment
                folder.rmdir()
