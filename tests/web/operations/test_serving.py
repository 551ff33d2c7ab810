"""`gatepost serve` runs web, worker and clock, starts again what dies, and leaves nobody behind."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from gatepost.web.operations.scratch import not_serving
from tests.web.databases import Database
from tests.web.operations.sites import Site, run, settings_for, site, until
from tests.web.serving import free_port

pytestmark = pytest.mark.slow  # each test starts programs

KINDS = ("web", "worker", "tick")


@pytest.fixture
def served(database: Database) -> Iterator[Site]:
    with site(database, "--access-log") as one:
        yield one


def _is_served(folder: Path) -> bool:
    with not_serving(folder) as free:
        return not free


def test_it_serves_the_site_and_ends_with_all_its_processes_when_asked(served: Site, database: Database) -> None:
    until(served.is_well)
    assert served.get("/quillbrook/")[0] == 200
    assert _is_served(database.folder)
    assert all(len(served.started(kind)) == 1 for kind in KINDS)
    served.process.send_signal(signal.SIGTERM)
    out, _errors = served.process.communicate(timeout=30)
    assert (served.process.returncode, out) == (0, "Stopped.\n")
    assert served.members() == set()
    assert served.port_is_dead()
    assert not _is_served(database.folder)
    assert {one["event"] for one in served.lines() if one["logger"] == "gatepost.serve"} == {
        "started", "stopping", "stopped",
    }  # fmt: skip


def test_a_killed_supervisor_leaves_nobody_behind(served: Site, database: Database) -> None:
    until(served.is_well)
    assert len(served.members()) >= 5  # the supervisor, three children, and what the web server makes
    os.kill(served.process.pid, signal.SIGKILL)
    served.process.wait()
    until(lambda: not served.members())
    assert served.port_is_dead()
    assert not _is_served(database.folder)


def test_after_the_whole_group_is_killed_it_serves_again(database: Database) -> None:
    with site(database) as one:
        until(one.is_well)
        os.killpg(one.process.pid, signal.SIGKILL)
        one.process.wait()
        until(lambda: not one.members())
        assert one.port_is_dead()
    with site(database) as another:
        assert until(another.is_well)


def test_its_log_says_how_requests_went_and_not_what_for(served: Site) -> None:
    cookie = {"Cookie": "sessionid=secret-word", "User-Agent": "secret-word", "Referer": "http://localhost/secret-word"}
    assert served.get("/quillbrook/may-i/secret-word/?secret-word=1", headers=cookie)[0] == 404
    assert served.get("/secret-word/")[0] == 404
    told = until(lambda: [one for one in served.lines() if one.get("event") == "request"][-2:])
    assert {"at", "level", "logger", "event", "route", "request", "method", "status", "ms"} == set(told[0])
    assert told[0]["request"] != told[1]["request"]
    assert ("<slug:school>/may-i/<slug:situation>/", "GET", 404) in {
        (one["route"], one["method"], one["status"]) for one in told
    }
    text = served.log.read_text("utf-8")
    assert "secret-word" not in text
    assert "quillbrook" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_what_dies_is_started_again(served: Site, kind: str) -> None:
    until(served.is_well)
    (first,) = served.started(kind)
    before = served.members()
    os.kill(first, signal.SIGKILL)
    until(lambda: len(served.started(kind)) == 2)
    (ended,) = [one for one in served.lines() if one.get("event") == "ended"]
    assert (ended["child"], ended["code"]) == (kind, -signal.SIGKILL)
    until(lambda: not served.members() & (before - {served.process.pid}) - _kept(served, kind))
    assert until(served.is_well)


def _kept(served: Site, died: str) -> set[int]:
    """The processes of the other kinds, and those that the web server made where it was not the one to die."""
    if died != "web":
        return served.members() - set(served.started(died)[:1])
    return {number for kind in KINDS if kind != died for number in served.started(kind)}


def test_several_web_processes_end_with_their_server(database: Database) -> None:
    with site(database, "--workers", "3", "--only", "web") as one:
        until(lambda: len(one.members()) == 5)
        (server,) = one.started("web")
        os.kill(one.process.pid, signal.SIGSTOP)  # so that no new server takes the place of the old
        made = one.members() - {one.process.pid, server}
        os.kill(server, signal.SIGKILL)
        until(lambda: not one.members() & made)
        assert one.port_is_dead()


def test_a_second_site_in_the_same_folder_is_refused(served: Site, database: Database) -> None:
    config = settings_for(database, free_port(), name="second.toml")
    refused = run(config, "serve")
    assert refused.returncode == 1
    assert f"is being served already by process {served.process.pid}" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_second_site_on_the_same_port_is_refused(served: Site, database: Database) -> None:
    elsewhere = database.folder / "elsewhere"
    elsewhere.mkdir()
    config = settings_for(database, served.port, name="second.toml")
    told = config.read_text("utf-8").replace(f'storage = "{database.folder}"', f'storage = "{elsewhere}"')
    config.write_text(told, "utf-8")
    if not database.file.exists():
        refused = run(config, "serve")
    else:
        (elsewhere / database.file.name).write_bytes(database.file.read_bytes())
        refused = run(config, "serve")
    assert refused.returncode == 1
    assert f"port {served.port} is taken" in refused.stderr


def test_a_wrong_setting_is_told_in_a_sentence(database: Database) -> None:
    config = settings_for(database, free_port(), 'base_ulr = "x"\n')
    refused = run(config, "serve")
    assert refused.returncode == 2
    assert "unknown setting `base_ulr` (did you mean `base_url`?)" in refused.stderr
    assert "Traceback" not in refused.stderr
