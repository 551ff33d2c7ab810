"""One installation as the commands see it that look after it: its settings, its database and what it stores.

Nothing here starts Django: the settings may be those of another folder than this process's own.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from gatepost.web.config import ENVIRONMENT, FILE_NAME, Config, load
from gatepost.web.operations import postgres_copy, scratch, sqlite_copy, swap
from gatepost.web.operations.telling import Fault

DATABASE = "gatepost.sqlite3"
ASIDE = "before-restore-"  # where a restore puts what was there
STANDS_ALONE = f"{FILE_NAME}.from-backup"  # the settings of a backup, beside those that are there
SUFFIX = ".backup"
# In the storage folder, and no part of what a backup takes: it is made anew, or stands for this machine alone.
LEFT_OUT = frozenset(
    {DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal", scratch.FOLDER, scratch.SERVING}
    | {"backups", "locks", "backups.json", "restoring.json", "restoring.lock", "backing-up.lock", FILE_NAME}
)


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation by its settings, and the file that holds them, if there is one."""

    config: Config
    settings: Path | None = None

    @property
    def kind(self) -> str:
        """The kind of its database."""
        return "postgresql" if self.config.database else "sqlite"

    @property
    def file(self) -> Path:
        """Its database (SQLite)."""
        return self.config.folder / DATABASE

    @property
    def owner(self) -> str:
        """Its database, as the role that owns the tables (PostgreSQL)."""
        return self.config.database_owner

    def is_empty(self) -> bool:
        """Whether there is no database yet, or one without a table."""
        return postgres_copy.is_empty(self.owner) if self.owner else sqlite_copy.is_empty(self.file)

    @property
    def where(self) -> str:
        """Its host and its storage folder, so that whoever is in the wrong folder sees it."""
        settings = "" if self.settings else "; no gatepost.toml was found, so every setting is the usual one"
        return f"{self.config.host}, in {self.config.folder}{settings}"

    def drop(self, name: str) -> None:
        """Remove a scratch database."""
        if self.owner:
            postgres_copy.drop(self.owner, name)

    def stored(self, *but: Path) -> dict[str, Path]:
        """Every file that it stores beside the database and outside the folders `but`, by its name in a backup."""
        found = {}
        if self.settings is not None:
            found[FILE_NAME] = self.settings
        found |= _files(self.config.secrets_folder, "secrets", frozenset())
        stored = _files(self.config.folder, "storage", LEFT_OUT, self.config.secrets_folder, *but)
        return found | {name: path for name, path in stored.items() if path != self.settings}

    def place_of(self, name: str) -> Path:
        """Where a file of a backup belongs that is neither its database nor its settings, by its name there.

        Raises Fault where no backup holds such a file. Whoever can write to where backups lie can make one that names
        anything: a paper for swap.py among them would move files anywhere.
        """
        top, _, rest = name.partition("/")
        folder, left_out = {
            "secrets": (self.config.secrets_folder, frozenset[str]()),
            "storage": (self.config.folder, LEFT_OUT),
        }.get(top, (None, LEFT_OUT))
        target = None if folder is None else folder / rest
        if folder is None or target in (folder, self.settings) or _is_left_out(rest.partition("/")[0], left_out):
            raise Fault(f"`{name}` in the backup is nothing that a backup holds: nothing of it was used")
        return folder / rest


def found() -> Installation:
    """The installation of this process: its settings are in the file that the environment names, else in this folder.

    A swap that was begun is carried to its end first. Raises ConfigError, Fault, OSError.
    """
    config = load()
    swap.finish(config)
    settings = Path(os.environ.get(ENVIRONMENT) or FILE_NAME).resolve()
    return Installation(config, settings if settings.is_file() else None)


def describe(path: Path, base: Config, *, storage: Path, secrets: Path, owner: str = "", site: str = "") -> None:
    """Write the settings of a copy of an installation, for a process that works on the copy alone."""
    settings = {"base_url": base.base_url, "storage": str(storage), "secrets": str(secrets)}
    if owner:
        settings |= {"database": site or owner, "database_owner": owner}
    # A JSON string is a TOML string.
    path.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items()), "utf-8")
    path.chmod(0o600)


def _files(folder: Path, top: str, left_out: frozenset[str], *but: Path) -> dict[str, Path]:
    found = {}
    inside = {one for one in but if folder in one.parents}  # one that holds the folder itself takes nothing out
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        parts = path.relative_to(folder).parts
        elsewhere = _is_left_out(parts[0], left_out) or inside & set(path.parents)
        linked = path.is_symlink() and top != "secrets"  # secrets are often links to where a system hands them over
        if path.is_file() and not linked and not elsewhere:
            found["/".join((top, *parts))] = path
    return found


def _is_left_out(first: str, left_out: frozenset[str]) -> bool:
    """Whether a file or folder of this name, directly in the storage or secrets folder, is in no backup."""
    return first in left_out or first.startswith((".", ASIDE)) or first.endswith(SUFFIX)
