"""What the site sealed under its own key, opened on the way out: nobody elsewhere has that key.

What is sealed to people, in their safes, stays as it is: they alone open it, here and elsewhere.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gatepost.sealing.faults import CannotOpen
from gatepost.web.approvals import words
from gatepost.web.consents.models.answers import BARS, LIFTING, REASON
from gatepost.web.phones.words import BANS, NEED, PERMISSIONS, TOLD, WHY
from gatepost.web.releases.queries import FIELD, TABLE
from gatepost.web.sealed import open_sealed, open_sealed_bytes

# Rows that go nowhere: whoever takes a school's rows is not whom these are for, and is not to learn that they exist.
PRIVATE = frozenset({"checks_helddraft"})


@dataclass(frozen=True, slots=True)
class Column:
    """A sealed column: for which table and field it is sealed, in which column the row's name stands, how it reads."""

    table: str
    name: str
    field: str
    read: Callable[..., Any] = open_sealed


def _told(sealed: bytes, **place: str) -> Any:
    return json.loads(open_sealed(sealed, **place))


SEALED: Mapping[str, Mapping[str, Column]] = {
    "approvals_permissionrequest": {
        "told": Column(words.REQUEST, "sealed_at", "told", _told),
        "question": Column(words.REQUEST, "sealed_at", "question"),
        "reply": Column(words.REQUEST, "sealed_at", "reply"),
    },
    "approvals_vote": {"words": Column(words.VOTE, "sealed_at", "words")},
    "approvals_requestpicture": {"content": Column(words.PICTURE, "sealed_at", "content", open_sealed_bytes)},
    "consents_imagebar": {
        "sealed_reason": Column(BARS, "name", REASON),
        "sealed_lifting": Column(BARS, "name", LIFTING),
    },
    "phones_permission": {"told": Column(PERMISSIONS, "name", TOLD, _told)},
    "phones_ban": {"why": Column(BANS, "name", WHY), "need": Column(BANS, "name", NEED, _told)},
    "releases_release": {"words": Column(TABLE, "name", FIELD, _told)},
}


def unsealed(table: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The rows of a table with their sealed columns opened; what this site's secrets no longer open stays as it is."""
    columns = SEALED.get(table, {})
    for row in rows:
        yield {key: _opened(columns[key], row, value) if key in columns else value for key, value in row.items()}


def _opened(column: Column, row: Mapping[str, Any], sealed: Any) -> Any:
    if not sealed:
        return ""
    try:
        return column.read(bytes(sealed), table=column.table, row=row[column.name], field=column.field)
    except CannotOpen:
        return sealed
