"""Bringing an installation to this version: a backup first, then the tables, and nothing at all where that fails."""

from dataclasses import dataclass
from pathlib import Path

from gatepost import __version__
from gatepost.web.operations import beginning, postgres_copy, soundness, sqlite_copy, swap
from gatepost.web.operations.backup import Made, back_up
from gatepost.web.operations.place import DATABASE, Installation, describe
from gatepost.web.operations.scratch import in_use, not_serving, room
from gatepost.web.operations.soundness import Soundness
from gatepost.web.operations.telling import Fault, Tell, full_at, silent


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did. `before`: the version that the database had, empty where there was none or it is unknown."""

    before: str
    applied: tuple[str, ...]
    found: Soundness
    backup: Made | None


def upgrade(here: Installation, to: Path | None, tell: Tell = silent) -> Upgraded:
    """Bring the database to this version, after a backup into `to` (None: without one).

    Where anything fails the database stays as it was. Raises Fault, OSError.
    """
    swap.finish(here.config)
    with full_at(here.config.folder), not_serving(here.config.folder) as stopped:
        if not stopped:
            raise Fault(in_use(here.config.folder))
        if here.is_empty():
            beginning.refuse(here)
            tell(f"there is no database yet: making one for {here.where}")
            return Upgraded("", (), _renewed_in_place(here), None)
        before = _found(here)
        if before.newer:
            newer = f"Gatepost {before.version}" if before.version else "a newer Gatepost"
            raise Fault(
                f"the database is of {newer} and this program is {__version__}: install the newer program; nothing was"
                " changed"
            )
        if before.faults:
            raise Fault(f"the database is damaged: {'; '.join(before.faults)}: restore a backup; nothing was changed")
        backup = None
        if to is not None:
            tell("making a backup first")
            backup = back_up(here, to, None, tell)
        tell(f"bringing the database to {__version__}")
        found = _checked(_renewed_in_place(here), before) if here.owner else _renewed_aside(here, before)
    return Upgraded(before.version, before.pending, found, backup)


def _found(here: Installation) -> Soundness:
    """What is there, as the owner sees it."""
    with room(here.config.folder, here.drop) as scratch:
        told = scratch / "check.toml"
        describe(told, here.config, storage=here.config.folder, secrets=here.config.secrets_folder, owner=here.owner)
        try:
            return soundness.of_copy(told)
        except Fault as fault:
            raise Fault(
                f"the database cannot be examined, and nothing was changed: {fault}; `gatepost doctor` says more"
            ) from None


def _renewed_in_place(here: Installation) -> Soundness:
    """On PostgreSQL in one transaction; on SQLite only where there is no database yet."""
    if here.owner and not here.is_empty() and (number := postgres_copy.others(here.owner)):
        raise Fault(f"{number} other connections use the database at this moment: stop the site on every machine first")
    with room(here.config.folder, here.drop) as scratch:
        told = scratch / "renew.toml"
        describe(
            told,
            here.config,
            storage=here.config.folder,
            secrets=here.config.secrets_folder,
            owner=here.owner,
            site=here.config.database,
        )
        return _carried(told)


def _renewed_aside(here: Installation, before: Soundness) -> Soundness:
    """A copy is brought up to date and checked; then the database says what the copy says, in one transaction."""
    watch = sqlite_copy.Watch(here.file)
    try:
        with room(here.config.folder) as scratch:
            copy, told = scratch / DATABASE, scratch / "renew.toml"
            sqlite_copy.copy_out(here.file, copy)
            describe(told, here.config, storage=scratch, secrets=here.config.secrets_folder)
            found = _checked(_carried(told), before)
            sqlite_copy.copy_in(copy, here.file, watch)
            return found
    except sqlite_copy.WrittenMeanwhile:
        raise Fault(
            "somebody wrote to the database meanwhile (`gatepost tick`, perhaps): nothing was changed; stop that and"
            " try again"
        ) from None
    finally:
        watch.close()


def _carried(told: Path) -> Soundness:
    try:
        return soundness.of_copy(told, soundness.RENEW)
    except Fault as fault:
        raise Fault(f"the upgrade failed and the database is as it was: {fault}") from None


def _checked(found: Soundness, before: Soundness) -> Soundness:
    if worse := found.worse_than(before):
        raise Fault(f"the upgraded database would not be whole, so it stays as it was: {'; '.join(worse)}")
    return found
