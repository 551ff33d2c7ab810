"""What is kept of findings about one thing, in which order, and how many."""

from hypothesis import given
from hypothesis import strategies as st

from gatepost.screening.finding import SURENESS, Finding, Sure
from gatepost.screening.order import MOST_FINDINGS, NAMES, bounded, ordered

LABELS = ("pupil", "parent", "personal-data", "own-personal-data", "abusive", "offensive")
FAMILY = {"pupil": 1, "parent": 1, "personal-data": 2, "own-personal-data": 2, "abusive": 3, "offensive": 4}


def found(label: str, start: int, end: int, sure: Sure = "likely", kind: str = "") -> Finding:
    return Finding(label, kind, start, end, sure, "why", "advice")


findings = st.lists(
    st.builds(
        lambda label, start, length, sure, kind: found(label, start, start + length, sure, kind),
        st.sampled_from(LABELS),
        st.integers(0, 30),
        st.integers(1, 10),
        st.sampled_from(SURENESS),
        st.sampled_from(("a", "b", "roll-name")),
    ),
    max_size=25,
)


def slowly(given_findings: list[Finding]) -> list[Finding]:
    """The same by comparing each with each that is stronger."""
    kept: list[Finding] = []
    strongest_first = sorted(
        given_findings,
        key=lambda one: (
            SURENESS.index(one.sure),
            one.start - one.end,
            one.kind not in NAMES,
            one.start,
            one.label,
            one.kind,
        ),
    )
    for one in strongest_first:
        for stronger in kept:
            if one.kind in NAMES and stronger.kind not in NAMES:
                continue
            if one.label == stronger.label and one.start < stronger.end and stronger.start < one.end:
                break
            longer = stronger.end - stronger.start > one.end - one.start
            within = stronger.start <= one.start and one.end <= stronger.end and longer
            if one.label != stronger.label and FAMILY[one.label] == FAMILY[stronger.label] and within:
                break
        else:
            kept.append(one)
    return sorted(kept, key=lambda one: (one.start, one.end, one.label, one.kind))


@given(findings)
def test_ordered_keeps_what_comparing_each_with_each_keeps(some: list[Finding]) -> None:
    assert ordered(some) == slowly(some)


@given(findings)
def test_the_order_in_which_detectors_run_does_not_matter(some: list[Finding]) -> None:
    assert ordered(some) == ordered(list(reversed(some)))


def test_a_telephone_number_inside_an_address_is_told_once() -> None:
    email, phone = found("personal-data", 0, 30, kind="e-mail"), found("own-personal-data", 4, 15, kind="phone")
    assert ordered([phone, email]) == [email]


def test_a_pupil_and_a_parent_of_one_name_are_both_told() -> None:
    pupil, parent = found("pupil", 3, 9), found("parent", 3, 9)
    assert ordered([pupil, parent]) == [parent, pupil]


def test_who_is_named_is_told_beside_what_speaks_of_them() -> None:
    spoken_of = found("pupil", 0, 30, kind="role")
    name = found("pupil", 10, 15, "possible", kind="roll-first-name")
    assert ordered([spoken_of, name]) == [spoken_of, name]


def test_a_name_and_a_role_of_the_same_words_are_told_once_as_the_name() -> None:
    role, name = found("staff", 0, 9, kind="role"), found("staff", 0, 9, kind="roll-name")
    assert ordered([role, name]) == [name]


def test_labels_of_different_matters_stand_beside_one_another() -> None:
    both = [found("abusive", 0, 20), found("offensive", 4, 9)]
    assert ordered(both) == both


def test_the_surest_of_too_many_are_kept_in_order_with_a_notice() -> None:
    weak = [found("pupil", at, at + 1, "possible") for at in range(0, 4 * MOST_FINDINGS, 2)]
    strong = found("abusive", 5_000, 5_001, "certain")
    shown, notice = bounded([*weak, strong])
    assert list(shown) == [*weak[: MOST_FINDINGS - 1], strong]
    assert notice == (
        "There is more in this text than can be listed: 1,001 findings, of which the 500 surest are here."
    )
    assert bounded(weak[:MOST_FINDINGS]) == (weak[:MOST_FINDINGS], "")
