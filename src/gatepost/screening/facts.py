"""Findings turned into what the policy may be told of a draft: what is so, what is not, and silence about the rest."""

from collections.abc import Collection, Iterable
from typing import Literal

from gatepost.screening.finding import Finding
from gatepost.vocabulary.words import vocabulary

Told = Literal["has", "not"]
FACTS = ("content", "mentions", "uses")  # the facts of the vocabulary that a text can tell

ENTITLED = frozenset(("head", "teacher", "support-staff", "governor"))  # the roles whose drafts are held to the roll
_PEOPLE = frozenset(("pupil", "parent", "staff", "governor"))
SPEAKS_AS_SCHOOL = ("school-account", "school-service")  # words of `capacity`


def facts(
    findings: Iterable[Finding],
    ran: Collection[str],
    account: str,
    role: str,
    unset: Collection[str] = (),
) -> dict[str, dict[Told, list[str]]]:
    """For each of FACTS the labels a text `has` and those it has `not`, in the order of the vocabulary.

    `has` are the labels of a certain finding. `not` are the labels in `ran`, those whose detector looked, with no
    finding of any certainty. Likely and possible findings stand in neither: they are unknown, and unknown never means
    "no". A label that no detector looked for is unknown as well.

    `unset` are the labels that a protection (speaking up, danger, union business) withdraws: they stand in neither,
    whatever was found. They must not be `has`, since nothing is held against protected words, nor `not`, since the
    detectors were silenced and not satisfied: a clause that depends on them is then asked of the person, never decided.

    `account` is a word of the fact `capacity`: on a school's own account or service nobody claims to represent the
    school who does not, so `claims-to-represent` is unknown there. `role` is a word of the fact `role`: for a role
    whose drafts are not held to the roll people are never told to be absent, whoever the roll names. Raises ValueError
    for a word that the vocabulary does not know.
    """
    known = vocabulary().facts
    for fact, word in (("capacity", account), ("role", role)):
        if word not in known[fact].known:
            raise ValueError(f"`{word}` is no {fact} of the vocabulary")
    found = list(findings)
    labels = {label for fact in FACTS for label in known[fact].values}
    for label in (*ran, *unset, *(finding.label for finding in found)):
        if label not in labels:
            raise ValueError(f"`{label}` is no label of the vocabulary")
    certain = {finding.label for finding in found if finding.sure == "certain"}
    silent = set(unset)
    if account in SPEAKS_AS_SCHOOL:
        silent.add("claims-to-represent")
    absent = set(ran) - {finding.label for finding in found} - silent
    if role not in ENTITLED:
        absent -= _PEOPLE
    return {
        fact: {
            "has": [label for label in known[fact].values if label in certain - silent],
            "not": [label for label in known[fact].values if label in absent],
        }
        for fact in FACTS
    }
