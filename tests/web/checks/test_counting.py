"""How long a text is to each platform, and where the marks of its findings stand."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.law.platform_limits import platforms
from gatepost.screening.finding import Finding
from gatepost.web.checks.drafts.counting import counts, graphemes, letters_for
from gatepost.web.checks.drafts.marks import passages

FAMILY, SKIN, FLAG, WALES = "👨‍👩‍👧‍👦", "👍🏽", "🇬🇧", "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
TEXTS = st.text(max_size=40)


@pytest.mark.parametrize("sign", [FAMILY, SKIN, FLAG, WALES, "é", "e\u0301", "1\ufe0f\u20e3", "❤️", "\r\n", "w\u0302"])
def test_what_a_reader_sees_as_one_sign_is_one(sign: str) -> None:
    assert len(graphemes(sign)) == 1
    assert len(graphemes(f"a{sign}b")) == 3


def test_two_flags_are_two_and_a_joiner_does_not_swallow_letters() -> None:
    assert len(graphemes(FLAG * 2)) == 2
    assert len(graphemes("a\u200db")) == 2


@given(TEXTS)
def test_signs_put_together_are_the_text(text: str) -> None:
    assert "".join(graphemes(text)) == unicodedata.normalize("NFC", text)


@given(TEXTS, TEXTS)
def test_a_line_more_is_never_shorter(one: str, other: str) -> None:
    for platform in platforms().values():
        assert letters_for(platform, f"{one}\n{other}") >= letters_for(platform, one)


def test_each_platform_counts_in_its_own_way() -> None:
    known = platforms()
    address = "https://quillbrook.example/a/very/long/page/about/sports/day"
    assert letters_for(known["x"], "a" * 280) == 280
    assert letters_for(known["x"], "漢") == 2
    assert letters_for(known["x"], FAMILY) == 2
    assert letters_for(known["x"], f"See {address}") == 4 + 23
    assert letters_for(known["mastodon"], f"See {address}") == 4 + 23
    assert letters_for(known["bluesky"], f"See {address}") == 4 + len(address)
    assert letters_for(known["bluesky"], FAMILY) == 1


def test_one_sign_too_many_is_over_and_so_are_too_many_bytes_or_photos() -> None:
    def over(code: str, text: str, pictures: int = 0) -> tuple[int, int]:
        one = next(one for one in counts(text, pictures) if one.platform.code == code)
        return one.over, one.too_many

    assert over("bluesky", "a" * 300) == (0, 0)
    assert over("bluesky", "a" * 301) == (1, 0)
    assert over("bluesky", FAMILY * 200)[0] > 0  # 200 signs, and more than 3,000 bytes
    assert over("youtube", "a", 1) == (0, 1)
    assert over("x", "a", 4) == (0, 0)


def finding(start: int, end: int) -> Finding:
    return Finding("pupil", "roll-name", start, end, "certain", "Why.", "What to do.")


def shown(text: str, *spans: tuple[int, int]) -> list[tuple[str, tuple[int, ...]]]:
    found = passages(text, [finding(*span) for span in spans])
    return [("".join(piece.text for piece in one.pieces), one.numbers) for one in found]


def test_findings_that_overlap_are_one_mark_with_all_their_numbers() -> None:
    text = "Well done Oliver Bennett today"
    assert shown(text, (10, 16), (12, 24), (25, 30)) == [
        ("Well done ", ()),
        ("Oliver Bennett", (1, 2)),
        (" ", ()),
        ("today", (3,)),
    ]
    assert shown(text) == [(text, ())]
    assert shown("", (0, 0)) == []


@given(TEXTS, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8))
def test_no_letter_is_lost_or_shown_twice_and_every_finding_has_its_mark(
    text: str, spans: list[tuple[int, int]]
) -> None:
    real = [(min(a, b), max(a, b)) for a, b in spans if min(a, b) < max(a, b) <= len(text)]
    found = passages(text, [finding(*span) for span in real])
    pieces = [piece for one in found for piece in one.pieces]
    assert len("".join("x" if piece.hidden else piece.text for piece in pieces)) == len(text)
    assert {number for one in found for number in one.numbers} == set(range(1, len(real) + 1))


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\ufeff", "\x07", "\u00ad"])
def test_a_sign_that_cannot_be_seen_is_shown_by_its_name(sign: str) -> None:
    found = passages(f"a{sign}b", [])
    assert [(one.text, one.hidden) for one in found[0].pieces] == [
        ("a", False),
        (f"U+{ord(sign):04X}", True),
        ("b", False),
    ]
