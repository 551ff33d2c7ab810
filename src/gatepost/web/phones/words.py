"""What is sealed of pupils' phones: why a pupil may bring one or is banned, and what came of looking at need."""

import json
from dataclasses import dataclass

from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.secret import Buffer
from gatepost.web.phones.models import Ban, Permission
from gatepost.web.sealed import open_sealed, seal

PERMISSIONS, BANS = "phones_permission", "phones_ban"  # tables
TOLD, WHY, NEED = "told", "why", "need"  # fields


@dataclass(frozen=True, slots=True)
class Said:
    """One of the answers that a form offers, and words beside it; both empty where nobody can open them any more."""

    answer: str = ""
    words: str = ""


def seal_told(name: str, said: Said) -> bytes:
    """What stands in `Permission.told` of the row with this name."""
    return seal(table=PERMISSIONS, row=name, field=TOLD, content=_text(said))


def seal_why(name: str, words: str) -> bytes:
    """What stands in `Ban.why`."""
    return seal(table=BANS, row=name, field=WHY, content=words)


def seal_need(name: str, said: Said) -> bytes:
    """What stands in `Ban.need`."""
    return seal(table=BANS, row=name, field=NEED, content=_text(said))


def told_of(permission: Permission) -> Said:
    """Why the pupil may bring a phone: `answer` is of REASONS."""
    return _said(_opened(permission.told, PERMISSIONS, permission.name, TOLD))


def why_of(ban: Ban) -> str:
    """Why the pupil is banned."""
    return _opened(ban.why, BANS, ban.name, WHY)


def need_of(ban: Ban) -> Said:
    """What came of looking at need and adjustment: `answer` is of NEEDS."""
    return _said(_opened(ban.need, BANS, ban.name, NEED))


def _text(said: Said) -> str:
    return json.dumps([said.answer, said.words], ensure_ascii=False)


def _said(text: str) -> Said:
    return Said(*json.loads(text)) if text else Said()


def _opened(sealed: Buffer, table: str, row: str, field: str) -> str:
    try:
        return open_sealed(sealed, table=table, row=row, field=field)
    except CannotOpen:
        return ""
