"""The one file of settings: `gatepost.toml`, read strictly.

The file is the one that GATEPOST_CONFIG names, else `gatepost.toml` in the current folder. The demo and the tests hand
over a file of their own. An unknown key, a wrong kind of value or a setting without which nothing can run is an error
that says so.
"""

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from gatepost.vocabulary.nearest import did_you_mean

ENVIRONMENT = "GATEPOST_CONFIG"
FILE_NAME = "gatepost.toml"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
TLS_KEYS = ("certificate", "key")
_WITH_PASSWORD = ("database", "database_owner", "mail")
_ESCAPED = (
    "in its password a special character is written as `%` and its code: `@` is `%40`, `#` is `%23`, `/` is `%2F`,"
    " `?` is `%3F`"
)


class ConfigError(ValueError):
    """The settings cannot be used; the message is one line that says where and what to do."""


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting. Paths are relative to the file's folder."""

    base_url: str = "http://localhost:8000"
    listen: str = "127.0.0.1:8000"
    tls: dict[str, str] = field(default_factory=dict)  # certificate, key: paths of PEM files
    behind_proxy: bool = False  # a proxy on this machine ends TLS and sets X-Forwarded-Proto and X-Forwarded-For
    database: str = ""  # empty: SQLite in the storage folder; else postgresql://... of the role that the site uses
    database_owner: str = ""  # PostgreSQL: the role that owns the tables and runs migrations
    storage: str = "storage"
    secrets: str = ""  # folder of the secrets; empty: `secrets` in the storage folder
    backup_to: str = ""  # folder for a backup every night; empty: none is made by itself
    mail: str = ""  # smtp://user@host:587, smtps://...; empty: no e-mail is sent
    mail_from: str = ""
    signin: dict[str, Any] = field(default_factory=dict)  # google and microsoft: client_id, secret, tenant or domain
    timestamp_url: str = ""
    place: Path = Path()

    @property
    def folder(self) -> Path:
        """The storage folder, absolute."""
        return (self.place / self.storage).resolve()

    @property
    def secrets_folder(self) -> Path:
        """The folder of the secrets, absolute."""
        return (self.place / self.secrets).resolve() if self.secrets else self.folder / "secrets"

    @property
    def backup_folder(self) -> Path:
        """Where backups go when nobody says otherwise, absolute."""
        return (self.place / self.backup_to).resolve() if self.backup_to else self.folder / "backups"

    @property
    def listening(self) -> tuple[str, int]:
        """Host and port on which the server listens."""
        parts = urlsplit(f"//{self.listen}")
        return parts.hostname or "", parts.port or 0

    @property
    def host(self) -> str:
        """The host name that the site answers to."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def encrypted(self) -> bool:
        """Whether people reach the site over TLS."""
        return urlsplit(self.base_url).scheme == "https"


KEYS = tuple(one.name for one in fields(Config) if one.name != "place")


def load(path: Path | None = None) -> Config:
    """The settings of a file, or of the one that the environment names; raises ConfigError."""
    named = path or Path(os.environ.get(ENVIRONMENT) or FILE_NAME)
    try:
        text = named.read_bytes().decode("utf-8")
    except FileNotFoundError:
        if path is None and not os.environ.get(ENVIRONMENT):
            return Config(place=Path.cwd())
        raise ConfigError(f"{named}: there is no such file; name the right one in {ENVIRONMENT}") from None
    except OSError as error:
        raise ConfigError(f"{named}: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{named}: this is not UTF-8 text; save it as UTF-8") from None
    try:
        return read(text, named.resolve().parent)
    except ConfigError as error:
        raise ConfigError(f"{named}: {error}") from None


def read(text: str, place: Path) -> Config:
    """The settings in `text`, whose relative paths start at `place`; raises ConfigError."""
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"this is not TOML: {error}") from None
    kinds = get_type_hints(Config)
    for key, value in table.items():
        if key not in KEYS:
            raise ConfigError(f"unknown setting `{key}`{did_you_mean(key, KEYS)}")
        wanted = getattr(kinds[key], "__origin__", kinds[key])
        if not isinstance(value, wanted):
            raise ConfigError(f"`{key}` must be {_KIND_WORDS[wanted]}, not {_shown(value)}")
    made = Config(**table, place=place)
    _check(made)
    return made


_KIND_WORDS = {str: 'text in quotes, such as `"..."`', bool: "true or false", dict: "a table"}


def _shown(value: object) -> str:
    return "a table" if isinstance(value, dict) else f"`{value}`"


def postgresql(url: str) -> dict[str, object]:
    """The connection that `postgresql://role:password@host:port/name?sslmode=...` describes, as Django wants it."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    # A folder of sockets is written %2Frun%2F...; `hostname` would put it in lower case.
    host = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),  # such as sslmode: left out, the connection would be in clear
    }


