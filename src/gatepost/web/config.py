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
from urllib.parse import urlsplit

from gatepost.vocabulary.nearest import did_you_mean

ENVIRONMENT = "GATEPOST_CONFIG"
FILE_NAME = "gatepost.toml"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


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


def _check(config: Config) -> None:
    parts = urlsplit(config.base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise ConfigError("`base_url` must be the address people type, such as `https://gatepost.example.org`")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ConfigError("`base_url` must begin with https:// unless only this machine is served")
    if config.database and urlsplit(config.database).scheme != "postgresql":
        raise ConfigError("`database` must begin with postgresql://, or be left out to use SQLite")
    if bool(config.database) != bool(config.database_owner):
        raise ConfigError("`database` and `database_owner` belong together: give both, or neither to use SQLite")
    if config.mail and (urlsplit(config.mail).scheme not in ("smtp", "smtps") or not urlsplit(config.mail).hostname):
        raise ConfigError("`mail` must be the mail server, such as `smtp://user:password@mail.example.org:587`")
    if config.mail and "@" not in config.mail_from:
        raise ConfigError("`mail_from` must be the address that e-mails come from, when `mail` is given")
