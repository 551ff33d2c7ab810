"""`gatepost.toml`: what it says is what is used, and what is wrong in it is said in a sentence."""

from pathlib import Path

import pytest

from gatepost.web.config import ConfigError, load, postgresql, read

DATABASES = 'database = "postgresql://site@db/gatepost"\ndatabase_owner = "postgresql://owner@db/gatepost"\n'
ESCAPE = (
    "cannot be read; in its password a special character is written as `%` and its code: `@` is `%40`, `#` is `%23`"
)


def test_an_empty_file_serves_this_machine_on_sqlite() -> None:
    made = read("", Path("/srv/gatepost"))
    assert (made.host, made.encrypted, made.database) == ("localhost", False, "")
    assert made.secrets_folder == Path("/srv/gatepost/storage/secrets")


def test_paths_count_from_the_folder_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "gatepost.toml"
    file.write_text('storage = "rows"\nsecrets = "keys"\n', encoding="utf-8")
    made = load(file)
    assert (made.folder, made.secrets_folder) == (tmp_path / "rows", tmp_path / "keys")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('base_ulr = "x"', "unknown setting `base_ulr` (did you mean `base_url`?)"),
        ("listen = 8000", "`listen` must be text in quotes"),
        ('behind_proxy = "yes"', "`behind_proxy` must be true or false"),
        ("= 1", "this is not TOML"),
        ('base_url = "gatepost.example.org"', "`base_url` must be the address people type"),
        ('base_url = "http://gatepost.example.org"', "`base_url` must begin with https://"),
        ('base_url = "https://gatepost.example.org/school"', "`base_url` must be the address people type"),
        ('base_url = "https://[gatepost"', "`base_url` is no address"),
        ('base_url = "https://gatepost.example.org:https"', "`base_url` is no address"),
        (DATABASES.replace("postgresql://site", "mysql://site"), "`database` must be postgresql://"),
        (DATABASES.replace("owner@db/gatepost", "owner@db"), "`database_owner` must be postgresql://"),
        (DATABASES.replace("site@db", "site:secret@db:port"), "`database` is no address: `db:port/gatepost`"),
        (DATABASES.replace("site@db", "site:sec#ret@db"), f"`database` is no address: `db/gatepost` {ESCAPE}"),
        (DATABASES.replace("site@db", "site:1?x@db"), f"`database` is no address: {ESCAPE[16:]}"),
        (DATABASES.replace("site@db", "site:1/x@db"), f"`database` is no address: {ESCAPE[16:]}"),
        (DATABASES.splitlines()[0], "`database` and `database_owner` belong together"),
        ('mail = "mail.example.org"\nmail_from = "a@example.org"', "`mail` must be the mail server"),
        ('mail = "smtp://mail.example.org:x"\nmail_from = "a@example.org"', "`mail` is no address"),
        ('mail = "smtp://mail.example.org"', "`mail_from` must be the address"),
        ('[tls]\ncertificat = "c.pem"', "unknown setting `tls.certificat` (did you mean `certificate`?)"),
        ('[tls]\ncolour = "red"', "unknown setting `tls.colour`; a setting of the site stands above the line `[tls]`"),
        ("[tls]\nkey = 1", "`tls.key` must be the path of a PEM file"),
        ('[tls]\nkey = "k.pem"', "`tls.certificate` and `tls.key` belong together"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_without_a_password(text: str, fault: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(text, Path())
    assert str(caught.value).startswith(fault)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_named_and_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load(tmp_path / "nowhere.toml")


def test_every_part_of_a_databases_address_is_used() -> None:
    made = postgresql(
        "postgresql://r%40le:p%3Aw@Db.example.org:5433/gate%20post?sslmode=verify-full&sslrootcert=/ca.pem"
    )
    assert [made[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "r@le", "p:w", "Db.example.org", 5433, "gate post",
    ]  # fmt: skip
    assert made["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "/ca.pem"}


@pytest.mark.parametrize(
    ("written", "host"), [("%2Frun%2FPG", "/run/PG"), ("[2001:db8::1]:5432", "2001:db8::1"), ("", "")]
)
def test_a_folder_of_sockets_and_a_number_are_hosts_too(written: str, host: str) -> None:
    assert postgresql(f"postgresql://role@{written}/name")["HOST"] == host
