"""A policy's own tests: the table under `## Examples`, read into the shape of a scenario file.

| Clause | Activity | Expected |
| CP-17  | role: teacher; action: accept-connection; target: pupil | must-not; cites CP-17 |
"""

import re
from collections.abc import Container, Mapping
from typing import Any

from gatepost.policy.document import Example
from gatepost.policy.faults import FaultList
from gatepost.vocabulary.activity import Activity, ActivityError
from gatepost.vocabulary.nearest import did_you_mean, quoted
from gatepost.vocabulary.words import Fact, Vocabulary

_LISTS = {
    "cites": "cites",
    "not cites": "not_cites",
    "sets aside": "set_aside",
    "permission held": "permission_held",
    "duties": "duties",
    "no duties": "not_duties",
}
MOST_EXAMPLES = 1000


class CellError(ValueError):
    """A cell that cannot be read; the message is a sentence."""


class ExampleReader:
    """Collects the rows of the table while the document is read; gives them with `read`."""

    def __init__(self, faults: FaultList, words: Vocabulary) -> None:
        self.faults = faults
        self.words = words
        self.rows: list[Example] = []

    def table(self, lines: list[str], at: int) -> int:
        """Read the rows from line `at` on; gives the index of the first line that is no part of the section."""
        seen_header = False
        while at < len(lines) and not lines[at].startswith("#"):
            line = lines[at].strip()
            at += 1
            if not line.startswith("|"):
                continue
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not seen_header:
                seen_header = True
                if [cell.lower() for cell in cells] != ["clause", "activity", "expected"]:
                    self.faults.add(at, None, "the columns of the examples are Clause, Activity and Expected")
            elif len(cells) != 3:
                self.faults.add(at, None, f"a row of the examples has 3 cells, not {len(cells)}")
            elif not set(cells[0]) <= set(":- ") or not cells[0]:
                self.row(at, *cells)
        return at

    def row(self, line: int, clause: str, activity: str, expected: str) -> None:
        if len(self.rows) >= MOST_EXAMPLES:
            self.faults.add(line, None, f"there are more than {MOST_EXAMPLES} examples")
            return
        try:
            facts = read_activity(activity, self.words)
            Activity.from_json(facts, self.words)
            expect = read_expected(expected, self.words)
        except (CellError, ActivityError) as error:
            self.faults.add(line, clause or None, str(error))
            return
        self.rows.append(Example(f"line {line}", clause or None, line, facts, expect))

    def check_clauses(self, clauses: Container[str]) -> None:
        """Complain of rows that name a clause the policy does not have."""
        for row in self.rows:
            named = [row.clause] if row.clause else []
            for key in ("cites", "not_cites", "set_aside", "permission_held"):
                named += row.expect.get(key, [])
            for clause in dict.fromkeys(named):
                if clause not in clauses:
                    self.faults.add(row.line, None, f"{quoted(clause)} is not a clause of this policy")

    def read(self) -> tuple[Example, ...]:
        return tuple(self.rows)


def read_activity(cell: str, words: Vocabulary) -> dict[str, Any]:
    """`role: teacher; content: nothing; own-age: 9` as the JSON of an activity; raises CellError."""
    facts: dict[str, Any] = {}
    for pair in filter(None, (part.strip() for part in cell.split(";"))):
        name, colon, value = (part.strip() for part in pair.partition(":"))
        if not colon or not value:
            raise CellError(f"expected `fact: value`, found {quoted(pair)}")
        if name in facts:
            raise CellError(f"{quoted(name)} is there twice")
        if name == "permissions":
            facts[name] = dict(_permission(part) for part in value.split(","))
            continue
        fact = words.facts.get(name)
        if fact is None:
            raise CellError(f"{quoted(name)} is not a fact{did_you_mean(name, [*words.facts, 'permissions'])}")
        facts[name] = _value(fact, value)
    return facts


def _permission(text: str) -> tuple[str, str]:
    parts = text.split()
    if len(parts) != 2:
        raise CellError(f"expected a clause and a level, such as `CP-19 written`, found {quoted(text.strip())}")
    return parts[0], parts[1]


def _value(fact: Fact, text: str) -> Any:
    match fact.kind:
        case "any-of":
            return [] if text == "nothing" else [word.strip() for word in text.split(",")]
        case "yes-no":
            if text not in ("yes", "no"):
                raise CellError(f"`{fact.name}` is yes or no, not {quoted(text)}")
            return text == "yes"
        case "whole-number":
            if not re.fullmatch(r"\d{1,4}", text, re.ASCII):
                raise CellError(f"`{fact.name}` is a whole number, not {quoted(text)}")
            return int(text)
        case _:
            roles = [word.strip() for word in text.split(",")]
            return roles if fact.name == "role" and len(roles) > 1 else text


def read_expected(cell: str, words: Vocabulary) -> Mapping[str, Any]:
    """`must-not; cites CP-17; duties inform head` as the `expect` of a scenario; raises CellError."""
    expect: dict[str, Any] = {}
    for part in filter(None, (" ".join(part.split()) for part in cell.split(";"))):
        key = next((key for key in _LISTS if part.startswith(key + " ")), None)
        if key is not None:
            expect[_LISTS[key]] = [item.strip() for item in part.removeprefix(key).split(",")]
        elif part in words.outcomes:
            expect["outcome"] = part
        elif part.startswith("at least ") and part.removeprefix("at least ") in words.outcomes:
            expect["at_least"] = part.removeprefix("at least ")
        elif part in ("settled", "not settled"):
            expect["settled"] = part == "settled"
        else:
            known = [*words.outcomes, *_LISTS, "settled", "not settled", "at least ..."]
            raise CellError(f"{quoted(part)} is nothing a row can expect{did_you_mean(part, known)}")
    if not expect:
        raise CellError("the row expects nothing")
    return expect
