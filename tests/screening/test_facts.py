"""What the policy is told of a draft."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.screening.facts import FACTS, facts
from gatepost.screening.finding import SURENESS, Finding
from gatepost.vocabulary import vocabulary

_LABELS = [label for fact in FACTS for label in vocabulary().facts[fact].values]
_findings = st.lists(
    st.builds(
        lambda label, sure: Finding(label, "any", 0, 1, sure, "Why.", "Advice."),
        st.sampled_from(_LABELS),
        st.sampled_from(SURENESS),
    ),
    max_size=8,
)


def _found(label: str, sure: str) -> Finding:
    return Finding(label, "any", 0, 1, sure, "Why.", "Advice.")  # type: ignore[arg-type]


def test_only_a_certain_finding_is_told_as_so() -> None:
    found = [_found("threatening", "certain"), _found("complaint", "likely"), _found("campaign", "possible")]
    told = facts(found, _LABELS, "personal", "teacher")["content"]
    assert told["has"] == ["threatening"]
    assert not {"threatening", "complaint", "campaign"} & set(told["not"])


def test_a_label_nobody_looked_for_is_unknown() -> None:
    assert facts([], ["complaint"], "personal", "teacher")["content"] == {"has": [], "not": ["complaint"]}


def test_what_a_protection_withdraws_is_neither_so_nor_not_so() -> None:
    found = [_found("complaint", "certain"), _found("threatening", "certain")]
    told = facts(found, _LABELS, "personal", "teacher", unset=["complaint", "campaign"])["content"]
    assert told["has"] == ["threatening"]
    assert not {"complaint", "campaign"} & set(told["not"])


def test_a_school_account_is_never_told_to_speak_for_the_school_or_not_to() -> None:
    for account in ("school-account", "school-service"):
        told = facts([_found("claims-to-represent", "certain")], _LABELS, account, "head")["content"]
        assert "claims-to-represent" not in told["has"] + told["not"]


def test_a_role_without_the_roll_is_never_told_that_people_are_absent() -> None:
    assert facts([], _LABELS, "personal", "parent")["mentions"]["not"] == [
        "school",
        "council",
        "school-event",
        "school-matter",
    ]
    assert "pupil" in facts([], _LABELS, "personal", "teacher")["mentions"]["not"]


@given(_findings, st.sets(st.sampled_from(_LABELS)), st.sets(st.sampled_from(_LABELS)))
def test_no_label_is_so_and_not_so_and_the_order_is_the_vocabularys(
    found: list[Finding], ran: set[str], unset: set[str]
) -> None:
    told = facts(found, ran, "personal", "head", unset)
    for fact in FACTS:
        order = vocabulary().facts[fact].values
        for labels in told[fact].values():
            assert labels == sorted(labels, key=order.index)
        assert not set(told[fact]["has"]) & set(told[fact]["not"])
        assert not unset & {*told[fact]["has"], *told[fact]["not"]}
        assert set(told[fact]["not"]) <= ran


@pytest.mark.parametrize(
    ("account", "role", "ran"),
    [("home", "head", []), ("personal", "boss", []), ("personal", "head", ["rude"])],
)
def test_words_the_vocabulary_does_not_know_are_refused(account: str, role: str, ran: list[str]) -> None:
    with pytest.raises(ValueError, match="vocabulary"):
        facts([], ran, account, role)
