"""Whatever is done to a log after somebody else holds a head of it is found, with its place."""

from collections.abc import Callable, Sequence
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.ledger.note import VerifierKey
from gatepost.ledger.receipt import Receipt
from gatepost.ledger.tree import inclusion_proof
from gatepost.ledger.verify import KINDS, MOST_FINDINGS, Finding, Held, Report, verify_log
from gatepost.ledger.words import as_json, in_words
from tests.ledger.making import (
    KEY,
    ORIGIN,
    OTHER_KEY,
    OTHER_SEED,
    edited,
    entry,
    exported,
    head,
    leaves,
    renumbered,
    stored,
)

RAWS = stored(40)
HELD = [Held(f"held {size}", head(RAWS, size)) for size in (10, 20, 30, 40)]
Tamper = Callable[[list[bytes]], list[bytes]]


def verified(
    raws: Sequence[bytes],
    held: Sequence[Held] = (),
    *,
    own: Sequence[str] = (),
    keys: Sequence[VerifierKey] = (KEY,),
    receipts: Sequence[tuple[str, Receipt]] = (),
) -> Report:
    return verify_log(BytesIO(exported(raws, own)), held, keys, receipts)


def kinds(report: Report) -> set[str]:
    found = {finding.kind for finding in report.findings}
    assert found <= set(KINDS)
    return found


def covers(finding: Finding, place: int) -> bool:
    return finding.first is not None and finding.last is not None and finding.first <= place <= finding.last


def swapped(raws: list[bytes]) -> list[bytes]:
    return [*raws[:14], raws[15], raws[14], *raws[16:]]


TAMPERS: dict[str, Tamper] = {
    "edited": lambda raws: [*raws[:14], edited(raws[14], actor="person:99"), *raws[15:]],
    "deleted": lambda raws: raws[:14] + raws[15:],
    "reordered": swapped,
    "moved far": lambda raws: [*raws[:14], *raws[15:35], raws[14], *raws[35:]],
    "inserted": lambda raws: [*raws[:14], edited(raws[14], actor="person:99"), *raws[14:]],
    "cut": lambda raws: raws[:14],
    "emptied": lambda raws: [],
}
FIRST_DIFFERENT = {name: 0 if name == "emptied" else 14 for name in TAMPERS}


def test_an_untouched_log_is_complete_and_unchanged() -> None:
    report = verified(RAWS, HELD, own=[one.note for one in HELD])
    assert report.complete
    assert report.findings == ()
    assert (report.entries, report.held, report.covered) == (40, 4, 40)
    assert (report.first_at, report.last_at) == (entry(0).at, entry(39).at)


@pytest.mark.parametrize("tamper", TAMPERS)
def test_a_clumsy_change_is_found_in_its_place(tamper: str) -> None:
    report = verified(TAMPERS[tamper](RAWS), HELD)
    assert not report.complete
    assert any(covers(finding, FIRST_DIFFERENT[tamper]) for finding in report.findings)


@pytest.mark.parametrize("tamper", TAMPERS)
def test_a_change_by_whoever_has_the_log_s_key_is_found_in_its_place(tamper: str) -> None:
    """Numbered and signed anew, so that the log agrees with itself: only the heads held elsewhere can tell."""
    forged = renumbered(TAMPERS[tamper](RAWS))
    own = [head(forged, size) for size in range(0, len(forged) + 1, 5)]
    assert verified(forged, own=own).complete
    report = verified(forged, HELD, own=own)
    assert not report.complete
    assert any(covers(finding, FIRST_DIFFERENT[tamper]) for finding in report.findings)


@pytest.mark.parametrize(
    ("tamper", "kind", "place"),
    [
        ("deleted", "missing", 14),
        ("reordered", "moved", 14),
        ("moved far", "moved", 14),
        ("inserted", "inserted", 15),
        ("cut", "tail-cut", 14),
        ("emptied", "tail-cut", 0),
    ],
)
def test_a_clumsy_change_is_named_for_what_it_is_even_without_the_key(tamper: str, kind: str, place: int) -> None:
    report = verified(TAMPERS[tamper](RAWS), HELD[3:], keys=())
    assert [(one.kind, one.first) for one in report.findings if one.kind not in ("changed", "time-backwards")] == [
        (kind, place)
    ]


def test_numbers_alone_show_a_gap_a_move_and_an_insertion_without_any_head() -> None:
    for tamper in ("deleted", "reordered", "moved far", "inserted"):
        assert not verified(TAMPERS[tamper](RAWS)).complete


def test_an_edit_is_placed_between_the_last_head_that_fits_and_the_first_that_does_not() -> None:
    report = verified(TAMPERS["edited"](RAWS), HELD)
    (finding,) = report.findings
    assert (finding.kind, finding.first, finding.last) == ("changed", 10, 19)
    assert (report.held, report.covered) == (1, 10)


def test_an_entry_that_follows_a_head_alone_is_named_alone() -> None:
    held = [Held("a", head(RAWS, 14)), Held("b", head(RAWS, 15))]
    (finding,) = verified(TAMPERS["edited"](RAWS), held).findings
    assert (finding.first, finding.last) == (14, 14)
    assert finding.says == "Entry 14 is not as signed in the head in b."


