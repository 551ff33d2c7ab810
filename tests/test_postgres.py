"""The tests' PostgreSQL is real, reached through its socket alone, and gone when those who wanted it are gone."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.postgres import APPLICATION, OWNER, SUPERUSER, Server, started

pytestmark = pytest.mark.skipif(os.name == "nt", reason="on Windows the tests run on SQLite alone")

_START_AND_WAIT = """
import sys
from tests.postgres import of_this_run
print(of_this_run().url("postgres", "postgres"), flush=True)
sys.stdin.read()
"""


def _setting(server: Server, name: str) -> str:
    with closing(psycopg.connect(server.url(SUPERUSER, "postgres"))) as connection:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row is not None
    return str(row[0])


def test_a_durable_server_writes_to_disk_and_listens_to_its_socket_alone() -> None:
    with started(durable=True) as server:
        assert {name: _setting(server, name) for name in ("fsync", "synchronous_commit", "full_page_writes")} == {
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
        }
        assert _setting(server, "listen_addresses") == ""
        for role in (OWNER, APPLICATION):
            with closing(psycopg.connect(server.url(role, "postgres"))) as connection:
                row = connection.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = %s", [role])
                assert row.fetchone() == (False, False)
        assert server.folder.stat().st_mode & 0o077 == 0
    assert not server.folder.exists()


def test_a_server_stops_when_the_tests_are_killed() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GATEPOST_TEST_")}
    with subprocess.Popen(
        [sys.executable, "-c", _START_AND_WAIT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
        env=environment,
        start_new_session=True,
    ) as tests:
        assert tests.stdout is not None
        url = tests.stdout.readline().strip()
        with closing(psycopg.connect(url)) as connection:
            os.killpg(tests.pid, signal.SIGKILL)
            with pytest.raises(psycopg.OperationalError, match="server closed the connection"):
                connection.execute("SELECT pg_sleep(120)")
