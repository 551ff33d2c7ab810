"""What the pages of a policy show: clauses with their sentences, findings, coverage, changes of verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.policy.analyse import Finding
from gatepost.policy.coverage import coverage, gaps
from gatepost.policy.document import Clause
from gatepost.policy.explain import activity_words, breach_sentence, rule_sentence
from gatepost.policy.faults import Fault
from gatepost.policy.sentence import legend
from gatepost.policy.topics import topics
from gatepost.vocabulary.wording import said, wording
from gatepost.vocabulary.words import vocabulary
from gatepost.web.policies.chart import bars
from gatepost.web.policies.queries import Adopted, difference, noticed


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the software reads in one block, and what it had to choose in doing so."""

    says: str
    reading: str | None


@dataclass(frozen=True, slots=True)
class ClauseOnPage:
    """One clause as the page shows it."""

    clause: Clause
    topic: str | None
    mark: str | None
    outcomes: tuple[str, ...]
    sentences: tuple[Sentence, ...]


def policy_page(adopted: Adopted) -> dict[str, Any]:
    """What the page of a policy shows: its head, its clauses with their sentences, and what was noticed."""
    document = adopted.policy
    sections = [
        {"anchor": f"section-{at}", "section": section, "clauses": [on_page(adopted, one) for one in section.clauses]}
        for at, section in enumerate(document.sections, 1)
    ]
    return {
        "school": adopted.school,
        "adopted": adopted,
        "policy": document,
        "sections": sections,
        "legend": legend(document, adopted.offices),
        "binds": binds_words(document.binds, adopted.offices),
        "review": review_words(document.review_due, document.effective, timezone.localdate()),
        "findings": [finding_words(adopted, one) for one in noticed(adopted.text)],
    }


@dataclass(frozen=True, slots=True)
class Side:
    """One of two policies on a page: what it is called there, and the address of its text."""

    name: str
    at: str


def difference_page(one: Adopted, other: Adopted, old: Side, new: Side) -> dict[str, Any]:
    """The changes of verdict from one policy to another, as pages show them."""
    found = difference(one.text, other.text)
    changes = [
        {
            "change": change,
            "old_clauses": [one.policy.clauses[id_] for id_ in change.old_clauses],
            "new_clauses": [other.policy.clauses[id_] for id_ in change.new_clauses],
            "example": activity_words(change.example, one.offices),
        }
        for change in found.changes
    ]
    return {"changes": changes, "difference": found, "bars": bars(found.changes), "old": old, "new": new}


def on_page(adopted: Adopted, clause: Clause) -> ClauseOnPage:
    """One clause with the sentences that the software reads in it."""
    sentences = [Sentence(rule_sentence(adopted.policy, rule, adopted.offices), rule.reading) for rule in clause.rules]
    sentences += [Sentence(breach_sentence(adopted.policy, one, adopted.offices), None) for one in clause.breaches]
    outcomes = dict.fromkeys(rule.verdict.outcome for rule in clause.rules if rule.verdict)
    topic = topics()[clause.topic].title if clause.topic else None
    mark = mark_words(clause.mark) if clause.mark else None
    return ClauseOnPage(clause, topic, mark, tuple(outcomes), tuple(sentences))


def mark_words(mark: str) -> str:
    """Why no rule speaks for a clause, for screens."""
    return {
        "guidance": _("Guidance"),
        "scope": _("Whom and what it covers"),
        "procedure": _("How something is done"),
        "consequence": _("What may follow"),
        "duty of the school": _("A duty of the school"),
    }[mark]


def faults_page(source: bytes, faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """Each fault of a text with the words of its line."""
    lines = source.decode("utf-8", "replace").splitlines()
    return [
        {"fault": one, "text": lines[one.line - 1][:LONGEST_LINE] if 0 < one.line <= len(lines) else ""}
        for one in faults
    ]


LONGEST_LINE = 200  # characters of a faulty line that are shown
MOST_TOPICS_NAMED = 10


def coverage_page(adopted: Adopted, before: Adopted | None) -> dict[str, Any]:
    """How many clauses are spoken for by what, and the topics left out: those that the policy before treats, or the
    most common ones where there is none before.
    """
    by = [covered.by for covered in coverage(adopted.policy)]
    missing = gaps(adopted.policy, before.policy if before else None)
    return {
        "clauses": len(by),
        "with_rules": sum(one == "rules" for one in by),
        "marked": sum(one is not None and one != "rules" for one in by),
        "unspoken": sum(one is None for one in by),
        "missing": [one.topic for one in missing[:MOST_TOPICS_NAMED]],
        "missing_more": max(0, len(missing) - MOST_TOPICS_NAMED),
    }


def finding_words(adopted: Adopted, finding: Finding) -> dict[str, Any]:
    """One thing that the analysis noticed, as pages show it."""
    return {
        "clauses": [adopted.policy.clauses[id_] for id_ in finding.clauses],
        "kind": finding.kind,
        "says": finding.says,
        "explained": finding.explained,
        "example": activity_words(finding.example, adopted.offices) if finding.example is not None else None,
    }


def binds_words(binds: tuple[str, ...], offices: Mapping[str, str]) -> str:
    """Everybody the policy binds, one by one, so that nobody has to know what a group holds."""
    role = vocabulary().facts["role"]
    bound = role.expand(binds)
    phrases = [said(wording().facts["role"].phrase[one], offices) for one in role.values if one in bound]
    listed = ", ".join(phrases)
    if len(bound) == len(role.values):
        return _("Everyone: {listed}").format(listed=listed)
    return listed[:1].upper() + listed[1:]


LONGEST_WITHOUT_REVIEW = 3  # years; policies of this kind are reviewed every one to three


def review_words(due: str | None, effective: str | None, today: date) -> dict[str, Any]:
    """When the policy is to be looked at again: `date`, or what is said instead of one; and whether it is overdue."""
    if due is None and effective is not None:
        years = (today - date.fromisoformat(effective)).days // 365
        if years >= LONGEST_WITHOUT_REVIEW:
            says = _("No date is stated, and the policy has been in force for {years} years").format(years=years)
            return {"words": says, "overdue": True}
    if due is None:
        return {"words": _("Not stated"), "overdue": False}
    if due == "rolling":
        return {"words": _("On a rolling basis"), "overdue": False}
    return {"date": date.fromisoformat(due), "overdue": date.fromisoformat(due) < today}
