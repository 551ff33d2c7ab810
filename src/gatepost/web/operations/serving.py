"""`gatepost serve`: what must be so before the site is served, and the processes that serve it."""

import argparse
import os
import socket
import ssl
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from gatepost.web.config import Config
from gatepost.web.operations.command import FOUND, start
from gatepost.web.operations.listening import cannot_listen, is_loopback
from gatepost.web.operations.process import command
from gatepost.web.operations.scratch import SERVING
from gatepost.web.operations.supervisor import supervise
from gatepost.web.operations.telling import unusable

ALL = ("web", "worker", "tick")
EVERY = 60  # seconds between two ticks
_LONGEST_START = 60  # seconds


def serve(chosen: argparse.Namespace) -> int:
    """Serve the site until SIGTERM or Ctrl-C; returns the exit code, 1 where it may not be served.

    `chosen.only` names one part to run here; `workers` and `jobs` are numbers of processes.
    """
    start()
    from django.conf import settings
    from django.db import connection, connections

    from gatepost.web.locks import lock_file

    config: Config = settings.CONFIG
    parts = (chosen.only,) if chosen.only else ALL
    handle = lock_file(config.folder / SERVING)
    if handle is None:
        return _refuse(_taken(config.folder))
    try:
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        if fault := cannot_serve(config, parts):
            return _refuse(fault)
        workers = chosen.workers or (2 if connection.vendor == "postgresql" else 1)
        connections.close_all()
        if "web" in parts:
            threading.Thread(target=_tell_when_ready, args=(config,), daemon=True).start()
        code = supervise(_commands(parts, workers, chosen.jobs), {"GATEPOST_ACCESS_LOG": str(int(chosen.access_log))})
        print("Stopped.")
        return code
    finally:
        os.close(handle)


def cannot_serve(config: Config, parts: Sequence[str]) -> str | None:
    """Why the site must not be served as it is, as a sentence that says what to do, or None."""
    if "web" in parts and (fault := _in_clear(config) or _certificate(config)):
        return fault
    if fault := _database():
        return fault
    return cannot_listen(*config.listening, choose="in `listen`") if "web" in parts else None


def _in_clear(config: Config) -> str | None:
    secured = config.tls or config.behind_proxy
    if not is_loopback(config.listening[0]) and not secured:
        return (
            f"`listen` is {config.listen}, where others can reach it, and nothing would encrypt what they send: give "
            "`tls` a certificate, or say `behind_proxy = true` where a proxy does it"
        )
    if config.encrypted and not secured:
        return "`base_url` begins with https:// but neither `tls` nor `behind_proxy` is given: give one of them"
    if config.tls and not config.encrypted:
        return "`tls` is given but `base_url` does not begin with https://: people would be sent to the wrong address"
    return None


def _certificate(config: Config) -> str | None:
    if not config.tls:
        return None
    certificate, key = (config.place / config.tls[name] for name in ("certificate", "key"))
    for path in (certificate, key):
        try:
            path.read_bytes()
        except OSError as error:
            return f"{path}: {(error.strerror or str(error)).lower()}; `tls` names it"
    try:
        # Whoever's key asks for a password is refused: nobody is there to type it when the machine starts.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=lambda: "")
    except (ssl.SSLError, ValueError):
        return f"{certificate} and {key} are no certificate and its key as PEM without a password; `tls` names them"
    return None


def _database() -> str | None:
    from django.conf import settings
    from django.db import Error, connection

    from gatepost.web.database import missing
    from gatepost.web.operations.version import mismatch

    if settings.DEMO:
        return "GATEPOST_DEMO is set, which opens doors: unset it, or run `gatepost demo`"
    try:
        if fault := mismatch():
            return fault
        if gone := missing(connection):
            return f"the database lacks what protects it ({', '.join(gone[:3])}): run `gatepost upgrade`"
        return _cannot_write()
    except Error as error:
        return ": ".join(unusable(error))


def _cannot_write() -> str | None:
    from django.db import connection

    if connection.vendor == "sqlite":
        return cannot_be_written(Path(str(connection.settings_dict["NAME"])))
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        row = cursor.fetchone()
    if row and row[0] == "on":
        return "the database takes no changes: `database` names a server that only follows another, or is set read-only"
    return None


def cannot_be_written(file: Path) -> str | None:
    """Why this process cannot write to a SQLite database, as a sentence that says what to do, or None.

    SQLite writes to files beside it too, which it makes and removes.
    """
    effective = os.access in os.supports_effective_ids
    beside = (file.with_name(f"{file.name}{end}") for end in ("-wal", "-shm"))
    for path in (file.parent, file, *(one for one in beside if one.exists())):
        if not os.access(path, os.R_OK | os.W_OK, effective_ids=effective):
            return (
                f"{path} cannot be written, so nothing could be saved: see that it belongs to the user who serves the"
                f" site (`ls -l {file.parent}`), and that its disk is not read-only"
            )
    return None


def _commands(parts: Sequence[str], workers: int, jobs: int) -> list[tuple[str, list[str]]]:
    made = {
        "web": [command("web", "--workers", str(workers))],
        "worker": [command("worker")] * jobs,
        "tick": [command("tick", "--every", str(EVERY))],
    }
    return [(part, one) for part in parts for one in made[part]]


def _taken(folder: Path) -> str:
    """Who has the lock of a storage folder: a site writes its process there, a restore or an upgrade nothing."""
    try:
        number = (folder / SERVING).read_text("utf-8").strip()
    except OSError:
        number = ""
    if number.isdigit():
        return f"{folder} is being served already by process {number}; stop that first"
    return f"a restore or an upgrade is at work in {folder} at this moment: wait until it has ended"


def _refuse(fault: str) -> int:
    print(f"gatepost: {fault}", file=sys.stderr)
    return FOUND


def _tell_when_ready(config: Config) -> None:
    host, port = config.listening
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - what the settings may say
    for _ in range(_LONGEST_START * 20):
        with suppress(OSError), socket.create_connection((reached, port), timeout=1):
            print(f"Gatepost serves {config.base_url}. Press Ctrl-C to stop.", flush=True)
            return
        threading.Event().wait(1 / 20)
