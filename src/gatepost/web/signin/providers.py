"""Google and Microsoft, as `gatepost.toml` describes them: each one organisation's accounts and nobody else's."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from gatepost.vocabulary.nearest import did_you_mean
from gatepost.web.config import Config, ConfigError

GOOGLE, MICROSOFT = "google", "microsoft"
NAMES: Final = {GOOGLE: "Google", MICROSOFT: "Microsoft"}
# Where the browser is sent: a form may lead there, so the security policy of our pages must name it.
ORIGINS: Final = {GOOGLE: "https://accounts.google.com", MICROSOFT: "https://login.microsoftonline.com"}
_PINS: Final = {GOOGLE: "domain", MICROSOFT: "tenant"}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


def described(config: Config) -> tuple[dict[str, Any], ...]:
    """The providers that the settings name, as django-allauth takes them; raises ConfigError."""
    return tuple(_provider(config, name, table) for name, table in _tables(config.signin))


def _tables(signin: Mapping[str, Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    for name, table in signin.items():
        if name not in NAMES:
            raise ConfigError(f"unknown setting `signin.{name}`{did_you_mean(name, tuple(NAMES))}")
        if not isinstance(table, dict):
            raise ConfigError(f"`signin.{name}` must be a table")
        yield name, table


def _provider(config: Config, name: str, table: dict[str, Any]) -> dict[str, Any]:
    pin = _PINS[name]
    keys = ("client_id", "secret_file", pin)
    for key, value in table.items():
        if key not in keys:
            raise ConfigError(f"unknown setting `signin.{name}.{key}`{did_you_mean(key, keys)}")
        if not isinstance(value, str):
            raise ConfigError(f"`signin.{name}.{key}` must be text in quotes")
    for key in keys:
        if not table.get(key):
            raise ConfigError(f"`signin.{name}.{key}` is missing")
    pinned = table[pin].lower()
    if name == MICROSOFT and not _UUID.fullmatch(pinned):
        raise ConfigError("`signin.microsoft.tenant` must be the directory's own id, such as `1b3f...`, not its name")
    if name == GOOGLE and not _DOMAIN.fullmatch(pinned):
        raise ConfigError("`signin.google.domain` must be a domain, such as `school.example.org`")
    try:
        secret = (config.place / table["secret_file"]).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ConfigError(f"`signin.{name}.secret_file` cannot be read") from None
    issuer = ORIGINS[GOOGLE] if name == GOOGLE else f"{ORIGINS[MICROSOFT]}/{pinned}/v2.0"
    return provider(name, client_id=table["client_id"], secret=secret, issuer=issuer, pinned=pinned)


def provider(name: str, *, client_id: str, secret: str, issuer: str, pinned: str) -> dict[str, Any]:
    """One provider as django-allauth takes it. Its tokens must come from `issuer` and carry the `pinned` organisation:
    for Google the claim `hd`, for Microsoft `tid`.
    """
    claim = "hd" if name == GOOGLE else "tid"
    return {
        "provider_id": name,
        "name": NAMES[name],
        "client_id": client_id,
        "secret": secret,
        "settings": {
            "server_url": issuer,
            "issuer": issuer,
            "pinned": {claim: pinned},
            "fetch_userinfo": False,
            "oauth_pkce_enabled": True,
            "auth_params": {"hd": pinned, "prompt": "select_account"} if name == GOOGLE else {},
        },
    }
