"""What must hold of a site however it ended: nothing confirmed is lost, nothing is half done, nothing is done twice."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.web.operations.homes import Home
from tests.web.operations.letters import Letters
from tests.web.operations.writers import FEW, MANY, Confirmed

# Rows that come and go with exactly one entry of the record each: their query, the action, the name of the thing.
_PAIRS = (
    ("SELECT id FROM schools_approvedchannel WHERE name LIKE 'Channel %'", "school.channel-approved", "channel"),
    ("SELECT id FROM schools_invitation", "invitation.made", "invitation"),
    ("SELECT id FROM people_familylink", "family-link.declared", "family-link"),
    ("SELECT id FROM people_import", "roster.staged", "import"),
    ("SELECT id FROM people_import WHERE state = 'applied'", "roster.applied", "import"),
)
_LARGE = f"SELECT id FROM people_import WHERE people = {MANY} AND confirmed_at IS NOT NULL"


def wrong(home: Home, confirmed: Confirmed, due: list[int], letters: Letters | None = None) -> list[str]:
    """Everything that is not as it must be, as sentences; to be asked while nobody writes. `due`: of whom the last day
    is over.
    """
    return [*_lost(home, confirmed), *_half_done(home), *_done_twice(home, due), *_unsent(home, letters)]


def unfinished(home: Home, due: list[int]) -> list[str]:
    """What the queue and the clock still have before them."""
    waiting = {
        "in the queue": "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status IN ('READY', 'RUNNING')",
        "files": "SELECT count(*) FROM people_import WHERE state IN ('waiting', 'reading')",
        "letters": "SELECT count(*) FROM notices_notice WHERE read_at IS NULL AND mailed_at IS NULL",
        "leavers": f"SELECT count(*) FROM people_onroll WHERE id IN ({_listed(due)})",
    }
    return [f"{found} {what}" for what, sql in waiting.items() if (found := home.ask(sql)[0][0])]


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers or [0]))


def _column(home: Home, sql: str) -> list[Any]:
    return [row[0] for row in home.ask(sql)]


def _lost(home: Home, confirmed: Confirmed) -> Iterator[str]:
    applied = set(_column(home, "SELECT class_name FROM people_onroll WHERE class_name LIKE 'Small%'"))
    held = (
        (confirmed.channels, set(_column(home, "SELECT name FROM schools_approvedchannel"))),
        (confirmed.invitations, set(_column(home, "SELECT email FROM schools_invitation"))),
        (confirmed.links, set(_column(home, "SELECT other_name FROM people_familylink"))),
        (confirmed.files, applied),
    )
    for told, there in held:
        yield from (f"{one} was confirmed and is not there" for one in told if one not in there)
    confirmed_large = len(_column(home, _LARGE))
    if confirmed_large < len(confirmed.large_files):
        yield f"{len(confirmed.large_files)} large files were confirmed, {confirmed_large} are known"


def _half_done(home: Home) -> Iterator[str]:
    for sql, action, thing in _PAIRS:
        entries = Counter(_column(home, f"SELECT thing FROM record_entry WHERE action = '{action}'"))
        rows = {f"{thing}:{number}" for number in _column(home, sql)}
        yield from (f"{one} has no entry {action}" for one in sorted(rows - set(entries)))
        yield from (f"{action} of {one} and no such row" for one in sorted(set(entries) - rows))
        yield from (f"{one} has {number} entries {action}" for one, number in entries.items() if number > 1)
    people = dict(home.ask("SELECT class_name, count(*) FROM people_onroll GROUP BY class_name"))
    for room, number in people.items():
        whole = MANY if room.startswith("Large") else FEW if room.startswith("Small") else number
        if number != whole:
            yield f"{number} of {whole} people of {room} are on the roll"
    rooms = sum(1 for room in people if re.fullmatch(r"(Large|Small)\d+", room))
    applied = len(_column(home, "SELECT id FROM people_import WHERE state = 'applied'"))
    if rooms != applied:
        yield f"{applied} files are applied and the people of {rooms} are on the roll"
    links = len(_column(home, "SELECT id FROM people_familylink"))
    told = len(set(_column(home, "SELECT thing FROM notices_notice WHERE kind = 'family-link-to-note'")))
    if links != told:
        yield f"of {links} family links {told} were told to whoever decides"


def _done_twice(home: Home, due: list[int]) -> Iterator[str]:
    left = Counter(_column(home, "SELECT thing FROM record_entry WHERE action = 'roll.left'"))
    there = set(_column(home, f"SELECT id FROM people_onroll WHERE id IN ({_listed(due)})"))
    for number in due:
        times = sum(found for thing, found in left.items() if thing.endswith(f":{number}"))
        if times != int(number not in there):
            yield f"{number}, whose last day is over, has left {times} times"
    days = Counter(
        (json.loads(body)["log"], json.loads(body)["at"][:10])
        for body in _column(home, "SELECT body FROM record_entry WHERE action = 'record.case-heads'")
    )
    yield from (f"{number} daily lines in {log} on {day}" for (log, day), number in days.items() if number > 1)


def _unsent(home: Home, letters: Letters | None) -> Iterator[str]:
    """A letter is noted as sent once it was: a kill between makes two of one and never none."""
    if letters is None:
        return
    rows = home.ask(
        "SELECT a.email, count(DISTINCT n.mailed_at) FROM notices_notice n "
        "JOIN schools_membership m ON m.id = n.membership_id JOIN schools_account a ON a.id = m.account_id "
        "WHERE n.mailed_at IS NOT NULL GROUP BY a.email"
    )
    for address, batches in rows:
        if letters.to[str(address)] < batches:
            yield f"{batches} letters to {address} are noted as sent, {letters.to[str(address)]} came"
