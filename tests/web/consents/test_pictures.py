"""Pictures that were shown, and those that should come down."""

from random import Random
from typing import Any

import pytest
from PIL import Image

from gatepost.screening.pictures import likeness
from gatepost.web.consents.actions.bars import set_bar
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
    on_a_yes,
    page_for,
    pupil,
    reason,
    says,
    tick,
)

pytestmark = pytest.mark.usefixtures("database")

ROOM = "/quillbrook/photo-consents/"


def test_of_their_own_child_nobody_reads_in_the_list_of_pictures_that_one_should_come_down() -> None:
    with consents():
        mine, other = pupil("Robin"), pupil("Wren")
        ben = adult(mine, "Ben")
        page_for("head", mine, adult(mine, "Ada"))
        for one, children in (("ff00", [mine.pk]), ("0ff0", [mine.pk, other.pk])):
            for each in (mine, other):
                says(each, ben if each == mine else adult(other, f"Cy{one}"), True)
            remember_picture(**on_a_yes(), picture_hash=one * 8, purpose=PHOTO, children=children, shown_on=today())
        for each in (mine, other):
            set_bar(person=person("dsl"), child=each.pk, reason="A court order.")
        assert [one.names for one in to_take_down(today())] == [("Robin Vane", "Wren Vane"), ("Robin Vane",)]
        assert [one.names for one in to_take_down(today(), person=person("head"))] == [("Wren Vane",)]
    for page in (f"{ROOM}attend/", f"{ROOM}children/{other.pk}/"):
        shown = sign_in("head").get(page).content.decode()
        assert "Wren Vane" in shown
        assert "Robin Vane" not in shown
    assert "Robin Vane" in sign_in("dsl").get(f"{ROOM}attend/").content.decode()


def test_a_withdrawal_shows_at_once_which_pictures_come_down() -> None:
    with consents():
        child, other = pupil("Robin"), pupil("Wren")
        ada = adult(child, "Ada")
        for one, row in ((child, ada), (other, adult(other, "Ben"))):
            says(one, row, True)
        shown = remember_picture(
            **on_a_yes(),
            picture_hash="ff00" * 8,
            purpose=PHOTO,
            children=[child.pk, other.pk],
            shown_on=today(),
        )
        assert shown is not None
        assert to_take_down(today()) == ()
        assert alike("ff00" * 8, today()) == ()
    office = sign_in("office")
    page = f"{ROOM}children/{child.pk}/"
    sent = {"by": ada.pk, "what": "", "method": "spoken"}
    said = office.post(page, sent, follow=True).content.decode()
    assert "which pictures should come down" in said
    with consents():
        assert reason(child) == "withdrawn"
        (down,) = to_take_down(today())
        assert (down.children, down.names) == ((child.pk,), ("Robin Vane",))
        near, far = f"{0xFF00FF00FF00FF00 ^ 0b111:016x}" + "ff00" * 4, "00ff" * 8
        assert [(one.shown, one.distance, one.children) for one in alike(near, today())] == [(shown.pk, 3, (child.pk,))]
        assert alike(far, today()) == ()
        tick()
    assert "Pictures that should come down" in office.get(f"{ROOM}attend/").content.decode()
    assert office.post(f"{ROOM}pictures/{shown.pk}/down/").status_code == 302
    with consents():
        assert to_take_down(today()) == ()
        with pytest.raises(Fault):
            taken_down(person=person("office"), shown=shown)


def test_a_picture_is_known_again_smaller_and_the_other_way_round_and_another_is_not() -> None:
    garden, hall = drawn(7), drawn(8)
    with consents():
        child = pupil()
        shown = remember_picture(
            **on_a_yes(), picture_hash=hash_of(garden), purpose=PHOTO, children=[child.pk], shown_on=today()
        )
        assert shown is not None
        for again in (garden.resize((300, 200)), garden.transpose(Image.Transpose.FLIP_LEFT_RIGHT)):
            assert [one.shown for one in alike(hash_of(again), today())] == [shown.pk]
        assert alike(hash_of(hall), today()) == ()
        with pytest.raises(ValueError, match="hexadecimal"):
            alike("ff00", today())


def drawn(seed: int) -> Image.Image:
    chance = Random(seed)
    coarse = Image.frombytes("L", (12, 8), bytes(chance.randrange(256) for _ in range(96)))
    return coarse.resize((600, 400), Image.Resampling.BICUBIC).convert("RGB")


def hash_of(image: Image.Image) -> str:
    return str(likeness(image))


def test_what_only_ran_out_need_not_come_down_but_is_not_shown_anew() -> None:
    with consents():
        child = pupil()
        says(child, adult(child, "Ada"), True)
        picture: dict[str, Any] = {
            "picture_hash": "0f" * 16,
            "purpose": PHOTO,
            "children": [child.pk],
            "shown_on": today(),
        }
        remember_picture(**on_a_yes(), **picture)
        with later(800):
            assert to_take_down(today()) == ()
            assert [one.children for one in alike("0f" * 16, today())] == [(child.pk,)]
        with pytest.raises(ValueError, match="hash"):
            remember_picture(**on_a_yes(), **picture | {"picture_hash": "not one"})
