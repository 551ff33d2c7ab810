"""The doctor finds what is wrong, says what to do, and tells no secret."""

import json
import os
import socketserver
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gatepost.web import backups
from gatepost.web.config import Config, read
from gatepost.web.operations import cards
from gatepost.web.operations.doctor import certificate, files, mail, safekeeping, settings
from gatepost.web.operations.doctor.finding import LOOK, OK, WRONG, Finding, guarded
from gatepost.web.operations.models import TICKED, put_mark
from gatepost.web.operations.place import STANDS_ALONE, Installation
from tests.web.databases import ON_POSTGRESQL, Database
from tests.web.operations.disks import small_disk
from tests.web.operations.keeping import backed_up, command, gatepost, here, with_cards
from tests.web.record.filled import owner, unguard

pytestmark = pytest.mark.slow  # each test starts programs


def _asked(database: Database, *arguments: str) -> tuple[int, dict[str, list[Finding]]]:
    ran = gatepost(database.config, "doctor", "--json", *arguments)
    found: dict[str, list[Finding]] = {}
    told = json.loads(ran.stdout)
    for one in told["findings"]:
        found.setdefault(one["about"].partition(".")[0], []).append(Finding(**one))
    assert told["wrong"] == (ran.returncode == 1)
    return ran.returncode, found


def _wrong(found: dict[str, list[Finding]]) -> list[str]:
    return sorted({one.about for each in found.values() for one in each if one.state == WRONG})


def test_a_sound_site_has_nothing_wrong(database: Database, tmp_path: Path) -> None:
    place, _cards = with_cards(database)
    _for_the_owner_alone(database)
    backed_up(place, tmp_path)
    put_mark(TICKED, at=datetime.now(UTC))
    code, found = _asked(database, "--full")
    expected = ["database"] if ON_POSTGRESQL else []  # the tests' server does not wait for the disk, and is told so
    assert (_wrong(found), code) == (expected, len(expected))
    assert {"settings", "files", "disk", "version", "guards", "database", "queue", "clock", "tick", "record"} <= set(
        found
    )
    assert {"mail", "backup", "rehearsal"} <= set(found)
    assert "complete and unchanged" in found["record"][0].says


def _for_the_owner_alone(database: Database) -> None:
    database.folder.chmod(0o700)
    for path in (database.folder, *here(database).config.secrets_folder.parent.rglob("secrets/*")):
        path.chmod(stat.S_IMODE(path.stat().st_mode) & 0o700)


def test_missing_guards_and_a_record_that_was_changed_are_found(database: Database) -> None:
    unguard()
    owner("UPDATE record_entry SET body = replace(body, 'member:', 'member:9')")
    code, found = _asked(database)
    assert code == 1
    assert {"guards", "record", "backup"} <= set(_wrong(found))
    assert any("gatepost upgrade" in one.do for one in found["guards"])


def test_a_clock_that_stands_still_and_a_mark_from_the_future_are_found(database: Database) -> None:
    put_mark(TICKED, at=datetime.now(UTC) - timedelta(hours=2))
    assert "tick" in _wrong(_asked(database)[1])
    put_mark(TICKED, at=datetime.now(UTC) + timedelta(days=2))
    assert "clock" in _wrong(_asked(database)[1])


def test_settings_are_shown_with_their_source_and_without_what_is_secret(tmp_path: Path) -> None:
    text = (
        'base_url = "https://gatepost.example.org"\nmail = "smtp://u:very-secret@mail.example.org"\n'
        'mail_from = "a@example.org"\n[signin.google]\nclient_id = "x"\nsecret = "very-secret"\ndomain = "y.example"\n'
    )
    found = list(settings.look(Installation(read(text, tmp_path), tmp_path / "gatepost.toml")))
    said = {one.about: one.says for one in found}
    assert "very-secret" not in str(found)
    assert said["settings.mail"] == "`smtp://u@mail.example.org`, with a password (gatepost.toml)"
    assert said["settings.listen"] == "`127.0.0.1:8000` (left out, so the usual)"


@pytest.mark.parametrize(
    ("place", "looked_at"),
    [
        ("db.example.org", True),
        ("db.example.org?sslmode=require", True),
        ("db.example.org?sslmode=verify-full", False),
        ("localhost", False),
        ("%2Frun%2Fpostgresql", False),
    ],
)
def test_a_database_on_another_machine_is_to_prove_that_it_is_the_right_one(
    tmp_path: Path, place: str, looked_at: bool
) -> None:
    host, _, options = place.partition("?")
    url = f"postgresql://r:very-secret@{host}/gatepost?{options}"
    config = read(f'database = "{url}"\ndatabase_owner = "{url}"\n', tmp_path)
    found = [one for one in settings.look(Installation(config)) if "nothing proves" in one.says]
    assert [one.state for one in found] == [LOOK, LOOK] * looked_at
    assert "very-secret" not in str(found)


