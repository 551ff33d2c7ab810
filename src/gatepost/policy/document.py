"""A policy document: the prose that governors adopt and, under each clause, the block that says the same."""

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gatepost.policy.condition import Condition

MARKS = ("guidance", "scope", "procedure", "consequence", "duty of the school")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says. `hours` for a hold; `level` (spoken or written) for a permission from the head."""

    outcome: str
    hours: int | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to be done (or, as an option, that may be done); `by` None is the person who acts."""

    by: str | None
    verb: str
    what: str | None
    to: str | None
    then: tuple[str, ...]
    manner: str | None
    deadline: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule block. `who` and `does` are words or group names, as written; `block` is "" or a letter."""

    clause: str
    block: str
    line: int
    who: tuple[str, ...]
    does: tuple[str, ...]
    when: Condition | None
    unless: Condition | None
    verdict: Verdict | None
    overrides: tuple[str, ...]
    duties: tuple[Duty, ...]
    options: tuple[Duty, ...]
    reading: str | None

    @property
    def name(self) -> str:
        """`CP-24` or `CP-24/b`."""
        return f"{self.clause}/{self.block}" if self.block else self.clause


@dataclass(frozen=True, slots=True)
class Breach:
    """What may follow when `who` goes against one of the clauses in `of` (empty: any clause)."""

    clause: str
    block: str
    line: int
    who: tuple[str, ...]
    of: tuple[str, ...]
    says: str

    @property
    def name(self) -> str:
        return f"{self.clause}/{self.block}" if self.block else self.clause


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: where it stands on paper, its id, its prose (Markdown) and what it says to the software."""

    id: str
    where: str
    line: int
    topic: str | None
    mark: str | None
    prose: str
    rules: tuple[Rule, ...]
    breaches: tuple[Breach, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the policy, its introduction (Markdown, may be empty) and its clauses."""

    heading: str
    introduction: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One row of the policy's own tests: an activity and what is expected, as in a scenario file."""

    id: str
    clause: str | None
    line: int
    activity: Mapping[str, Any]
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of one policy."""

    name: str
    title: str
    source: str | None
    version: str
    effective: str | None  # ISO date; None is unknown
    review_due: str | None  # ISO date, "rolling", or None for unknown
    binds: tuple[str, ...]
    based_on: str | None
    reads_with: tuple[str, ...]
    sections: tuple[Section, ...]
    examples: tuple[Example, ...]
    digest: str
    _clauses: Mapping[str, Clause] = field(default_factory=dict, repr=False, compare=False)

    @property
    def clauses(self) -> Mapping[str, Clause]:
        """Clauses by id, in the order of the document."""
        return self._clauses

    def rules(self) -> Iterator[Rule]:
        for clause in self._clauses.values():
            yield from clause.rules

    def breaches(self) -> Iterator[Breach]:
        for clause in self._clauses.values():
            yield from clause.breaches


def canonical(text: str) -> str:
    """The text that a digest is taken of: NFC, line ends LF, no byte order mark, exactly one final newline."""
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff")).replace("\r\n", "\n").replace("\r", "\n")
    return text.rstrip("\n") + "\n"


def digest(text: str) -> str:
    """SHA-256 (hex) of the canonical text as UTF-8."""
    return hashlib.sha256(canonical(text).encode("utf-8")).hexdigest()
