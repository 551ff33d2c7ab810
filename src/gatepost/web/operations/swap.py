"""Putting a restored installation in the place of the one that is there: begun, it is always carried to its end.

What is to be done is written down first. A process that is killed in between leaves that paper, and whoever uses the
installation next, be it the site itself, does the rest before anything else. Every step can be done twice.
"""

import json
import os
import shutil
import time
from pathlib import Path

from gatepost.web.backups import write_whole
from gatepost.web.config import Config
from gatepost.web.locks import lock_file

PLAN, _LOCK = "restoring.json", "restoring.lock"


def write_plan(config: Config, plan: dict[str, object]) -> None:
    """Decide: from here on the restored installation is the one.

    `files`: pairs of paths, from and to; `aside`: the folder for the files that stood there; `room`: the folder that
    goes in the end. `database`: the restored SQLite file, and whether the one that is there is `damaged`; or `scratch`
    and `before`, names of PostgreSQL databases.
    """
    from gatepost.web.operations.scratch import sync

    write_whole(config.folder / PLAN, json.dumps(plan))
    sync(config.folder)


def finish(config: Config) -> bool:
    """Carry a swap that was begun to its end; returns whether there was one. Raises Fault, OSError."""
    path = config.folder / PLAN
    if not path.exists():
        return False
    while (handle := lock_file(config.folder / _LOCK)) is None:
        time.sleep(0.05)  # somebody else is at it
    try:
        if path.exists():
            _carry_out(config, json.loads(path.read_text("utf-8")))
            path.unlink()
    finally:
        os.close(handle)
    return True


def _carry_out(config: Config, plan: dict[str, object]) -> None:
    from gatepost.web.operations import postgres_copy, sqlite_copy

    if "scratch" in plan:
        postgres_copy.exchange(config.database_owner, str(plan["scratch"]), str(plan["before"]))
    elif "database" in plan:
        put = sqlite_copy.put_new if plan.get("damaged") else sqlite_copy.copy_in
        put(Path(str(plan["database"])), config.folder / "gatepost.sqlite3")
    aside = Path(str(plan["aside"]))
    files = plan["files"]
    for number, (source, target) in enumerate(files if isinstance(files, list) else ()):
        _move(Path(source), Path(target), aside / f"{number}-{Path(target).name}")
    shutil.rmtree(str(plan["room"]), ignore_errors=True)


def _move(source: Path, target: Path, aside: Path) -> None:
    """Put a file in its place, and what stood there aside; done already: nothing happens."""
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if target.exists() and not aside.exists():
        aside.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copy2(target, aside)
    arriving = target.with_name(f".{target.name}.arriving")
    shutil.copyfile(source, arriving)
    arriving.chmod(0o600)
    handle = os.open(arriving, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    os.replace(arriving, target)
    source.unlink()
