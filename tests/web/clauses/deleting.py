"""A school's policy without the rule of one clause: then a test of the clause must fail."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest

from gatepost.web.policies.models import AdoptedPolicy
from gatepost.web.policies.queries import document
from tests.web.clauses.here import Here, NotShown

Shown = Callable[[Here], None]  # a test that is named after a clause

# Clauses that no rule of theirs puts on a page: there the whole clause is deleted.
CARRIED_BY_THEIR_TEXT: Mapping[str, str] = {
    "CP-01": "says what counts as published; shown with the law beside a draft that is stopped by another clause",
    "CP-10": "explains the freedom to speak; shown with the law beside a draft that is stopped by another clause",
    "RA-25": "its rule is about bullying; its text is cited beside the page's own word that a check is private",
}
_TEST = re.compile(r"test_([a-z]{2})_(\d\d)_")
_BLOCK = re.compile(r"^```(?P<kind>rule|breach) (?P<id>[A-Z]+-\d+)(?:/[a-z])?\n.*?^```\n", re.M | re.S)
_CLAUSE = r"^\*\*[^*\n]+\*\* \({}\).*?(?=^\*\*[^*\n]+\*\* \(|^#|\Z)"
_LIST = re.compile(r"^(?P<key>overrides|of): (?P<names>.*(?:\n  .*)*)\n", re.M)


def clause_of(name: str) -> str | None:
    """The clause that a test is named after."""
    found = _TEST.match(name)
    return f"{found[1].upper()}-{found[2]}" if found else None


def fails_without_its_rule(here: Here, shown: Shown) -> None:
    """The test fails because its page shows something else, once the school's policy lacks the rule."""
    clause = clause_of(shown.__name__)
    assert clause is not None
    with _without(here, clause), pytest.raises(NotShown):
        shown(here)


@contextmanager
def _without(here: Here, clause: str) -> Iterator[None]:
    with here.inside():
        (row,) = AdoptedPolicy.objects.all()
        text = row.text
        left = without(text, clause)
        assert document(left).name == document(text).name  # it can be adopted: it has no fault
        AdoptedPolicy.objects.filter(pk=row.pk).update(text=left)
    try:
        yield
    finally:
        with here.inside():
            AdoptedPolicy.objects.filter(pk=row.pk).update(text=text)


def without(text: str, clause: str) -> str:
    """A policy's text without the rules of a clause, or without the clause where its text carries it."""
    if clause in CARRIED_BY_THEIR_TEXT:
        left = re.sub(_CLAUSE.format(re.escape(clause)), "", text, flags=re.M | re.S)
        left = re.sub(rf"^\| {re.escape(clause)} \|.*\n", "", left, flags=re.M)  # its examples
    else:
        left = _BLOCK.sub(lambda found: "" if (found["kind"], found["id"]) == ("rule", clause) else found[0], text)
        left = re.sub(rf"(\({re.escape(clause)}\) \{{topic: [a-z_]+\}})", r"\1 {guidance}", left)
    assert left != text, f"{clause} is carried by something else"
    return _BLOCK.sub(lambda block: _LIST.sub(lambda one: _known(one, clause), block[0]), left)


def _known(listed: re.Match[str], clause: str) -> str:
    """A list of clauses and rules without those of the clause."""
    names = [name.strip() for name in listed["names"].replace("\n", " ").split(",")]
    gone = [name for name in names if name.split("/")[0] == clause]
    if listed["key"] == "of" and clause not in CARRIED_BY_THEIR_TEXT:
        return listed[0]  # what follows from a breach is still said of the clause
    left = [name for name in names if name not in gone]
    return f"{listed['key']}: {', '.join(left)}\n" if left else ""
