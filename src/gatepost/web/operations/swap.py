"""Putting a restored installation in the place of the one that is there: begun, it is always carried to its end.

What is to be done is written down first. A process that is killed in between leaves that paper, and whoever uses the
installation next, be it the site itself, does the rest before anything else. Every step can be done twice.
"""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gatepost.web.backups import write_whole
from gatepost.web.config import Config
from gatepost.web.locks import lock_file
from gatepost.web.operations import scratch
from gatepost.web.operations.scratch import sync
from gatepost.web.operations.telling import Fault

PLAN, _LOCK = scratch.PLAN, "restoring.lock"


def begin(config: Config, plan: dict[str, object]) -> None:
    """Decide that the restored installation is the one from here on, and put it in place.

    `files`: pairs of paths, from and to; `aside`: the folder for the files that stood there; `room`: the folder that
    goes in the end. `database`: the restored SQLite file, and whether the one that is there is `damaged`; or `scratch`
    and `before`, names of PostgreSQL databases. Where the database cannot be put in place nothing is changed, and
    nothing is left to be done. Raises Fault, OSError.
    """
    path = config.folder / PLAN
    with _alone(config):
        write_whole(path, json.dumps(plan))
        try:
            _put_database(config, plan)
        except (Fault, OSError):
            path.unlink()  # it is one transaction, which has not been: the old site is there, all of it
            raise
        _put_the_rest(config, plan)


def finish(config: Config) -> bool:
    """Carry a swap that was begun to its end; returns whether there was one. Raises Fault, OSError."""
    path = config.folder / PLAN
    if not path.exists():
        return False
    with _alone(config):
        if path.exists():
            plan = json.loads(path.read_text("utf-8"))
            _put_database(config, plan)
            _put_the_rest(config, plan)
    return True


@contextmanager
def _alone(config: Config) -> Iterator[None]:
    path = config.folder / _LOCK
    while (handle := lock_file(path)) is None:
        time.sleep(0.05)  # somebody else is at it
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _put_database(config: Config, plan: dict[str, object]) -> None:
    from gatepost.web.operations import postgres_copy, sqlite_copy

    if "scratch" in plan:
        postgres_copy.exchange(config.database_owner, str(plan["scratch"]), str(plan["before"]))
    elif "database" in plan:
        put = sqlite_copy.put_new if plan.get("damaged") else sqlite_copy.copy_in
        put(Path(str(plan["database"])), config.folder / "gatepost.sqlite3")


def _put_the_rest(config: Config, plan: dict[str, object]) -> None:
    aside = Path(str(plan["aside"]))
    files = plan["files"]
    for number, (source, target) in enumerate(files if isinstance(files, list) else ()):
        _move(Path(source), Path(target), aside / f"{number}-{Path(target).name}")
    # Before the room goes: a plan without its room could not be carried out again.
    (config.folder / PLAN).unlink()
    sync(config.folder)
    shutil.rmtree(str(plan["room"]), ignore_errors=True)


def _move(source: Path, target: Path, aside: Path) -> None:
    """Put a file in its place, and what stood there aside; done already: nothing happens."""
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if target.exists() and not aside.exists():
        aside.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _copy(target, aside)
    _copy(source, target)
    source.unlink()


def _copy(source: Path, target: Path) -> None:
    """Write a copy for its owner alone: under its name all of it stands, on the disk, or what stood there before."""
    arriving = target.with_name(f".{target.name}.arriving")
    shutil.copyfile(source, arriving)
    arriving.chmod(0o600)
    sync(arriving)
    os.replace(arriving, target)
    sync(target.parent)