def test_a_receipt_names_the_very_entry() -> None:
    receipt = Receipt(entry(14), inclusion_proof(leaves(RAWS), 14), head(RAWS))
    report = verified(TAMPERS["edited"](RAWS), receipts=[("mine", receipt)])
    assert ("changed", 14, 14) in {(one.kind, one.first, one.last) for one in report.findings}
    assert verified(RAWS, receipts=[("mine", receipt)]).held == 1


@pytest.mark.parametrize("tamper", TAMPERS)
@pytest.mark.parametrize("careful", [True, False])
def test_an_earlier_copy_names_the_very_entry_where_a_change_begins(tamper: str, careful: bool) -> None:
    forged = TAMPERS[tamper](RAWS)
    forged = renumbered(forged) if careful else forged
    report = verify_log(BytesIO(exported(forged)), copies=[("ours", BytesIO(exported(RAWS[:30])))])
    told = [one for one in report.findings if "ours" in one.says]
    assert [one.first for one in told] == [FIRST_DIFFERENT[tamper]]


def test_a_log_that_only_grew_since_the_copy_is_complete() -> None:
    copies = [("ours", BytesIO(exported(RAWS[:30]))), ("none", BytesIO(exported([])))]
    assert verify_log(BytesIO(exported(RAWS)), copies=copies).complete


def test_an_old_copy_put_back_is_found() -> None:
    (finding,) = verified(RAWS[:25], HELD).findings
    assert (finding.kind, finding.first, finding.last) == ("tail-cut", 25, 39)
    assert "an old copy was put back" in finding.says


def test_an_old_copy_put_back_and_written_on_is_found() -> None:
    forged = [*RAWS[:25], *(edited(raw, actor="person:98") for raw in RAWS[25:])]
    report = verified(forged, HELD, own=[head(forged, size) for size in (10, 20, 30, 40)])
    assert {"rewritten", "two-histories"} == kinds(report)
    rewritten = next(finding for finding in report.findings if finding.kind == "rewritten")
    assert (rewritten.first, rewritten.last) == (20, 29)


def test_a_head_of_the_forged_history_proves_nothing_beside_one_of_the_true_one() -> None:
    forged = renumbered(TAMPERS["edited"](RAWS))
    report = verified(forged, [HELD[1], Held("given later", head(forged, 30))])
    assert not report.complete
    assert (report.held, report.covered) == (1, 0)


def test_a_head_that_somebody_made_up_is_found() -> None:
    report = verified(RAWS, [Held("forged", head(RAWS, 20, seed=OTHER_SEED))])
    assert kinds(report) == {"bad-signature"}
    report = verified(RAWS, [Held("forged", HELD[0].note.replace("\n10\n", "\n11\n"))])
    assert kinds(report) == {"bad-signature"}


def test_a_file_that_brings_its_own_key_is_found_by_who_knows_the_right_one() -> None:
    file = exported(RAWS, [head(RAWS, seed=OTHER_SEED)], key=OTHER_KEY)
    assert verify_log(BytesIO(file)).complete
    assert verify_log(BytesIO(file)).own_key
    report = verify_log(BytesIO(file), keys=[KEY])
    assert kinds(report) == {"strange-key", "bad-signature"}
    assert not report.own_key


def test_heads_held_elsewhere_show_up_a_changed_key_without_the_right_one() -> None:
    file = exported(RAWS, [head(RAWS, seed=OTHER_SEED)], key=OTHER_KEY)
    assert kinds(verify_log(BytesIO(file), HELD)) == {"bad-signature"}


def test_a_log_whose_key_was_changed_on_purpose_is_checked_with_both() -> None:
    held = [HELD[0], Held("newer", head(RAWS, seed=OTHER_SEED))]
    assert verified(RAWS, held, keys=[KEY, OTHER_KEY]).covered == 40


def test_a_head_and_an_entry_of_another_log_are_found() -> None:
    others = stored(40, "another")
    assert kinds(verified(RAWS, [Held("theirs", head(others, 10, log="another"))])) == {"other-log"}
    report = verified([*RAWS[:14], others[14], *RAWS[15:]])
    assert [(one.kind, one.first) for one in report.findings] == [("other-log", 14)]


@pytest.mark.parametrize("raw", [b"", b"{}", RAWS[14] + b" ", RAWS[14].replace(b":14,", b": 14,"), b'{"head":"x"}'])
def test_a_line_that_is_no_entry_is_named(raw: bytes) -> None:
    report = verified([*RAWS[:14], raw, *RAWS[15:]])
    assert [(one.kind, one.first) for one in report.findings] == [("unreadable", 14)]
    assert "line 16 of the file" in report.findings[0].says


def test_a_wrong_number_is_named_once() -> None:
    report = verified([*RAWS[:14], edited(RAWS[14], seq=10**12), *RAWS[15:]])
    assert [(one.kind, one.first) for one in report.findings] == [("renumbered", 14)]


