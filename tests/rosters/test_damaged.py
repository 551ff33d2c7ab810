"""A damaged file is read correctly, or refused with a list of what is wrong by row; it never does a third thing."""

import tracemalloc
import unicodedata

import pytest

from gatepost.rosters.faults import MOST_FAULTS, RosterFaults
from gatepost.rosters.reading import Reading
from gatepost.rosters.snapshot import from_json, to_json
from tests.rosters.build_files import Case, cases, expected
from tests.rosters.outcome import Outcome, brief, every_word, one_line, outcome, said

CASES = cases()
_BOMBS = (
    *("bomb-of-one-member", "bomb-of-many-members", "bomb-in-a-bomb", "overlapping-members", "size-that-lies"),
    *("bomb-within-the-size-limit", "many-small-bombs", "two-members-in-one-place"),
    *("billion-laughs", "quadratic-blow-up", "too-deep", "workbook-bomb"),
)
_MOST_MEMORY = 64_000_000


@pytest.fixture(scope="module")
def found() -> dict[str, Outcome]:
    return {}


def _outcome(case: Case, found: dict[str, Outcome]) -> Outcome:
    if case.name not in found:
        found[case.name] = outcome(case.body(), case.called, **case.told.get("options", {}))
    return found[case.name]


def _named(case: Case) -> object:
    return pytest.param(case, id=case.name)


def _having(key: str) -> list[object]:
    return [_named(case) for case in CASES if key in case.told]


def _people(case: Case) -> list[str] | None:
    """Who must be in the file, or None when its table does not say."""
    if "people" in case.told:
        return sorted(case.told["people"])
    if case.source is None:
        return None
    rows = []
    for row in expected(case.source)["people"]:
        if row.get("id") in case.told.get("less", ()):
            continue
        undated = (
            case.told.get("undated", False)
            or row.get("id") in case.told.get("undated_ids", ())
            or row["forename"] in case.told.get("undated_names", ())
        )
        born = "" if undated else row.get("date_of_birth", "")
        rows.append(one_line(row["kind"], row["forename"], row["surname"], born))
    return sorted(rows)


def test_there_are_at_least_sixty_damaged_files_each_with_its_own_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", [_named(case) for case in CASES])
def test_it_is_read_correctly_or_refused_with_faults(case: Case, found: dict[str, Outcome]) -> None:
    result = _outcome(case, found)
    if isinstance(result, RosterFaults):
        assert case.expect != "correct", [fault.at() for fault in result.faults]
        assert result.count >= len(result.faults) > 0
    else:
        assert case.expect != "faults", brief(result.snapshot.people)
        people = _people(case)
        if people is not None:
            assert brief(result.snapshot.people) == people


@pytest.mark.parametrize("case", _having("rows"))
def test_each_row_that_is_wrong_is_named_and_no_other(case: Case, found: dict[str, Outcome]) -> None:
    result = _outcome(case, found)
    where = case.told.get("where")
    rows = {fault.row for fault in said(result) if fault.row and (where is None or fault.file.endswith(where))}
    if case.told.get("allow_fewer_rows"):
        assert rows
        assert rows <= set(case.told["rows"])
    elif case.told.get("others") or case.expect == "named":
        assert rows >= set(case.told["rows"])
    else:
        assert rows == set(case.told["rows"]), [fault.at() for fault in said(result)]


@pytest.mark.parametrize("case", _having("years"))
def test_year_groups_are_read_in_every_word_for_them(case: Case, found: dict[str, Outcome]) -> None:
    result = _outcome(case, found)
    assert isinstance(result, Reading)
    assert [person.year_group for person in result.snapshot.people] == case.told["years"]


@pytest.mark.parametrize("case", _having("same_contacts"))
def test_contacts_are_the_same_by_whichever_side_tells_of_them(case: Case, found: dict[str, Outcome]) -> None:
    result = _outcome(case, found)
    assert isinstance(result, Reading)
    assert case.source is not None
    meant = {(row["child"], row["adult"]) for row in expected(case.source)["contacts"]}
    assert {(contact.child, contact.adult) for contact in result.snapshot.contacts} == meant
    assert len(result.snapshot.contacts) == len(meant)


@pytest.mark.parametrize("case", _having("warns"))
def test_a_doubt_is_a_warning_with_its_row(case: Case, found: dict[str, Outcome]) -> None:
    result = _outcome(case, found)
    assert isinstance(result, Reading)
    assert {warning.row for warning in result.warnings} == set(case.told["warns"])


@pytest.mark.parametrize("case", _having("says"))
def test_the_message_names_what_is_wrong(case: Case, found: dict[str, Outcome]) -> None:
    text = " ".join(fault.at() for fault in said(_outcome(case, found))).casefold()
    for word in case.told["says"]:
        assert word.casefold() in text


@pytest.mark.parametrize("case", _having("secrets"))
def test_what_must_not_be_read_stands_nowhere(case: Case, found: dict[str, Outcome]) -> None:
    words = every_word(_outcome(case, found))
    for secret in case.told["secrets"]:
        assert secret not in words


@pytest.mark.parametrize("case", _having("dropped"))
def test_dropped_columns_are_named_to_the_office(case: Case, found: dict[str, Outcome]) -> None:
    result = _outcome(case, found)
    assert isinstance(result, Reading)
    assert set(case.told["dropped"]) <= set(result.dropped)


@pytest.mark.parametrize("case", _having("mode"))
def test_a_part_of_the_roll_makes_no_leavers(case: Case, found: dict[str, Outcome]) -> None:
    result = _outcome(case, found)
    assert isinstance(result, RosterFaults) or result.snapshot.mode == case.told["mode"]


@pytest.mark.parametrize("case", _having("counted"))
def test_faults_beyond_the_list_are_counted(case: Case, found: dict[str, Outcome]) -> None:
    result = _outcome(case, found)
    assert isinstance(result, RosterFaults)
    assert result.count >= case.told["counted"]
    assert len(result.faults) <= MOST_FAULTS


@pytest.mark.parametrize("case", [_named(case) for case in CASES])
def test_every_message_is_one_printable_sentence(case: Case, found: dict[str, Outcome]) -> None:
    for fault in said(_outcome(case, found)):
        assert fault.message
        assert fault.at().isprintable()
        assert len(fault.at()) < 600
        assert "Traceback" not in fault.message
        assert "Error" not in fault.message


@pytest.mark.parametrize("case", [_named(case) for case in CASES])
def test_names_that_are_kept_are_clean(case: Case, found: dict[str, Outcome]) -> None:
    result = _outcome(case, found)
    if isinstance(result, RosterFaults):
        return
    for person in result.snapshot.people:
        for text in (person.forename, person.surname, person.known_as, person.class_name, *person.former_names):
            assert text == unicodedata.normalize("NFC", text)
            assert text == text.strip()
            assert not text.startswith(("=", "+", "-", "@"))
            assert not any(unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") for c in text)
    assert from_json(to_json(result.snapshot)) == result.snapshot


@pytest.mark.parametrize("case", [_named(case) for case in CASES if case.name in _BOMBS])
def test_a_bomb_is_refused_before_it_unpacks(case: Case) -> None:
    body = case.body()
    tracemalloc.start()
    try:
        result = outcome(body, case.called)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(result, RosterFaults)
    assert peak < _MOST_MEMORY
