"""Roles of OneRoster and School Data Sync: the one that goes on counts, and only an end that is past is one."""

from datetime import date

from gatepost.rosters.reading import Reading
from gatepost.rosters.snapshot import Contact, Person
from tests.rosters.build_archives import archive
from tests.rosters.outcome import Outcome, outcome

_HEAD = b"userSourcedId,orgSourcedId,role,sessionSourcedId,grade,isPrimary,roleStartDate,roleEndDate\n"
_LINK = ("userSourcedId", "relationshipUserSourcedId", "relationshipRole")


def _sds(roles: bytes, relationship: str = "guardian") -> Outcome:
    files = {
        "orgs.csv": b"sourcedId,name,type\n1,Thornybridge,school\n",
        "users.csv": b"sourcedId,givenName,familyName,email\nS1,Zofia,Grey,\nG1,Ewa,Grey,\n",
        "roles.csv": _HEAD + roles,
        "relationships.csv": f"{','.join(_LINK)}\nS1,G1,{relationship}\n".encode(),
    }
    return outcome(archive(files), "sds.zip")


def _read(roles: bytes) -> tuple[Person, tuple[Contact, ...], tuple[str, ...]]:
    found = _sds(roles)
    assert isinstance(found, Reading), found
    [pupil] = [one for one in found.snapshot.people if one.kind == "pupil"]
    return pupil, found.snapshot.contacts, found.snapshot.told


def test_last_years_role_makes_nobody_leave_who_has_this_years() -> None:
    old, new = b"S1,1,student,SY25,3,TRUE,2025-09-03,2026-08-31\n", b"S1,1,student,SY26,4,TRUE,2026-09-03,\n"
    for roles in (old + new, new + old):
        pupil, _contacts, _told = _read(roles)
        assert (pupil.year_group, pupil.starts, pupil.leaves) == (4, date(2026, 9, 3), None)


def test_the_end_of_a_role_to_come_is_no_last_day_and_one_that_is_over_is() -> None:
    coming, told = _read(b"S1,1,student,SY26,4,TRUE,2026-09-03,2027-08-31\n")[::2]
    assert coming.leaves is None
    assert "leaves" not in told  # so that it clears no last day that the office typed
    assert _read(b"S1,1,student,SY26,4,TRUE,2026-09-03,2026-10-23\n")[0].leaves == date(2026, 10, 23)


def test_a_relationship_is_a_short_plain_word() -> None:
    for word in ("x" * 101, "=1+1"):
        found = _sds(b"S1,1,student,SY26,4,TRUE,2026-09-03,\n", word)
        assert not isinstance(found, Reading)
        assert [(fault.file, fault.row) for fault in found.faults] == [("relationships.csv", 2)]
