"""What was blurred is gone: nothing but a handful of averages is left of it."""

import numpy
from bench.picture_files import scene
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gatepost.screening.pictures import Box, blurred, check_look
from gatepost.screening.pictures.blurred import CELLS
from gatepost.screening.pictures.people import drawn_face, people

PICTURE = scene(400, 300)


def levels(image: Image.Image) -> numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.uint8]]:
    return numpy.asarray(image, numpy.uint8)


def test_two_pictures_with_the_same_averages_look_the_same_when_blurred() -> None:
    chance = numpy.random.default_rng(7)
    part = chance.integers(0, 256, (160, 160, 3), dtype=numpy.uint8)
    cell = 160 // CELLS
    shuffled = part.copy()
    for row in range(0, 160, cell):
        for column in range(0, 160, cell):
            pixels = part[row : row + cell, column : column + cell].reshape(-1, 3)
            mixed = chance.permutation(pixels).reshape(cell, cell, 3)
            shuffled[row : row + cell, column : column + cell] = mixed
    one, other = Image.fromarray(part), Image.fromarray(shuffled)
    assert one.tobytes() != other.tobytes()
    box = [Box(0, 0, 160, 160)]
    assert blurred(one, box).tobytes() == blurred(other, box).tobytes()


def test_of_a_small_box_one_average_is_left() -> None:
    small = blurred(PICTURE, [Box(100, 100, 20, 20)])
    assert len(numpy.unique(levels(small)[100:120, 100:120].reshape(-1, 3), axis=0)) == 1


def test_around_a_box_nothing_changes() -> None:
    box = Box(50, 60, 80, 70)
    changed = (levels(blurred(PICTURE, [box])) != levels(PICTURE)).any(axis=2)
    assert changed[60:130, 50:130].mean() > 0.9
    changed[60:130, 50:130] = False
    assert not changed.any()


def test_the_picture_itself_is_left_alone() -> None:
    before = PICTURE.tobytes()
    blurred(PICTURE, [Box(0, 0, 400, 300)])
    assert PICTURE.tobytes() == before


def test_a_face_in_the_proposed_box_is_seen_no_more() -> None:
    check_look()
    image = PICTURE.resize((1200, 900))
    image.paste(drawn_face(300), (200, 200))
    seen = people(image)
    assert seen.may_be_there
    assert not people(blurred(image, seen.boxes)).may_be_there


def test_behind_a_box_on_something_transparent_nothing_shows_through() -> None:
    image = PICTURE.convert("RGBA")
    image.putalpha(0)
    assert blurred(image, [Box(0, 0, 50, 50)]).getpixel((10, 10))[3] == 255  # type: ignore[index]  # RGBA has four


@given(st.lists(st.builds(Box, *[st.integers(-500, 500)] * 4), max_size=5))
def test_boxes_may_lie_anywhere(boxes: list[Box]) -> None:
    assert blurred(PICTURE, boxes).size == PICTURE.size