@dataclass(frozen=True, slots=True)
class MailServer:
    """The mail server that `smtp://user:password@host:port` or `smtps://...` describes.

    `tls`: encrypted from the first byte (`at_once`) or after the greeting (`later`), or not at all on this machine.
    """

    host: str
    port: int
    user: str
    password: str
    tls: str


def mail_server(url: str) -> MailServer:
    """The mail server of the setting `mail`."""
    parts = urlsplit(url)
    at_once = parts.scheme == "smtps"
    later = parts.scheme == "smtp" and parts.hostname not in LOOPBACK
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or (465 if at_once else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls="at_once" if at_once else "later" if later else "",
    )


def _split(key: str, url: str) -> SplitResult:
    """The parts of an address; raises ConfigError where it has none, or a port that is no number."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        more = f"; {_ESCAPED}" if key in _WITH_PASSWORD else ""
        raise ConfigError(f"`{key}` is no address: `{url.rpartition('@')[2]}` cannot be read{more}") from None
    ended_early = "@" in parts.path + parts.fragment or ("@" in url and "@" not in parts.netloc)
    if key in _WITH_PASSWORD and ended_early:
        raise ConfigError(f"`{key}` is no address: {_ESCAPED}")
    return parts


def _check(config: Config) -> None:
    parts, mail = _split("base_url", config.base_url), _split("mail", config.mail)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise ConfigError("`base_url` must be the address people type, such as `https://gatepost.example.org`")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ConfigError("`base_url` must begin with https:// unless only this machine is served")
    _split("listen", f"//{config.listen}")
    if not all(config.listening) or urlsplit(f"//{config.listen}").path:
        raise ConfigError("`listen` must be an address and a port, such as `127.0.0.1:8000` or `[::1]:8000`")
    for key, url in (("database", config.database), ("database_owner", config.database_owner)):
        if url and (_split(key, url).scheme != "postgresql" or not urlsplit(url).path.lstrip("/")):
            raise ConfigError(f"`{key}` must be postgresql://role:password@host/name, or be left out to use SQLite")
    if bool(config.database) != bool(config.database_owner):
        raise ConfigError("`database` and `database_owner` belong together: give both, or neither to use SQLite")
    if config.mail and (mail.scheme not in ("smtp", "smtps") or not mail.hostname):
        raise ConfigError("`mail` must be the mail server, such as `smtp://user:password@mail.example.org:587`")
    if config.mail and "@" not in config.mail_from:
        raise ConfigError("`mail_from` must be the address that e-mails come from, when `mail` is given")
    for key, value in config.tls.items():
        if key not in TLS_KEYS:
            below = "a setting of the site stands above the line `[tls]`, since all that is below belongs to that table"
            near = did_you_mean(key, TLS_KEYS)
            raise ConfigError(f"unknown setting `tls.{key}`{near}; {below}")
        if not isinstance(value, str):
            raise ConfigError(f"`tls.{key}` must be the path of a PEM file, not {_shown(value)}")
    if config.tls and len(config.tls) < len(TLS_KEYS):
        raise ConfigError("`tls.certificate` and `tls.key` belong together: give both")
