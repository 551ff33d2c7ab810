"""Contacts of a common transfer file."""

from gatepost.rosters.reading import Reading
from gatepost.rosters.snapshot import LONGEST_ID
from tests.rosters.outcome import outcome


def test_an_order_that_is_no_number_makes_no_id_that_fits_no_column() -> None:
    contact = f"<Contact><Order>{'7' * 400}</Order><Surname>Grey</Surname><Relationship>MOT</Relationship></Contact>"
    pupil = f"<UPN>H801200001001</UPN><Surname>Grey</Surname><Forename>Zoe</Forename><Contacts>{contact}</Contacts>"
    found = outcome(f"<CTfile><CTFpupilData><Pupil>{pupil}</Pupil></CTFpupilData></CTfile>".encode(), "one.xml")
    assert isinstance(found, Reading), found
    [parent] = [one for one in found.snapshot.people if one.kind == "parent"]
    assert len(parent.source_id) <= LONGEST_ID
    assert found.snapshot.contacts[0].priority is None
