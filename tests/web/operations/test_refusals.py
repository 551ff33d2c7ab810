"""The site is not served where it would be in clear, open, unguarded or of two versions; it says why and what to do."""

import signal
from contextlib import suppress
from dataclasses import replace
from http.client import HTTPException
from pathlib import Path

import pytest
from django.db import connection, connections

from gatepost.web.config import Config, read
from gatepost.web.database import harden
from gatepost.web.operations.install import install
from gatepost.web.operations.models import DEMO, VERSION, Mark, put_mark
from gatepost.web.operations.serving import cannot_serve
from gatepost.web.operations.version import known_migrations, mismatch
from tests.web.databases import ON_POSTGRESQL, Database
from tests.web.operations.certificates import make
from tests.web.operations.sites import Site, run, settings_for, site, until
from tests.web.serving import free_port

pytestmark = pytest.mark.slow  # each test starts programs

ALL = ("web", "worker", "tick")
HTTPS = "https://gatepost.example.org"


def _owner() -> str:
    return "owner" if "owner" in connections else "default"


def _run_as_owner(sql: str) -> None:
    with connections[_owner()].cursor() as cursor:
        cursor.execute(sql)


def _config(**told: object) -> Config:
    return replace(Config(listen=f"127.0.0.1:{free_port()}"), **told)  # type: ignore[arg-type]


def test_nothing_stands_in_the_way_of_a_sound_site(database: Database) -> None:
    assert cannot_serve(_config(), ALL) is None


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"listen": "0.0.0.0:8000"}, "`listen` is 0.0.0.0:8000, where others can reach it"),
        ({"listen": "[::]:8000"}, "where others can reach it"),
        ({"base_url": HTTPS}, "`base_url` begins with https:// but neither `tls` nor `behind_proxy`"),
        ({"tls": {"certificate": "c.pem", "key": "k.pem"}}, "`tls` is given but `base_url` does not begin with https"),
        ({"base_url": HTTPS, "tls": {"certificate": "c.pem", "key": "k.pem"}}, "c.pem: no such file or directory"),
    ],
)
def test_what_others_could_read_on_the_way_is_not_served(told: dict[str, object], says: str) -> None:
    assert says in str(cannot_serve(_config(**told), ["web"]))


def test_a_proxy_may_stand_before_it(database: Database) -> None:
    port = free_port()
    told = _config(base_url=HTTPS, behind_proxy=True, listen=f"0.0.0.0:{port}")
    assert cannot_serve(told, ALL) is None


@pytest.mark.parametrize("fault", ["another key", "a key with a password", "no certificate"])
def test_a_certificate_that_cannot_be_used_is_told_before_anybody_comes(tmp_path: Path, fault: str) -> None:
    certificate, key = make(tmp_path, password="x" if fault == "a key with a password" else "")
    if fault == "another key":
        other = tmp_path / "other"
        other.mkdir()
        _unused, key = make(other)
    elif fault == "no certificate":
        certificate.write_text("none", "utf-8")
    told = _config(base_url=HTTPS, tls={"certificate": str(certificate), "key": str(key)})
    assert "are no certificate and its key as PEM without a password" in str(cannot_serve(told, ["web"]))


@pytest.mark.parametrize(
    ("listen", "fault"),
    [("8000", "`listen` must be"), ("a:b", "`listen` is no address"), ("a:1/x", "`listen` must be")],
)
def test_an_address_to_listen_on_has_a_port(listen: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read(f'listen = "{listen}"', Path())


def test_a_demos_database_is_not_served(database: Database) -> None:
    put_mark(DEMO)
    assert "a demo's database" in str(cannot_serve(_config(), ALL))
    refused = run(settings_for(database, free_port()), "serve")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "gatepost: this is a demo's database" in refused.stderr


def test_a_database_without_its_guards_is_not_served(database: Database) -> None:
    on = " ON record_entry" if ON_POSTGRESQL else ""
    _run_as_owner(f"DROP TRIGGER record_entry_{'append_only' if ON_POSTGRESQL else 'no_update'}{on}")
    assert "the database lacks what protects it (record_entry_" in str(cannot_serve(_config(), ALL))
    harden(connections[_owner()])
    assert cannot_serve(_config(), ALL) is None


def test_database_and_program_are_of_one_version(database: Database) -> None:
    assert mismatch() is None
    for stored, says in (
        ("0.0.9", "the database is of Gatepost 0.0.9 and this program is"),
        ("", "the database is of an older Gatepost"),
        ("99.1", "the database is of Gatepost 99.1, newer than this program"),
    ):
        put_mark(VERSION, stored)
        assert says in str(mismatch())
        assert ("`gatepost upgrade`" in str(mismatch())) == (stored != "99.1")
    Mark.objects.filter(name=VERSION).delete()
    assert "run `gatepost upgrade`" in str(mismatch())


def test_a_migration_too_few_or_too_many_is_a_mismatch(database: Database) -> None:
    _run_as_owner("INSERT INTO django_migrations (app, name, applied) VALUES ('schools', '9999_later', '2099-01-01')")
    assert "newer than this program" in str(mismatch())
    _run_as_owner("DELETE FROM django_migrations WHERE name = '9999_later'")
    assert mismatch() is None
    _run_as_owner("DELETE FROM django_migrations WHERE app = 'operations'")
    assert "run `gatepost upgrade`" in str(mismatch())
    _run_as_owner("DELETE FROM django_migrations")
    assert "there is no database yet" in str(mismatch())
    assert ("operations", "0001_initial") in known_migrations()


def test_no_command_works_on_a_database_of_another_version(database: Database) -> None:
    put_mark(VERSION, "99.1")
    config = settings_for(database, free_port())
    for words in (["serve"], ["tick"], ["school", "country", "quillbrook", "wales"]):
        refused = run(config, *words)
        assert refused.returncode == 1
        assert "newer than this program" in refused.stderr
    connection.close()


def test_bringing_it_up_to_date_says_the_version(database: Database) -> None:
    put_mark(VERSION, "0.0.1")
    install()
    assert mismatch() is None


def test_it_is_served_over_tls_with_its_own_certificate(database: Database) -> None:
    certificate, key = make(database.folder)
    more = f'base_url = "https://localhost:PORT"\n[tls]\ncertificate = "{certificate.name}"\nkey = "{key}"\n'
    with site(database, "--only", "web", more=more) as one:
        status, body = one.get("/quillbrook/", trust=certificate)
        assert status == 200
        assert "Quillbrook" in body
        with pytest.raises(HTTPException):
            one.get("/quillbrook/")  # in clear
        make(database.folder)  # in the place of the first, of which nobody reads anything any more
        one.process.send_signal(signal.SIGHUP)
        assert until(lambda: _trusts(one, certificate))


def _trusts(one: Site, certificate: Path) -> bool:
    with suppress(OSError):
        return one.get("/quillbrook/", trust=certificate)[0] == 200
    return False


def test_behind_a_proxy_it_believes_what_the_proxy_says_of_the_way(database: Database) -> None:
    more = 'base_url = "https://localhost:PORT"\nbehind_proxy = true\n'
    with site(database, "--only", "web", more=more) as one:
        assert one.get("/quillbrook/")[0] == 301
        assert one.get("/quillbrook/", headers={"X-Forwarded-Proto": "https"})[0] == 200
        assert one.get("/health/")[0] in (200, 503)  # asked for on this machine, in clear


def test_without_a_proxy_nobody_says_how_they_came(settings: object) -> None:
    assert getattr(settings, "SECURE_PROXY_SSL_HEADER") is None  # noqa: B009 - the fixture is of no type
