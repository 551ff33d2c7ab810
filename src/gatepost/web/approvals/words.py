"""The words of requests: sealed on their way in, opened for those who may read them."""

import json
from dataclasses import asdict, dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.secret import Buffer
from gatepost.web.approvals.binding import Asked, digest
from gatepost.web.approvals.models import PermissionRequest, RequestPicture, Vote
from gatepost.web.sealed import fingerprint, open_sealed, open_sealed_bytes, seal

REQUEST, VOTE, PICTURE = "approvals.request", "approvals.vote", "approvals.picture"
LONGEST_BEGINNING = 80  # characters


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody wrote in asking. `account` is where it goes; `platform` and `handle` are of an account to be
    opened; `note` is for whoever decides, and not part of what is asked.
    """

    words: str = ""
    alt_texts: tuple[str, ...] = ()
    account: str = ""
    platform: str = ""
    handle: str = ""
    note: str = ""


def seal_told(at: str, told: Told) -> bytes:
    """What stands in `PermissionRequest.told` of the row with this `sealed_at`."""
    return seal(table=REQUEST, row=at, field="told", content=json.dumps(asdict(told)))


def told(request: PermissionRequest) -> Told:
    """What was written in asking; raises CannotOpen."""
    found = json.loads(open_sealed(request.told, table=REQUEST, row=request.sealed_at, field="told"))
    return Told(**(found | {"alt_texts": tuple(found["alt_texts"])}))


def beginning(request: PermissionRequest) -> str:
    """The first words of what was asked, on one line; empty for pictures alone, and where nobody can open it."""
    try:
        return Truncator(" ".join(told(request).words.split())).chars(LONGEST_BEGINNING)
    except CannotOpen:
        return ""


def seal_line(request: PermissionRequest, field: str, text: str) -> bytes:
    """What stands in `question` or `reply`."""
    return seal(table=REQUEST, row=request.sealed_at, field=field, content=text)


def line(request: PermissionRequest, field: str) -> str:
    """The question or the reply, empty where there is none."""
    return _opened(getattr(request, field), REQUEST, request.sealed_at, field)


def seal_vote(at: str, text: str) -> bytes:
    """What stands in `Vote.words`."""
    return seal(table=VOTE, row=at, field="words", content=text) if text else b""


def vote_words(vote: Vote) -> str:
    """The conditions or the reason, empty where there are none."""
    return _opened(vote.words, VOTE, vote.sealed_at, "words")


def _opened(sealed: Buffer, table: str, row: str, field: str) -> str:
    """The text, empty where there is none; what the secrets of the site no longer open says that of itself."""
    try:
        return open_sealed(sealed, table=table, row=row, field=field) if sealed else ""
    except CannotOpen:
        return _("(There are words here that can no longer be opened: the secrets of this site have changed.)")


def seal_picture(at: str, content: bytes) -> bytes:
    """What stands in `RequestPicture.content`."""
    return seal(table=PICTURE, row=at, field="content", content=content)


def picture(row: RequestPicture) -> bytes:
    """The picture; raises CannotOpen."""
    return open_sealed_bytes(row.content, table=PICTURE, row=row.sealed_at, field="content")


def known_by(asked_digest: str) -> str:
    """How the database knows a digest of `binding`: nobody can tell from it whether a guess is right."""
    return fingerprint(table=REQUEST, text=asked_digest)


def fingerprints(asked: Asked) -> tuple[str, str]:
    """Of what was asked, with its clauses and without."""
    return known_by(digest(asked)), known_by(digest(asked.content))
