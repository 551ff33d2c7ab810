"""The demo and a real site never meet: neither opens the other's database, nor are the demo's doors anywhere else."""

import json
import os
import shutil
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from gatepost.web.operations.demo.start import NotADemo, prepare
from gatepost.web.operations.models import DEMO, put_mark
from gatepost.web.operations.version import mismatch
from tests.web.databases import ON_POSTGRESQL, Database
from tests.web.operations.sites import members, run, settings_for, until
from tests.web.serving import HOST, free_port

_FACTS = """
import json, sys
from pathlib import Path
from gatepost.web.operations.demo.start import prepare
prepare(Path(sys.argv[1]), 8000)
from django.conf import settings
from django.urls import reverse
print(json.dumps({
    "hosts": settings.ALLOWED_HOSTS, "mail": settings.EMAIL_BACKEND, "page": reverse("demo:mail"),
    "databases": {name: one["ENGINE"].rpartition(".")[2] for name, one in settings.DATABASES.items()},
}))
"""


def _ask(port: int, path: str, host: str) -> tuple[int, str]:
    connection = HTTPConnection(HOST, port, timeout=30)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    told = answer.status, answer.read().decode()
    connection.close()
    return told


@pytest.mark.skipif(ON_POSTGRESQL, reason="the demo's database is a file")
def test_the_demo_opens_no_other_database_and_writes_beside_none(database: Database) -> None:
    settings = database.folder / "gatepost.toml"
    before = settings.read_bytes()
    with pytest.raises(NotADemo, match="not a demo"):
        prepare(database.folder, 8000)
    assert settings.read_bytes() == before
    refused = run(settings, "demo", "--port", str(free_port()), "--folder", str(database.folder))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "holds a site that is not a demo" in refused.stderr


def test_the_demo_takes_no_folder_with_a_real_sites_settings(tmp_path: Path) -> None:
    (tmp_path / "gatepost.toml").write_text('storage = "elsewhere"\n', "utf-8")
    with pytest.raises(NotADemo):
        prepare(tmp_path, 8000)
    assert (tmp_path / "gatepost.toml").read_text("utf-8") == 'storage = "elsewhere"\n'
    assert [one.name for one in tmp_path.iterdir()] == ["gatepost.toml"]


def test_a_file_that_is_no_database_is_no_demos(tmp_path: Path) -> None:
    (tmp_path / "gatepost.sqlite3").write_text("letters", "utf-8")
    with pytest.raises(NotADemo):
        prepare(tmp_path, 8000)


def test_the_demos_switch_opens_no_real_database(database: Database) -> None:
    config = settings_for(database, free_port())
    for words, says in ((["tick"], "this is no demo's database"), (["serve"], "GATEPOST_DEMO is set")):
        refused = run(config, *words, GATEPOST_DEMO="1")
        assert refused.returncode == 1
        assert says in refused.stderr
    assert not (database.folder / "mail").exists()
    put_mark(DEMO)
    assert "a demo's database" in str(mismatch())


def test_elsewhere_the_demos_pages_do_not_exist(database: Database, visitor: Client) -> None:
    for page in ("personas", "mail", "become", "enter"):
        with pytest.raises(NoReverseMatch):
            reverse(f"demo:{page}")
    assert visitor.get("/demo/").status_code == 404
    assert visitor.get("/demo/mail/").status_code == 404
    assert "Invented" not in visitor.get("/quillbrook/").content.decode()


def test_the_demo_sends_no_mail_answers_to_this_machine_alone_and_keeps_to_its_own_file(tmp_path: Path) -> None:
    surroundings = {**os.environ, "GATEPOST_CONFIG": "/nowhere/gatepost.toml"}
    done = subprocess.run(
        [sys.executable, "-c", _FACTS, str(tmp_path)], env=surroundings, capture_output=True, text=True, check=True
    )
    facts = json.loads(done.stdout)
    assert set(facts["hosts"]) == {"localhost", "127.0.0.1", "[::1]"}
    assert facts["mail"] == "gatepost.web.operations.demo.mail.KeptBackend"
    assert (facts["page"], facts["databases"]) == ("/demo/mail/", {"default": "sqlite3"})


def test_the_demo_as_it_is_served(tmp_path: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gatepost.cli", "demo", "--port", str(port), "--folder", str(tmp_path / "demo")],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        link = "/" + process.stdout.readline().strip().split("/", 3)[3]
        assert _ask(port, "/quillbrook/", "gatepost.example.org")[0] == 400
        status, page = _ask(port, "/quillbrook/", f"localhost:{port}")
        assert status == 200
        assert "Invented schools and people" in page
        assert _ask(port, "/demo/", "localhost")[0] == 404
        assert _ask(port, "/demo/guessed/", "localhost")[0] == 404
        assert _ask(port, link, "localhost")[0] == 302
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        until(lambda: not members(process.pid))
        with pytest.raises(ConnectionRefusedError):
            _ask(port, "/quillbrook/", "localhost")
    finally:
        for number in members(process.pid):
            os.kill(number, signal.SIGKILL)
        shutil.rmtree(tmp_path / "demo")
    assert process.stdout is not None
    process.stdout.close()
