"""Proof that somebody asked: a signed text that only the person holds. The site keeps nothing of it.

It is signed by the key of the school's record, over a hash of the draft with a random salt that stands in the text; so
whoever holds both the draft and the proof can show that they belong together, and nobody else learns anything.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from gatepost.ledger.note import BadSignature, NoteError, parse_note, verify_note
from gatepost.policy.document import Policy
from gatepost.web.checks.drafts.draft import Draft
from gatepost.web.record.queries import key, log_of
from gatepost.web.record.signing import signed_statement
from gatepost.web.schools.models import School
from gatepost.web.schools.person import Person

FIRST = "gatepost: proof that a draft was checked, 1"
LONGEST = 20_000  # characters of a text with a proof in it
_KEYS = ("log", "at", "asked-by", "policy", "version", "policy-digest", "answer", "clauses", "salt", "words", "photos")
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Proved:
    """What a true proof says. `fits`: whether the draft that was laid beside it is the one, None where none was."""

    at: datetime
    asked_by: str
    policy: str
    version: str
    digest: str
    answer: str
    clauses: str
    fits: bool | None


def make(
    person: Person, draft: Draft, policy: Policy, answer: str, clauses: tuple[str, ...], now: datetime
) -> str | None:
    """The proof as a text file; None before anything stands in the school's record. `answer`: a word of outcomes."""
    log = log_of(person.school_id)
    if log is None:
        return None
    salt = secrets.token_hex(_SALT_BYTES)
    told = {
        "log": log.origin,
        "at": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "asked-by": person.actor,
        "policy": policy.name,
        "version": policy.version,
        "policy-digest": policy.digest,
        "answer": answer,
        "clauses": " ".join(clauses) or "-",
        "salt": salt,
        "words": _hash(salt, draft.text),
        "photos": " ".join(_hash(salt, one.digest) for one in draft.photos) or "-",
    }
    lines = [FIRST, *(f"{name}: {' '.join(str(told[name]).split()) or '-'}" for name in _KEYS)]
    return signed_statement(log, "\n".join(lines) + "\n")


def check(school: School, text: str, draft: str = "") -> Proved | None:
    """What the proof says, where the key of the open school's record signed it; None where it proves nothing.

    `draft`: the words of the draft, to see whether they are the ones.
    """
    verifier = key(school.pk)
    if verifier is None or len(text) > LONGEST:
        return None
    try:
        note = parse_note(_tidied(text))
        verify_note(note, [verifier])
    except (NoteError, BadSignature):
        return None
    first, *lines = note.text.removesuffix("\n").split("\n")
    told = dict(line.split(": ", 1) for line in lines if ": " in line)
    if first != FIRST or tuple(told) != _KEYS or told["log"] != verifier.name:
        return None
    words = _plain(draft)
    return Proved(
        at=datetime.strptime(told["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
        asked_by=told["asked-by"].replace(":", " "),
        policy=told["policy"],
        version=told["version"],
        digest=told["policy-digest"],
        answer=told["answer"],
        clauses="" if told["clauses"] == "-" else told["clauses"],
        fits=hmac.compare_digest(_hash(told["salt"], words), told["words"]) if words else None,
    )


def _hash(salt: str, content: str) -> str:
    return hmac.new(bytes.fromhex(salt), content.encode(), hashlib.sha256).hexdigest()


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _tidied(text: str) -> str:
    """The note as it was made: a form ends lines in two characters and may lose the last."""
    return _plain(text) + "\n"