def test_an_unknown_key_is_wrong_in_one_line(tmp_path: Path) -> None:
    config = tmp_path / "gatepost.toml"
    config.write_text('base_ulr = "x"\n', "utf-8")
    ran = gatepost(config, "doctor")
    assert (ran.returncode, "unknown setting `base_ulr` (did you mean `base_url`?)" in ran.stdout) == (1, True)


def test_folders_and_secrets_that_others_can_read_are_wrong(tmp_path: Path) -> None:
    config = Config(place=tmp_path)
    config.secrets_folder.mkdir(parents=True, mode=0o700)
    config.folder.chmod(0o700)
    (config.secrets_folder / "cookies").write_text("x", "utf-8")
    (config.secrets_folder / "cookies").chmod(0o644)
    (found,) = [one for one in files.look(Installation(config)) if one.state == WRONG]
    assert found.do.startswith("chmod 600 ")
    (config.secrets_folder / "cookies").chmod(0o600)
    assert not [one for one in files.look(Installation(config)) if one.state == WRONG]


def test_passwords_that_a_restore_left_beside_the_settings_are_pointed_out(tmp_path: Path) -> None:
    config = Config(place=tmp_path)
    config.folder.mkdir(mode=0o700)
    place = Installation(config)
    assert not [one for one in files.look(place) if STANDS_ALONE in one.says]
    (tmp_path / STANDS_ALONE).touch()
    (found,) = [one for one in files.look(place) if STANDS_ALONE in one.says]
    assert found.state == LOOK


def test_the_disk_of_the_backups_is_looked_at_too_where_it_is_another(tmp_path: Path) -> None:
    with small_disk(20) as disk:
        config = read(f'storage = "storage"\nbackup_to = "{disk}"\n', tmp_path)
        config.folder.mkdir(mode=0o700)
        found = [one for one in files.look(Installation(config)) if one.about == "disk"]
    assert [str(disk) in one.says for one in found] == [False, True]
    assert found[1].state == WRONG


class _Server(socketserver.StreamRequestHandler):
    """A mail server that greets, knows NOOP and takes a letter."""

    def handle(self) -> None:
        self.wfile.write(b"220 mail.example.org\r\n")
        letter = False
        while line := self.rfile.readline().upper():
            self.server.heard.append(line)  # type: ignore[attr-defined]
            if letter and line != b".\r\n":
                continue
            letter = line.startswith(b"DATA")
            quits = line.startswith(b"QUIT")
            self.wfile.write(b"354 go on\r\n" if letter else b"221 bye\r\n" if quits else b"250 ok\r\n")


@contextmanager
def _mail_server() -> Iterator[Any]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Server) as server:
        server.heard = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def test_a_mail_server_is_greeted_and_nothing_is_sent_unasked() -> None:
    with _mail_server() as server:
        port = server.server_address[1]
        config = read(f'mail = "smtp://127.0.0.1:{port}"\nmail_from = "a@example.org"\n', Path())
        (found,) = mail.look(config, "")
        assert found.state == OK
        assert not [line for line in server.heard if line.startswith((b"MAIL", b"RCPT", b"DATA"))]
        states = [one.state for one in mail.look(config, "somebody@example.org")]
        assert states == [OK, LOOK]
        assert b"RCPT TO:<SOMEBODY@EXAMPLE.ORG>\r\n" in server.heard
    (gone,) = mail.look(config, "")
    assert (gone.state, "does not take mail" in gone.says) == (WRONG, True)


@pytest.mark.parametrize(
    ("names", "days", "state", "words"),
    [
        (["gatepost.example.org"], 90, OK, "holds until"),
        (["gatepost.example.org"], 5, LOOK, "ends on"),
        (["gatepost.example.org"], -1, WRONG, "holds from"),
        (["other.example.org"], 90, WRONG, "is not for `gatepost.example.org`"),
        (["*.example.org"], 90, OK, "holds until"),
    ],
)
def test_a_certificate_is_read_for_its_days_and_names(
    tmp_path: Path, names: list[str], days: int, state: str, words: str
) -> None:
    pair = _certificate(tmp_path, names, days)
    text = f'base_url = "https://gatepost.example.org"\n[tls]\ncertificate = "{pair[0]}"\nkey = "{pair[1]}"\n'
    found = list(certificate.look(Installation(read(text, tmp_path))))
    assert any(one.state == state and words in one.says for one in found), found
    assert state == WRONG or not [one for one in found if one.state == WRONG]


def test_a_key_of_another_certificate_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = _certificate(tmp_path / "one", ["gatepost.example.org"], 90)
    two = _certificate(tmp_path / "two", ["gatepost.example.org"], 90)
    text = f'base_url = "https://gatepost.example.org"\n[tls]\ncertificate = "{one[0]}"\nkey = "{two[1]}"\n'
    found = [each.says for each in certificate.look(Installation(read(text, tmp_path))) if each.state == WRONG]
    assert any("is not the key of" in says for says in found)


def _certificate(folder: Path, names: list[str], days: int) -> tuple[Path, Path]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path, secret = folder / "c.pem", folder / "k.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    formats = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, *formats))
    secret.chmod(0o600)
    return path, secret


