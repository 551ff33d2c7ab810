"""A picture made small enough to travel: no heavier than it may be while it can get smaller, and only its pixels."""

import io

import numpy
import pytest
from bench.picture_files import SECRETS, phone_photo, scene
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gatepost.screening.pictures import read
from gatepost.screening.pictures.smaller import Smaller, smaller

SMALLEST = 64  # pixels of the longer side, below which a picture is not made smaller


def noise(width: int, height: int, seed: int = 1) -> Image.Image:
    """What compresses worst."""
    return Image.fromarray(numpy.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=numpy.uint8))


def opened(made: Smaller) -> Image.Image:
    return Image.open(io.BytesIO(made.content))


@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 400), st.integers(0, 60_000))
def test_it_is_never_above_its_bytes_unless_it_can_get_no_smaller(
    width: int, height: int, longest: int, most: int
) -> None:
    made = smaller(noise(width, height), longest, most)
    assert len(made.content) <= most or max(made.width, made.height) <= SMALLEST
    assert opened(made).size == (made.width, made.height)


@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 400), st.integers(2_000, 60_000))
def test_it_is_never_longer_than_asked_nor_larger_than_it_was_and_keeps_its_ratio(
    width: int, height: int, longest: int, most: int
) -> None:
    made = smaller(noise(width, height), longest, most)
    assert max(made.width, made.height) <= min(longest, max(width, height))
    assert 0 < made.by <= 1
    assert made.width == max(1, round(width * made.by))
    assert made.height == max(1, round(height * made.by))


@pytest.mark.parametrize("size", [(2048, 1), (1, 2048), (8, 8), (64, 64), (63, 64)])
def test_any_shape_is_made_small(size: tuple[int, int]) -> None:
    made = smaller(noise(*size), 100, 10)
    assert min(made.width, made.height) >= 1
    assert max(made.width, made.height) <= SMALLEST


def test_what_is_light_and_short_enough_keeps_its_size_and_its_finish() -> None:
    image = scene(400, 300)
    made = smaller(image, 2048, 1_000_000)
    assert (made.width, made.height, made.by) == (400, 300, 1)
    far = numpy.abs(numpy.asarray(opened(made), int) - numpy.asarray(image, int))
    assert far.mean() < 5


def test_it_loses_of_its_finish_before_its_size() -> None:
    image = scene(800, 600)
    best = smaller(image, 2048, 10_000_000)
    made = smaller(image, 2048, len(best.content) * 3 // 4)
    assert (made.width, made.height) == (800, 600)
    assert len(made.content) <= len(best.content) * 3 // 4


def test_where_it_lies_is_told_by_how_much_it_is_smaller() -> None:
    image = Image.new("RGB", (1000, 500), "white")
    image.paste((0, 0, 0), (600, 200, 700, 300))
    made = smaller(image, 250, 100_000)
    assert made.by == 0.25
    shades = opened(made).convert("L")
    assert shades.getpixel((int(650 * made.by), int(250 * made.by))) < 60  # type: ignore[operator]  # L has one
    assert shades.getpixel((int(500 * made.by), int(250 * made.by))) > 200  # type: ignore[operator]


def test_what_is_transparent_lies_on_white() -> None:
    image = Image.new("RGBA", (100, 100), (200, 0, 0, 0))
    image.paste((0, 0, 200, 255), (50, 0, 100, 100))
    seen = opened(smaller(image, 100, 100_000)).convert("RGB")
    assert min(seen.getpixel((10, 50))) > 245  # type: ignore[arg-type]  # RGB has three
    assert seen.getpixel((90, 50))[2] > 150  # type: ignore[index]


def test_nothing_that_a_phone_noted_travels_with_it() -> None:
    photo = phone_photo(image=scene(320, 240))
    assert any(word.encode() in photo for word in SECRETS)
    image = read(photo).image
    image.info["comment"] = SECRETS[0].encode()
    image.info["exif"] = b"Exif\0\0" + SECRETS[1].encode()
    made = smaller(image, 2048, 1_000_000)
    assert not any(word.encode() in made.content for word in SECRETS)
    assert set(opened(made).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_the_picture_itself_is_left_alone() -> None:
    image = scene(300, 200)
    before = image.tobytes()
    smaller(image, 100, 1_000)
    assert (image.size, image.tobytes()) == ((300, 200), before)
