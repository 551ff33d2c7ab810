"""Number plates as people write them about cars, and the codes, roads and rooms that are none."""

import pytest

from gatepost.screening.personal_data import find
from gatepost.screening.reading import read
from gatepost.screening.school import School


def plates(text: str) -> list[str]:
    return [text[one.start : one.end] for one in find(read(text), School()) if one.kind == "number-plate"]


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("the white corsa wx19 abc keeps parking", "wx19 abc"),
        ("has anyone got dashcam of hr24 lef this morning", "hr24 lef"),
        ("whoever drives mh18sep please move", "mh18sep"),
        ("keep an eye out for up51 wdl", "up51 wdl"),
        ("keep an eye out for YL02 ALL again", "YL02 ALL"),
        ("mum in the merc p123 abc was on her phone", "p123 abc"),
        ("white transit a12 bcd on the zig zags", "a12 bcd"),
        ("the van n899pen hit my wing mirror", "n899pen"),
        ("WWV661N is parked across the gate", "WWV661N"),
        ("seb380r is parked across the gate", "seb380r"),
        ("the 4x4 jil 7648 again this morning", "jil 7648"),
        ("reg OIG-6808 has its lights on", "OIG-6808"),
        ("reg: 459 jyg hit my wing mirror", "459 jyg"),
        ("plate number XM684, who is it?", "XM684"),
        ("FG 991 is parked across the gate", "FG 991"),
        ("the blue van fg 991 nearly hit him", "fg 991"),
        ("it's a silver golf, reg ends xkp", "xkp"),
        ("number plate starting wx19", "wx19"),
        ("reg ending in 4 kfp", "4 kfp"),
    ],
)
def test_a_plate_is_found_as_people_write_it(text: str, plate: str) -> None:
    assert plates(text) == [plate]


@pytest.mark.parametrize(
    "text",
    [
        *("room B12 is open", "class 4CW and 5B", "product code ab12 cde", "order no. AB12 CDE", "Year 6 gym"),
        *("stuck in the car on the A12 bus lane", "kia m25 jam", "m1 jam so driving late", "the a55 then a5 jct 9"),
        *("drive to LL57", "the car came from CF10", "seat 45 on flight BA2490", "P3 CAR WASH", "drive B5109 to town"),
        *("mercedes c220 cdi", "volvo xc90 suv", "bmw 320 d", "FORD KA 12", "kia 2019 for sale", "golf 150 bhp"),
        *("car boot 9 til 12", "kit car no 12 won", "parking 50 yds away", "we parked in bay MX 99", "car park B12"),
        *("12 Mill Lane", "reg form due 12 dec", "registration for y5 mon 12", "the reg ends the", "reg 4b at 9am"),
    ],
)
def test_roads_rooms_codes_and_models_are_no_plates(text: str) -> None:
    assert plates(text) == []


@pytest.mark.parametrize(
    "text", ["reg 123 abc " * 20_000, "car JIZ 1234 " * 20_000, "reg ends " * 30_000, "car ab12 cde " * 20_000]
)
def test_a_text_of_nothing_but_plates_is_answered(text: str) -> None:
    assert all(0 <= one.start < one.end <= len(text) for one in find(read(text), School()))
