"""One entry of a log, as canonical JSON: who did what to which thing, when; commitments to what is kept elsewhere."""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from types import MappingProxyType
from typing import Any

VERSION = 1
LONGEST = 8_192  # bytes of one entry
MOST_COMMITMENTS = 32
KEY_BYTES = 32

_IDENTIFIER = re.compile(r"[A-Za-z0-9._:/#-]{1,200}")
_ACTION = re.compile(r"(?=.{3,100}\Z)[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)+")
_NAME = re.compile(r"[a-z][a-z0-9._-]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_LARGEST_SEQ = 2**53 - 1  # what every JSON reader holds exactly


class EntryError(ValueError):
    """Something that is no entry; the message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; raises EntryError where a field does not hold what it must.

    `log` is the origin of the log, `seq` counts from 0, `at` is UTC with microseconds, as 2026-11-21T16:13:59.123456Z.
    `actor`, `role` and `thing` are opaque identifiers (letters, digits and `._:/#-`; `-` alone for none): no content,
    name or e-mail address goes in, because an entry is never erased. Content is only committed to: `commitments` holds,
    by name, what `commit` returned for it.
    """

    log: str
    seq: int
    at: str
    actor: str
    role: str
    action: str
    thing: str
    commitments: Mapping[str, str]
    v: int = VERSION

    def __post_init__(self) -> None:
        if type(self.v) is not int or self.v != VERSION:
            raise EntryError(f"`v` must be {VERSION}; a newer program wrote this entry, or none did")
        if type(self.seq) is not int or not 0 <= self.seq <= _LARGEST_SEQ:
            raise EntryError("`seq` must be a whole number from 0")
        for name in ("log", "actor", "role", "thing"):
            _match(_IDENTIFIER, name, getattr(self, name), "1 to 200 letters, digits or `._:/#-`; `-` for none")
        _match(_ACTION, "action", self.action, "words of a-z with dots between, such as `concern.triaged`")
        _match(_TIME, "at", self.at, "a UTC time such as `2026-11-21T16:13:59.123456Z`")
        try:
            datetime.fromisoformat(self.at)
        except ValueError:
            raise EntryError("`at` must be a time that exists") from None
        object.__setattr__(self, "commitments", MappingProxyType(_commitments(self.commitments)))


_FIELDS = frozenset(field.name for field in fields(Entry))


def to_bytes(entry: Entry) -> bytes:
    """The canonical JSON of an entry: sorted keys, no spaces, UTF-8."""
    told = {name: getattr(entry, name) for name in _FIELDS}
    told["commitments"] = dict(entry.commitments)
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def from_bytes(raw: bytes) -> Entry:
    """The entry whose canonical JSON these bytes are; raises EntryError for any others."""
    if len(raw) > LONGEST:
        raise EntryError(f"an entry has at most {LONGEST:,} bytes")
    try:
        told = json.loads(raw.decode("utf-8"), object_pairs_hook=_once)
    except EntryError:
        raise
    except UnicodeDecodeError:
        raise EntryError("the entry is not UTF-8 text") from None
    except RecursionError:
        raise EntryError("the entry is nested too deep") from None
    except ValueError:  # no JSON, or a number of thousands of digits
        raise EntryError("the entry is not JSON") from None
    if not isinstance(told, dict):
        raise EntryError("an entry is a JSON object")
    if missing := sorted(_FIELDS - told.keys()):
        raise EntryError(f"the entry has no `{missing[0]}`")
    if told.keys() - _FIELDS:
        raise EntryError("the entry has a key that entries do not have")
    entry = Entry(**told)
    if to_bytes(entry) != raw:
        raise EntryError("the entry is not in canonical form (sorted keys, no spaces, UTF-8)")
    return entry


def leaf_hash(raw: bytes) -> bytes:
    """SHA-256 of 0x00 and the bytes of an entry: its leaf in the tree of RFC 6962 (32 bytes)."""
    return hashlib.sha256(b"\x00" + raw).digest()


def commit(content: bytes, key: bytes | None = None) -> tuple[str, bytes]:
    """HMAC-SHA-256 of content as 64 hex digits, and its 32-byte key, fresh where none is given.

    Whoever keeps key and content can show later what was committed to; once the key is erased nobody can, not even by
    guessing the content. A fresh key for each content.
    """
    key = secrets.token_bytes(KEY_BYTES) if key is None else key
    if len(key) != KEY_BYTES:
        raise ValueError(f"the key of a commitment has {KEY_BYTES} bytes")
    return hmac.new(key, content, hashlib.sha256).hexdigest(), key


def opens(commitment: str, key: bytes, content: bytes) -> bool:
    """Whether this is the content that was committed to with this key."""
    return len(key) == KEY_BYTES and hmac.compare_digest(commit(content, key)[0].encode(), commitment.encode())


def _match(pattern: re.Pattern[str], name: str, value: object, wanted: str) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise EntryError(f"`{name}` must be {wanted}")


def _commitments(given: object) -> dict[str, str]:
    if not isinstance(given, Mapping) or len(given) > MOST_COMMITMENTS:
        raise EntryError(f"`commitments` must be an object of at most {MOST_COMMITMENTS} names")
    for name, value in given.items():
        _match(_NAME, "commitments", name, "named by 1 to 64 of a-z, digits or `._-`, a letter first")
        _match(_DIGEST, "commitments", value, "64 hex digits each")
    return dict(given)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise EntryError("a key is there twice")
    return made
