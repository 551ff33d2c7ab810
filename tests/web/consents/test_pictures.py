"""Pictures that were shown, and those that should come down."""

from typing import Any

import pytest

from gatepost.web.consents.actions.pictures import remember_picture, taken_down
from gatepost.web.consents.queries.attention import alike, to_take_down
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import today
from tests.web.cast import person, sign_in
from tests.web.consents.families import (
    PHOTO,
    adult,
    consents,
    later,
    pupil,
    reason,
    says,
    tick,
)

pytestmark = pytest.mark.usefixtures("database")

ROOM = "/quillbrook/photo-consents/"


def test_a_withdrawal_shows_at_once_which_pictures_come_down() -> None:
    with consents():
        child, other = pupil("Robin"), pupil("Wren")
        ada = adult(child, "Ada")
        for one, row in ((child, ada), (other, adult(other, "Ben"))):
            says(one, row, True)
        shown = remember_picture(
            person=person("office"),
            picture_hash="ff00" * 4,
            purpose=PHOTO,
            children=[child.pk, other.pk],
            shown_on=today(),
        )
        assert to_take_down(today()) == ()
        assert alike("ff00" * 4, today()) == ()
    office = sign_in("office")
    page = f"{ROOM}children/{child.pk}/"
    sent = {"by": ada.pk, "what": "", "method": "spoken"}
    said = office.post(page, sent, follow=True).content.decode()
    assert "which pictures should come down" in said
    with consents():
        assert reason(child) == "withdrawn"
        (down,) = to_take_down(today())
        assert (down.children, down.names) == ((child.pk,), ("Robin Vane",))
        near, far = f"{0xFF00FF00FF00FF00 ^ 0b111:016x}", "00ff" * 4
        assert [(one.shown, one.distance, one.children) for one in alike(near, today())] == [(shown.pk, 3, (child.pk,))]
        assert alike(far, today()) == ()
        tick()
    assert "Pictures that should come down" in office.get(f"{ROOM}attend/").content.decode()
    assert office.post(f"{ROOM}pictures/{shown.pk}/down/").status_code == 302
    with consents():
        assert to_take_down(today()) == ()
        with pytest.raises(Fault):
            taken_down(person=person("office"), shown=shown)


def test_what_only_ran_out_need_not_come_down_but_is_not_shown_anew() -> None:
    with consents():
        child = pupil()
        says(child, adult(child, "Ada"), True)
        picture: dict[str, Any] = {
            "picture_hash": "0f" * 8,
            "purpose": PHOTO,
            "children": [child.pk],
            "shown_on": today(),
        }
        remember_picture(person=person("office"), **picture)
        with later(800):
            assert to_take_down(today()) == ()
            assert [one.children for one in alike("0f" * 8, today())] == [(child.pk,)]
        with pytest.raises(ValueError, match="hash"):
            remember_picture(person=person("office"), **picture | {"picture_hash": "not one"})
