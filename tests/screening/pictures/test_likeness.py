"""The same picture is known again when it was made smaller, saved badly or mirrored; another one is not."""

import io
from itertools import combinations

import pytest
from bench.picture_files import saved, scene
from PIL import Image, ImageOps

from gatepost.screening.pictures import Likeness, likeness, likeness_from
from gatepost.screening.pictures.likeness import ALIKE

PICTURE = scene(1200, 900)


def of(image: Image.Image) -> Likeness:
    found = likeness(image)
    assert found is not None
    return found


def again(image: Image.Image, quality: int) -> Image.Image:
    return Image.open(io.BytesIO(saved(image, "JPEG", quality=quality)))


@pytest.mark.parametrize(
    "other",
    [
        PICTURE.resize((400, 300)),
        again(PICTURE.resize((600, 450)), 40),
        ImageOps.mirror(PICTURE),
        again(ImageOps.mirror(PICTURE), 40),
        PICTURE.crop((12, 9, 1188, 891)),
        PICTURE.convert("L").convert("RGB"),
        PICTURE.convert("RGBA"),
    ],
    ids=["smaller", "saved badly", "mirrored", "both", "cut by a hundredth", "without colours", "with transparency"],
)
def test_it_is_known_again(other: Image.Image) -> None:
    assert of(PICTURE).is_of(of(other))
    assert of(other).is_of(of(PICTURE))


def test_other_pictures_are_not_taken_for_it() -> None:
    likenesses = [of(scene(600, 450, seed)) for seed in range(25)]
    distances = [one.distance(other) for one, other in combinations(likenesses, 2)]
    assert min(distances) > ALIKE


def test_a_picture_of_one_colour_is_like_no_other() -> None:
    assert likeness(Image.new("RGB", (100, 100), "teal")) is None


def test_it_can_be_written_and_read_back() -> None:
    assert likeness_from(str(of(PICTURE))) == of(PICTURE)


@pytest.mark.parametrize("written", ["", "0" * 31, "g" * 32, "0" * 33])
def test_what_is_no_likeness_is_not_read(written: str) -> None:
    with pytest.raises(ValueError, match="32 hexadecimal"):
        likeness_from(written)
