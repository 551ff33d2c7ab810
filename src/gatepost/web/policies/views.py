"""Our policy, page by clause, and two policies side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gatepost.policy.analyse import Finding
from gatepost.policy.document import Clause
from gatepost.policy.explain import activity_words, breach_sentence, rule_sentence
from gatepost.policy.sentence import legend
from gatepost.policy.topics import topics
from gatepost.vocabulary.wording import said, wording
from gatepost.vocabulary.words import vocabulary
from gatepost.web.policies.chart import bars
from gatepost.web.policies.queries import Adopted, adopted_by, adopters, by_topic, difference, noticed
from gatepost.web.schools.views import school_or_404


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


@require_safe
def policy(request: HttpRequest, school: str) -> HttpResponse:
    """Our policy."""
    adopted = adopted_by(school_or_404(school).slug)
    document = adopted.policy
    sections = [
        {"anchor": f"section-{at}", "section": section, "clauses": [_on_page(adopted, one) for one in section.clauses]}
        for at, section in enumerate(document.sections, 1)
    ]
    page = {
        "school": adopted.school,
        "policy": document,
        "sections": sections,
        "legend": legend(document, adopted.offices),
        "binds": binds_words(document.binds, adopted.offices),
        "effective": _date(document.effective),
        "review": review_words(document.review_due, document.effective, timezone.localdate()),
        "findings": [_finding(adopted, one) for one in noticed(document.name)],
    }
    return render(request, "policies/policy.html", page)


@require_safe
def clause(request: HttpRequest, school: str, clause: str) -> HttpResponse:
    """A link that names a clause: to its place on the page."""
    adopted = adopted_by(school_or_404(school).slug)
    if clause not in adopted.policy.clauses:
        raise Http404
    return redirect(f"{reverse('policies:policy', args=[school])}#{clause}")


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Choose two policies; once both are chosen, on to their page."""
    chosen = {side: request.GET.get(side, "") for side in ("left", "right")}
    errors: dict[str, str] = {}
    if "compare" in request.GET:
        for side, which in chosen.items():
            if which not in adopters():
                errors[side] = _("Choose the first policy") if side == "left" else _("Choose the second policy")
        if not errors and chosen["left"] == chosen["right"]:
            errors["right"] = _("Choose two different policies")
        if not errors:
            return redirect("policies:compare", left=chosen["left"], right=chosen["right"])
    sides = [
        {
            "name": side,
            "legend": _("The first policy") if side == "left" else _("The second policy"),
            "chosen": chosen[side],
            "error": errors.get(side),
        }
        for side in chosen
    ]
    return render(request, "policies/choose.html", {"adopters": adopters().values(), "sides": sides, "errors": errors})


@require_safe
def compare(request: HttpRequest, left: str, right: str) -> HttpResponse:
    """Two policies by topic and by change of verdict."""
    if left not in adopters() or right not in adopters() or left == right:
        raise Http404
    one, other = adopters()[left], adopters()[right]
    rows = by_topic(left, right)
    found = difference(left, right)
    changes = [
        {
            "change": change,
            "old_clauses": [one.policy.clauses[id_] for id_ in change.old_clauses],
            "new_clauses": [other.policy.clauses[id_] for id_ in change.new_clauses],
            "example": activity_words(change.example, one.offices),
        }
        for change in found.changes
    ]
    page = {
        "one": one,
        "other": other,
        "both": [row for row in rows if row.left and row.right],
        "only_one": [row for row in rows if row.left and not row.right],
        "only_other": [row for row in rows if row.right and not row.left],
        "neither": [row for row in rows if not row.left and not row.right],
        "changes": changes,
        "difference": found,
        "bars": bars(found.changes),
    }
    return render(request, "policies/compare.html", page)


def _on_page(adopted: Adopted, clause: Clause) -> ClauseOnPage:
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


def _finding(adopted: Adopted, finding: Finding) -> dict[str, Any]:
    return {
        "clauses": [adopted.policy.clauses[id_] for id_ in finding.clauses],
        "kind": finding.kind,
        "says": finding.says,
        "explained": finding.explained,
        "example": activity_words(finding.example, adopted.offices) if finding.example is not None else None,
    }


def _date(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


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
