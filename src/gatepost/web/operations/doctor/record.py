"""Each school's record: its newest entries against its head, or all of it."""

from collections.abc import Iterator

from gatepost.ledger.entry import leaf_hash
from gatepost.ledger.tree import Frontier
from gatepost.web.operations.doctor.finding import OK, WRONG, Finding
from gatepost.web.operations.soundness import records
from gatepost.web.operations.telling import counted
from gatepost.web.record.models import Entry, Head, Log
from gatepost.web.schools.models import School
from gatepost.web.schools.scope import school_scope

ABOUT = "record"
DO = "keep everything as it is, and read docs/ledger.md: a head that somebody else holds says since when"


def look(full: bool) -> Iterator[Finding]:
    """Every school's record: from end to end, or what came since its newest head."""
    wrong, entries, number = [], 0, 0
    if full:
        for one in records():
            number, entries = number + 1, entries + one.entries
            wrong += [] if one.complete else [(one.slug, one.says)]
    else:
        for school in School.objects.order_by("slug"):
            with school_scope(school.pk):
                found = [said for log in Log.objects.filter(school_id=school.pk) if (said := _newest(log))]
            number += 1
            wrong += [(school.slug, said) for said in found]
    for slug, said in wrong:
        yield Finding(WRONG, ABOUT, f"`{slug}`: {said}", DO)
    if not wrong and full:
        yield Finding(OK, ABOUT, f"all {entries:,} entries of {counted(number, 'school')} are complete and unchanged")
    elif not wrong:
        yield Finding(
            OK, ABOUT, f"the newest entries of {counted(number, 'school')} fit their heads; `--full` checks all of them"
        )


def _newest(log: Log) -> str:
    """What is wrong with the entries since the newest head, or empty."""
    log.refresh_from_db()
    head = Head.objects.filter(school_id=log.school_id, log=log, size__lte=log.size).order_by("-size").first()
    grown = Frontier.from_hex(head.size, head.frontier.split()) if head else Frontier()
    rows = Entry.objects.filter(school_id=log.school_id, log=log, seq__gte=grown.size, seq__lt=log.size)
    for body in rows.order_by("seq").values_list("body", flat=True).iterator(chunk_size=2_000):
        grown = grown.append(leaf_hash(body.encode()))
    if grown.size < log.size:
        return f"the log has had {log.size} entries, and {grown.size} are there"
    if grown != Frontier.from_hex(log.size, log.frontier.split()):
        return "some of the newest entries are not those that were added"
    return ""
