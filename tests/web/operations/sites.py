"""A site served for real by `gatepost serve`: all its processes, and what becomes of them."""

import json
import os
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any

from tests.web.databases import Database
from tests.web.serving import HOST, free_port

LONGEST = 90  # seconds that anything may take before a test fails


def until(so: Callable[[], Any]) -> Any:
    """What `so` returns once that is something; fails the test when it never is."""
    for _ in range(LONGEST * 10):
        if found := so():
            return found
        threading.Event().wait(0.1)  # seconds
    raise AssertionError("it never came to be")


@dataclass(frozen=True, slots=True)
class Site:
    """One `gatepost serve`, the leader of a process group, its port, and the file of its log lines."""

    process: "subprocess.Popen[str]"
    port: int
    log: Path

    def get(
        self, path: str = "/health/", trust: Path | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        """Status and body of a page; `trust` is the certificate of a site that has TLS."""
        if trust is None:
            connection = HTTPConnection(HOST, self.port, timeout=20)
        else:
            connection = HTTPSConnection(
                "localhost", self.port, timeout=20, context=ssl.create_default_context(cafile=str(trust))
            )
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def is_well(self) -> bool:
        """Whether the health page says so."""
        with suppress(OSError):
            return self.get() == (200, "ok\n")
        return False

    def lines(self) -> list[dict[str, Any]]:
        """Every line of the log."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]

    def started(self, child: str) -> list[int]:
        """The process ids of one kind of child, in the order of their starts."""
        return [one["pid"] for one in self.lines() if one.get("event") == "started" and one["child"] == child]

    def members(self) -> set[int]:
        """The processes of the group that run."""
        return members(self.process.pid)

    def port_is_dead(self) -> bool:
        """Whether nobody listens any more."""
        try:
            self.get()
        except ConnectionRefusedError:
            return True
        except OSError:
            return False
        return False


def members(group: int) -> set[int]:
    """The processes of a group that run; those that are dead and not buried do not, once their last thread ended."""
    told = subprocess.run(["ps", "-eo", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in told.splitlines()]
    return {int(pid) for pid, pgid, state in rows if int(pgid) == group and (state[0] != "Z" or "l" in state)}


def settings_for(database: Database, port: int, more: str = "", name: str = "served.toml") -> Path:
    """A file of settings that serves a test's database on a port."""
    path = database.folder / name
    usual = f'listen = "{HOST}:{port}"\n' if "listen" not in more else ""
    usual += f'base_url = "http://localhost:{port}"\n' if "base_url" not in more else ""
    path.write_text(database.config.read_text("utf-8") + usual + more, "utf-8")
    return path


def run(config: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """One `gatepost` command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "gatepost.cli", *arguments],
        env={**os.environ, "GATEPOST_CONFIG": str(config), **environment},
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )


@contextmanager
def site(database: Database, *options: str, more: str = "", ready: bool = True) -> Iterator[Site]:
    """A test's database, served with these options; no process of it is left at the end."""
    port = free_port()
    config = settings_for(database, port, more.replace("PORT", str(port)))
    log = database.folder / "log.jsonl"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "gatepost.cli", "serve", *options],
            env={**os.environ, "GATEPOST_CONFIG": str(config)},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    made = Site(process, port, log)
    try:
        if ready:
            assert process.stdout is not None
            first = process.stdout.readline()
            assert str(port) in first, f"the site did not start: {first}{log.read_text('utf-8')}"
        yield made
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        until(lambda: not made.members())