def test_backups_that_are_stale_failed_or_never_rehearsed_are_told(tmp_path: Path) -> None:
    config = read(f'storage = "."\nbackup_to = "{tmp_path}/b"\n', tmp_path)
    place, now = Installation(config), datetime.now(UTC)
    assert [one.state for one in safekeeping.look(place)] == [WRONG]  # no cards
    made = cards.cut_cards(config, again=False)
    cards.keep_public(config, made)
    assert [one.state for one in safekeeping.look(place)] == [WRONG, LOOK]  # no backup
    backups.note_made(tmp_path, now - timedelta(days=3), tmp_path / "x", 1, "restored on trial")
    assert [one.state for one in safekeeping.look(place)] == [WRONG, LOOK]  # an old one
    backups.note_made(tmp_path, now, tmp_path / "x", 1, "restored on trial")
    for pair in ((0, 1), (0, 2), (1, 2)):
        cards.rehearse(config, (made[pair[0]], made[pair[1]]), now)
    assert [one.state for one in safekeeping.look(place)] == [LOOK, OK]  # its file is not there
    (tmp_path / "x").touch()
    assert [one.state for one in safekeeping.look(place)] == [OK, OK]
    backups.note_failed(tmp_path, now, "the disk was full")
    (failed, _rehearsed) = safekeeping.look(place)
    assert (failed.state, "the disk was full" in failed.says) == (WRONG, True)


def test_it_writes_nothing_where_there_is_no_site_and_says_where_to_go(tmp_path: Path) -> None:
    ran = subprocess.run(
        command(tmp_path, "doctor"),
        env={key: value for key, value in os.environ.items() if key != "GATEPOST_CONFIG"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, list(tmp_path.iterdir())) == (1, [])
    assert f"there is no gatepost.toml in {tmp_path}, and no site" in ran.stdout
    assert "-> go to the folder of the site, or name its settings in GATEPOST_CONFIG" in ran.stdout
    assert "1 wrong" in ran.stdout


def test_it_writes_nothing_before_there_is_a_database(tmp_path: Path) -> None:
    config = tmp_path / "gatepost.toml"
    config.write_text('mail = "smtp://127.0.0.1:1"\nmail_from = "a@example.org"\n', "utf-8")
    assert "127.0.0.1:1 does not take mail" in gatepost(config, "doctor").stdout
    assert list(tmp_path.iterdir()) == [config]


def test_a_backup_that_failed_is_made_again_where_its_reason_is_mended(tmp_path: Path) -> None:
    config = read('storage = "."\n', tmp_path)
    cards.keep_public(config, cards.cut_cards(config, again=False))
    backups.note_failed(tmp_path, datetime.now(UTC), "guards of the database are missing")
    (failed, *_others) = safekeeping.look(Installation(config))
    assert (failed.state, "by `gatepost upgrade`; then run `gatepost backup`" in failed.do) == (WRONG, True)


def test_a_look_that_breaks_is_told_and_keeps_no_other_from_being_taken() -> None:
    def broken() -> Iterator[Finding]:
        raise RuntimeError("no such thing\nand somebody's row below")

    (found,) = guarded("disk", broken)
    assert (found.state, found.says) == (WRONG, "this could not be looked at: no such thing")


def test_a_database_that_is_gone_is_not_taken_for_one_that_never_was(tmp_path: Path) -> None:
    config = tmp_path / "gatepost.toml"
    config.write_text('storage = "storage"\n', "utf-8")
    assert "there is none yet" in gatepost(config, "doctor").stdout
    backups.note_made(tmp_path / "storage", datetime.now(UTC), tmp_path / "x", 1, "restored on trial")
    said = gatepost(config, "doctor").stdout
    assert ("it is gone" in said, "gatepost restore" in said, "gatepost school add" in said) == (True, True, False)


def test_a_damaged_database_is_told_as_such_and_sends_to_a_backup(tmp_path: Path) -> None:
    config, storage = tmp_path / "gatepost.toml", tmp_path / "storage"
    config.write_text('storage = "storage"\n', "utf-8")
    storage.mkdir(mode=0o700)
    (storage / "gatepost.sqlite3").write_bytes(b"no database " * 1000)
    said = gatepost(config, "doctor").stdout
    assert ("cannot be used: file is not a database" in said, "restore the newest backup" in said) == (True, True)
    school = ("school", "add", "new", "--name", "New", "--head-name", "N", "--head-email", "head@new.example")
    for arguments in (("serve",), school):
        ran = gatepost(config, *arguments)
        assert (ran.returncode, "restore the newest backup" in ran.stderr) == (1, True), arguments


def test_what_cannot_be_read_is_told_without_the_words_of_a_program() -> None:
    def broken() -> Iterator[Finding]:
        raise FileNotFoundError(2, "No such file or directory", "/x/fullchain.pem")

    (found,) = guarded("certificate", broken)
    assert (found.state, found.says) == (WRONG, "/x/fullchain.pem: no such file or directory")
