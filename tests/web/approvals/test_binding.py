"""What exactly is asked has one digest, and anything that differs has another."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gatepost.web.approvals.binding import Asked, digest

LONDON = ZoneInfo("Europe/London")
words = st.text(st.characters(exclude_characters="\r"), max_size=40)
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
pictures = st.lists(st.tuples(hashes, words), max_size=4)
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
hours = st.none() | st.integers(0, 600_000).map(lambda minutes: BEGINNING + timedelta(minutes=minutes))
clauses = st.frozensets(st.sampled_from(["CP-06", "CP-07", "CP-19", "CP-32", "BL-09"]))


@st.composite
def askings(draw: st.DrawFn) -> Asked:
    shown = draw(pictures)
    return Asked(
        words=draw(words),
        pictures=tuple(one for one, _text in shown),
        alt_texts=tuple(text for _one, text in shown),
        account=draw(words),
        not_before=draw(hours),
        clauses=draw(clauses),
    )


@given(askings(), askings())
def test_two_things_asked_have_one_digest_only_when_they_are_the_same(left: Asked, right: Asked) -> None:
    assert (digest(left) == digest(right)) == (left == right)


@given(askings(), st.data())
def test_one_letter_more_less_or_other_is_another_digest(asked: Asked, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["words", "account"]))
    text = getattr(asked, name)
    at = data.draw(st.integers(0, len(text)))
    letter = data.draw(st.characters(exclude_characters="\r"))
    changes = [text[:at] + letter + text[at:], text[:at] + text[at + 1 :], text[:at] + letter + text[at + 1 :]]
    for changed in changes:
        if changed != text:
            assert digest(replace(asked, **{name: changed})) != digest(asked)


@given(askings(), st.data())
def test_the_order_of_pictures_counts(asked: Asked, data: st.DataObject) -> None:
    shown = tuple(zip(asked.pictures, asked.alt_texts, strict=True))
    turned = tuple(data.draw(st.permutations(shown)))
    assume(turned != shown)
    other = replace(asked, pictures=tuple(one for one, _ in turned), alt_texts=tuple(text for _, text in turned))
    assert digest(other) != digest(asked)


@given(askings(), clauses, st.integers(1, 10_000))
def test_another_hour_and_other_clauses_are_another_digest(asked: Asked, other: frozenset[str], minutes: int) -> None:
    later = (asked.not_before or datetime(2026, 3, 1, tzinfo=UTC)) + timedelta(minutes=minutes)
    assert digest(replace(asked, not_before=later)) != digest(asked)
    assume(other != asked.clauses)
    changed = replace(asked, clauses=other)
    assert digest(changed) != digest(asked)
    assert digest(changed.content) == digest(asked.content)


def test_the_same_moment_in_another_zone_and_the_ends_of_lines_of_a_browser_are_the_same() -> None:
    moment = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1)
    asked = Asked(words="One\nTwo", not_before=moment)
    assert digest(replace(asked, not_before=moment.astimezone(UTC))) == digest(asked)
    assert digest(replace(asked, not_before=moment.replace(fold=0))) != digest(asked)  # the hour that comes twice
    assert digest(replace(asked, words="One\r\nTwo")) == digest(asked)
    assert digest(replace(asked, words="One Two")) != digest(asked)


def test_a_moment_needs_its_zone_and_a_picture_its_text() -> None:
    zoneless = BEGINNING.replace(tzinfo=None)
    for wrong in ({"not_before": zoneless}, {"pictures": ("a" * 64,)}, {"alt_texts": ("A stall.",)}):
        with pytest.raises(ValueError, match=r"zone|text"):
            Asked(**wrong)
