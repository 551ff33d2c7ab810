"""Rights of files and folders, room on the disk, and what was left over."""

import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from gatepost.web.operations import postgres_copy, scratch, swap
from gatepost.web.operations.doctor.finding import LOOK, OK, WRONG, Finding
from gatepost.web.operations.place import ASIDE, STANDS_ALONE, Installation
from gatepost.web.operations.telling import Fault, size

ABOUT = "files"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
LEAST_FREE = 500_000_000  # bytes; below it a backup may not fit
LOW = 5 * LEAST_FREE


def look(here: Installation) -> Iterator[Finding]:
    """The storage and secrets folders, the settings file, the disk."""
    config = here.config
    if not config.folder.is_dir():
        yield Finding(LOOK, ABOUT, f"{config.folder} is not there yet", "`gatepost school add` makes it")
        return
    wrong = [*_open_to_others(config.folder, (config.folder,)), *_open_to_others(config.secrets_folder)]
    if here.settings is not None and here.settings.stat().st_mode & _OTHERS and _holds_secrets(here):
        wrong.append(here.settings)
    for path in wrong:
        mode = "700" if path.is_dir() else "600"
        yield Finding(WRONG, ABOUT, f"others on this machine can get at {path}", f"chmod {mode} {path}")
    if not wrong:
        yield Finding(OK, ABOUT, f"{config.folder} and the secrets are for the site's own user alone")
    yield from _disk(config.folder, here, 4)  # a backup holds the database three times over while it is verified
    if config.backup_to and config.backup_folder.is_dir() and _is_elsewhere(config.backup_folder, config.folder):
        yield from _disk(config.backup_folder, here, 2)
    left = scratch.leftovers(config.folder)
    if left:
        says = f"{len(left)} scratch folders of work that was killed lie in {config.folder / scratch.FOLDER}"
        yield Finding(LOOK, ABOUT, says, "the next `gatepost backup` removes them")
    for path in sorted(config.folder.glob(f"{ASIDE}*")):
        yield Finding(LOOK, ABOUT, f"{path} holds what a restore put aside, in clear", "delete it if all is well")
    with suppress(Fault):  # a server that does not answer is told of elsewhere
        for name in postgres_copy.put_aside(here.owner) if here.owner else ():
            says = f"the database `{name}` is what a restore put aside, in clear"
            yield Finding(LOOK, ABOUT, says, f"if all is well, `sudo -u postgres dropdb {name}`")
    if (beside := config.place / STANDS_ALONE).exists():
        yield Finding(LOOK, ABOUT, f"{beside} holds the settings of a backup, passwords too", "delete it when read")
    if (config.folder / swap.PLAN).exists():
        yield Finding(LOOK, ABOUT, "a restore is being put in place at this moment", "wait for it")


def _open_to_others(folder: Path, paths: tuple[Path, ...] = ()) -> list[Path]:
    found = paths or ((folder, *sorted(folder.rglob("*"))) if folder.is_dir() else ())
    return [path for path in found if path.exists() and path.stat().st_mode & _OTHERS]


def _holds_secrets(here: Installation) -> bool:
    """Whether the settings file has a password in it."""
    config = here.config
    urls = config.database, config.database_owner, config.mail
    return bool(config.signin) or any(urlsplit(url).password for url in urls)


def _is_elsewhere(folder: Path, other: Path) -> bool:
    return folder.stat().st_dev != other.stat().st_dev


def _disk(folder: Path, here: Installation, copies: int) -> Iterator[Finding]:
    """The room on the disk of a folder, where a backup makes so many copies of the database."""
    free = shutil.disk_usage(folder).free
    database = here.file.stat().st_size if here.file.exists() else 0
    needed = max(LEAST_FREE, copies * database)
    says = f"{size(free)} are free on the disk of {folder}"
    if free < needed:
        yield Finding(WRONG, "disk", f"{says}; a backup may need {size(needed)}", "make room")
    elif free < max(LOW, 2 * needed):
        yield Finding(LOOK, "disk", says, "make room soon")
    else:
        yield Finding(OK, "disk", says)
