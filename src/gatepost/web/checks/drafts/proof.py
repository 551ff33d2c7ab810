"""Proof that somebody asked: a signed text that only the person holds. The site keeps nothing of it.

It is signed by the key of the school's record, over a hash of the draft with a random salt that stands in the text; so
whoever holds both the draft and the proof can show that they belong together, and nobody else learns anything.
"""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from gatepost.ledger.note import BadSignature, NoteError, parse_note, verify_note
from gatepost.policy.document import Policy
from gatepost.web.checks.drafts.advice import Advice
from gatepost.web.checks.drafts.draft import Draft
from gatepost.web.checks.gather import write
from gatepost.web.record.queries import key, log_of
from gatepost.web.record.signing import signed_statement
from gatepost.web.schools.models import School
from gatepost.web.schools.person import Person

FIRST = "gatepost: proof that a draft was checked, 1"
LONGEST = 20_000  # characters of a text with a proof in it
_KEYS = (
    *("log", "at", "asked-by", "name", "policy", "title", "version", "policy-digest", "answer", "certain", "clauses"),
    *("for", "not-before", "salt", "words", "photos", "told"),
)
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Proved:
    """What a true proof says. `place`: what was to be done with it, from which account, where and for whom; `certain`:
    whether nothing was left open; `photos`: how many were checked with it. `fits`: whether the words that were laid
    beside it are the ones, None where none were.
    """

    at: datetime
    asked_by: str
    name: str
    policy: str
    title: str
    version: str
    digest: str
    answer: str
    certain: bool
    clauses: str
    place: str
    not_before: str
    photos: int
    fits: bool | None


def make(person: Person, draft: Draft, policy: Policy, advice: Advice, now: datetime) -> str | None:
    """The proof as a text file; None before anything stands in the school's record."""
    log = log_of(person.school_id)
    if log is None:
        return None
    salt = secrets.token_hex(_SALT_BYTES)
    first = advice.answers[0].decision
    clauses = dict.fromkeys(rule.clause for one in advice.answers for rule in one.decision.clauses)
    said = json.dumps([write(advice.told), draft.setting, sorted((draft.shows or {}).items()), draft.children])
    told = {
        "log": log.origin,
        "at": now.astimezone(UTC).strftime(_MOMENT),
        "asked-by": person.actor,
        "name": person.name,
        "policy": policy.name,
        "title": policy.title,
        "version": policy.version,
        "policy-digest": policy.digest,
        "answer": first.outcome,
        "certain": "yes" if all(one.decision.settled for one in advice.answers) else "no",
        "clauses": " ".join(clauses) or "-",
        "for": draft.place,
        "not-before": draft.not_before.astimezone(UTC).strftime(_MOMENT) if draft.not_before else "-",
        "salt": salt,
        "words": _hash(salt, draft.text),
        "photos": " ".join(_hash(salt, one.digest) for one in draft.photos) or "-",
        "told": _hash(salt, said),  # what its author answered, which nobody but they can show
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
        at=datetime.strptime(told["at"], _MOMENT).replace(tzinfo=UTC),
        asked_by=told["asked-by"].replace(":", " "),
        name=told["name"],
        policy=told["policy"],
        title=told["title"],
        version=told["version"],
        digest=told["policy-digest"],
        answer=told["answer"],
        certain=told["certain"] == "yes",
        clauses="" if told["clauses"] == "-" else told["clauses"],
        place="" if told["for"] == "-" else told["for"],
        not_before="" if told["not-before"] == "-" else told["not-before"],
        photos=0 if told["photos"] == "-" else len(told["photos"].split()),
        fits=hmac.compare_digest(_hash(told["salt"], words), told["words"]) if words else None,
    )


def _hash(salt: str, content: str) -> str:
    return hmac.new(bytes.fromhex(salt), content.encode(), hashlib.sha256).hexdigest()


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _tidied(text: str) -> str:
    """The note as it was made: a form ends lines in two characters and may lose the last."""
    return _plain(text) + "\n"
