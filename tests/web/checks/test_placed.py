"""Where a box lies on a photo of any size, and what of the photo is left under it."""

import numpy
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gatepost.screening.pictures.boxes import Box
from gatepost.web.checks.blurring.forms import BoxesForm
from gatepost.web.checks.blurring.photo import Photo, unrecognisable
from gatepost.web.checks.blurring.placed import MOST_BOXES, WHOLE, Placed, around, cut, proposals


def test_of_more_faces_than_boxes_the_largest_are_proposed() -> None:
    many = [Box(0, 0, side, side) for side in range(10, 70)]
    boxes = proposals(many, 100, 100)
    assert len(boxes) == MOST_BOXES
    assert [one.width for one in boxes] == list(range(690, 290, -10))


@given(*[st.integers(-5_000, 5_000)] * 4)
def test_whatever_is_cut_lies_in_the_photo_and_can_be_seen(left: int, top: int, width: int, height: int) -> None:
    one = cut(left, top, width, height)
    assert 0 <= one.left < one.left + one.width <= WHOLE
    assert 0 <= one.top < one.top + one.height <= WHOLE


@given(
    st.integers(8, 2048), st.integers(8, 2048), st.floats(0, 1), st.floats(0, 1), st.sampled_from(["small", "large"])
)
def test_a_box_placed_anywhere_in_a_photo_of_any_size_has_pixels(
    width: int, height: int, across: float, down: float, size: str
) -> None:
    found = around(across, down, size, width, height).on(width, height)
    assert found == found.within(width, height)


@given(st.data())
def test_a_proposed_box_covers_at_least_what_was_seen(data: st.DataObject) -> None:
    width, height = data.draw(st.integers(8, 2048)), data.draw(st.integers(8, 2048))
    left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    seen = Box(left, top, data.draw(st.integers(1, width - left)), data.draw(st.integers(1, height - top)))
    found = proposals([seen], width, height)[0].on(width, height)
    assert found.left <= seen.left
    assert found.top <= seen.top
    assert found.left + found.width >= seen.left + seen.width
    assert found.top + found.height >= seen.top + seen.height


@given(st.lists(st.tuples(*[st.integers(0, 989)] * 2, *[st.integers(10, 1000)] * 2), max_size=MOST_BOXES))
def test_boxes_come_through_the_form_as_they_went_in(sides: list[tuple[int, int, int, int]]) -> None:
    boxes = tuple(cut(*one) for one in sides)
    assert BoxesForm.showing(boxes).boxes == boxes


def test_a_small_box_within_a_large_one_brings_nothing_of_the_photo_back() -> None:
    across, down = numpy.indices((160, 160)) // 20
    pictures = [numpy.where((across + down) % 2 == odd, 250, 10).astype(numpy.uint8) for odd in (0, 1)]
    large, small = Placed(0, 0, 1000, 1000), Placed(150, 150, 60, 60)
    for boxes in ([large, small], [small, large]):
        photos = [Photo(b"", Image.fromarray(one).convert("RGB")) for one in pictures]
        inside = [unrecognisable(one, boxes).crop((24, 24, 34, 34)).tobytes() for one in photos]
        assert inside[0] == inside[1]