def test_a_clock_that_went_back_is_a_warning() -> None:
    raws = [*RAWS[:14], edited(RAWS[14], at="2026-11-20T00:00:00.000000Z"), *RAWS[15:]]
    report = verified(raws)
    assert [(one.kind, one.first, one.warning) for one in report.findings] == [("time-backwards", 14, True)]
    assert report.complete


def test_a_file_that_was_not_copied_whole_is_found() -> None:
    whole = exported(RAWS)
    for part in (whole[: whole.index(RAWS[20])], whole.replace(b'{"end":40}\n', b"")):
        assert kinds(verify_log(BytesIO(part))) == {"cut-short"}
    assert kinds(verify_log(BytesIO(whole.replace(b'{"end":40}', b'{"end":41}')))) == {"cut-short"}


def test_an_empty_log_is_complete_and_fits_its_head() -> None:
    report = verified([], [Held("empty", head([]))], own=[head([])])
    assert report.complete
    assert (report.held, report.covered, report.first_at) == (1, 0, None)


def test_findings_are_bounded_and_the_rest_counted() -> None:
    report = verified([b"x"] * (MOST_FINDINGS + 5))
    assert (len(report.findings), report.more, report.complete) == (MOST_FINDINGS, 5, False)


@st.composite
def tampered(draw: st.DrawFn, raws: list[bytes]) -> list[bytes]:
    """The log after one to three changes, by a clumsy hand or a careful one."""
    made = list(raws)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(len(made) - 1, 0)))
        to = draw(st.integers(0, max(len(made) - 1, 0)))
        match draw(st.sampled_from(["edit", "delete", "move", "insert", "cut", "spoil"] if made else ["insert"])):
            case "edit":
                made[at] = to_edit(made[at])
            case "delete":
                del made[at]
            case "move":
                made.insert(to, made.pop(at))
            case "insert":
                made.insert(at, raws[draw(st.integers(0, len(raws) - 1))])
            case "cut":
                del made[at:]
            case _:
                made[at] = draw(st.binary(max_size=9)).replace(b"\n", b"").replace(b"\r", b"")
    careful = draw(st.booleans()) and all(raw.startswith(b'{"action"') for raw in made)
    return renumbered(made) if careful else made


def to_edit(raw: bytes) -> bytes:
    return edited(raw, thing="policy:forged") if raw.startswith(b'{"action"') else raw + b"x"


@settings(max_examples=150)
@given(st.data())
def test_any_change_before_a_held_head_is_found_and_one_finding_covers_where_it_begins(data: st.DataObject) -> None:
    raws = RAWS[: data.draw(st.integers(1, 30))]
    forged = data.draw(tampered(raws))
    sizes = data.draw(st.lists(st.integers(1, len(raws)), max_size=3, unique=True))
    own = [head(forged, len(forged))] if data.draw(st.booleans()) else []
    report = verified(forged, [Held(f"{size}", head(raws, size)) for size in sizes], own=own)
    largest = max(sizes, default=0)
    if forged[:largest] == raws[:largest]:
        assert report.covered == largest
        assert not kinds(report) & {"changed", "rewritten", "two-histories", "tail-cut", "bad-signature"}
    else:
        place = next(at for at in range(largest) if forged[at : at + 1] != raws[at : at + 1])
        assert not report.complete
        # Of what stands before a cut no head is left that could tell; it is counted as not proved.
        assert any(covers(finding, place) for finding in report.findings) or "tail-cut" in kinds(report)
        assert report.covered <= place


@settings(max_examples=60)
@given(st.integers(0, 30), st.lists(st.integers(0, 30), max_size=3))
def test_an_honest_log_is_never_found_fault_with(size: int, sizes: list[int]) -> None:
    heads = [head(RAWS, min(one, size)) for one in sizes]
    report = verified(RAWS[:size], [Held("h", one) for one in heads], own=heads)
    assert report.complete
    assert report.covered == max((min(one, size) for one in sizes), default=0)


@given(st.lists(st.binary(max_size=30) | st.sampled_from([*exported(RAWS[:3], [HELD[0].note]).splitlines()])))
def test_any_lines_after_a_header_give_a_report(lines: list[bytes]) -> None:
    report = verify_log(BytesIO(exported([])[:-10] + b"\n".join(lines)), [Held("x", "\ud800"), *HELD[:1]], [KEY])
    assert not report.complete
    assert all(isinstance(line, str) for line in in_words(report))
    assert as_json(report)["complete"] is False


def test_the_words_say_how_much_the_verdict_is_worth() -> None:
    words = "\n".join(in_words(verify_log(BytesIO(exported(RAWS)))))
    assert "complete and unchanged" in words
    assert "only agrees with itself" in words
    assert KEY.to_text() in words
    words = "\n".join(in_words(verified(RAWS, HELD[:2])))
    assert "2 heads held elsewhere fit: 20 of 40 entries proved unchanged" in words
    assert "the file's own" not in words
    words = "\n".join(in_words(verified(RAWS[:5], HELD[:1])))
    assert "NOT as it was: 1 finding\n" in words
    assert ORIGIN in words
