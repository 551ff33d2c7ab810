"""What came of a check, in words and as JSON."""

from collections.abc import Iterator
from typing import Any

from .verify import Report


def in_words(report: Report) -> Iterator[str]:
    """The lines that a person reads, the verdict first."""
    span = f", {report.first_at} to {report.last_at}" if report.first_at else ""
    yield f"{printable(report.origin)}: {_count(report.entries, 'entry', 'entries')}{span}"
    wrong = sum(not finding.warning for finding in report.findings) + report.more
    yield f"NOT as it was: {_count(wrong, 'finding', 'findings')}" if wrong else "complete and unchanged"
    for finding in report.findings:
        yield f"  {'warning' if finding.warning else finding.kind}: {printable(finding.says)}"
    if report.more:
        yield f"  and {report.more} more"
    yield from _standing(report)


def as_json(report: Report) -> dict[str, Any]:
    """The same for programs."""
    return {
        "origin": report.origin,
        "complete": report.complete,
        "entries": report.entries,
        "first_at": report.first_at,
        "last_at": report.last_at,
        "held": report.held,
        "covered": report.covered,
        "own_key": report.own_key,
        "keys": [key.to_text() for key in report.keys],
        "findings": [
            {"kind": one.kind, "first": one.first, "last": one.last, "warning": one.warning, "says": one.says}
            for one in report.findings
        ],
        "more": report.more,
    }


def printable(text: str) -> str:
    """Text that cannot act on a terminal."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _standing(report: Report) -> Iterator[str]:
    """How much the verdict is worth."""
    if report.held or not report.complete:
        heads = _count(report.held, "head held elsewhere fits", "heads held elsewhere fit")
        yield f"{heads}: {report.covered} of {report.entries} entries proved unchanged"
    else:
        yield "no head held elsewhere proves it; the log only agrees with itself"
    if report.own_key:
        yield "the key is the file's own; see that it is the one you were given:"
        yield from (f"  {printable(key.to_text())}" for key in report.keys)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
