"""The settings in force, each with where it comes from; what is secret in them is not shown."""

from collections.abc import Iterator
from dataclasses import fields
from urllib.parse import urlsplit

from gatepost.web.config import LOOPBACK, Config, postgresql
from gatepost.web.operations.doctor.finding import LOOK, OK, Finding
from gatepost.web.operations.place import Installation

ABOUT = "settings"
_ADDRESSES = ("database", "database_owner", "mail")


def look(here: Installation) -> Iterator[Finding]:
    """Every setting that was given, and those that leave something out."""
    config, usual = here.config, Config()
    if here.settings is None:
        yield Finding(LOOK, ABOUT, "there is no gatepost.toml, so every setting is the usual one", "write one")
    else:
        yield Finding(OK, ABOUT, f"read from {here.settings}; every key is known")
    for one in fields(Config):
        value = getattr(config, one.name)
        if one.name != "place":
            where = "gatepost.toml" if value != getattr(usual, one.name) else "left out, so the usual"
            yield Finding(OK, f"{ABOUT}.{one.name}", f"{shown(one.name, value)} ({where})")
    if config.host in LOOPBACK:
        yield Finding(LOOK, ABOUT, "only this machine is served", "set `base_url` to the address that people will type")
    for key in ("database", "database_owner"):
        if _is_unproved(getattr(config, key)):
            says = f"`{key}` is on another machine, and nothing proves that it is the right one"
            yield Finding(LOOK, ABOUT, says, "write `?sslmode=verify-full` behind it: docs/settings.md")
    if not config.backup_to:
        yield Finding(LOOK, ABOUT, "no backup is made by itself", "set `backup_to` to a folder on another disk")


def _is_unproved(url: str) -> bool:
    """Whether somebody on the way to a database server could put another in its place."""
    made = postgresql(url)
    host, options = str(made["HOST"]), made["OPTIONS"]
    far = bool(host) and host not in LOOPBACK and not host.startswith("/")
    return far and (not isinstance(options, dict) or options.get("sslmode") != "verify-full")


def shown(key: str, value: object) -> str:
    """A setting without what is secret in it."""
    if key in _ADDRESSES and isinstance(value, str) and value:
        parts = urlsplit(value)
        user = f"{parts.username}@" if parts.username else ""
        place = parts.netloc.rpartition("@")[2]
        return f"`{parts.scheme}://{user}{place}{parts.path}`{', with a password' if parts.password else ''}"
    if isinstance(value, dict):
        return f"a table of {', '.join(sorted(value))}" if value else "empty"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`" if value != "" else "empty"
