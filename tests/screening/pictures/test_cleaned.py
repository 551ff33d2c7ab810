"""A clean copy holds the picture and nothing else, as exiftool, which had no hand in it, can tell."""

from io import BytesIO

import pytest
from bench.exiftool import left_behind
from bench.picture_files import SECRETS, gif_with_notes, phone_photo, png_with_notes, saved, scene, webp_with_notes
from PIL import Image

from gatepost.screening.pictures import Box, blurred, cleaned, read

SMALL = scene(320, 240)
CLEAR = SMALL.convert("RGBA")
CLEAR.putpixel((0, 0), (0, 0, 0, 0))
FILES = {
    "JPEG": phone_photo(image=SMALL),
    "PNG": png_with_notes(SMALL),
    "transparent PNG": png_with_notes(CLEAR),
    "WebP": webp_with_notes(SMALL),
    "GIF": gif_with_notes(SMALL),
}


@pytest.mark.parametrize("kind", FILES)
def test_no_word_of_the_notes_is_left_in_the_bytes(kind: str) -> None:
    content = cleaned(read(FILES[kind]).image).content
    assert any(word.encode() in FILES[kind] for word in SECRETS)
    assert not any(word.encode() in content for word in SECRETS)


@pytest.mark.slow  # needs exiftool, which a machine for `make test` may not have
@pytest.mark.parametrize("kind", FILES)
def test_exiftool_finds_nothing_left(kind: str) -> None:
    picture = read(FILES[kind]).image
    assert left_behind(FILES[kind])
    assert left_behind(cleaned(picture).content) == {}
    assert left_behind(cleaned(blurred(picture, [Box(0, 0, 90, 90)])).content) == {}


def test_a_picture_that_carries_notes_in_memory_is_written_without_them() -> None:
    image = SMALL.copy()
    image.info.update(comment=b"Oliver Bennett", exif=b"Exif\0\0Oliver", dpi=(300, 300), icc_profile=b"Oliver")
    assert b"Oliver" not in cleaned(image).content


def test_it_is_a_jpeg_in_which_nothing_is_transparent_so_that_everybody_sees_the_same() -> None:
    ghost = Image.new("RGBA", (80, 60), (255, 255, 255, 0))  # white on clear ground: to be seen on a dark page alone
    ghost.paste((255, 255, 255, 255), (20, 20, 60, 40))
    for image in (SMALL, CLEAR, ghost):
        made = cleaned(image)
        assert (made.mime, made.content[:3], made.name[-4:]) == ("image/jpeg", b"\xff\xd8\xff", ".jpg")
    assert Image.open(BytesIO(cleaned(ghost).content)).getextrema() == ((255, 255),) * 3


def test_the_new_name_tells_nothing_and_is_never_the_same() -> None:
    names = {cleaned(SMALL).name for _ in range(20)}
    assert len(names) == 20
    assert all(name.startswith("picture-") and name.endswith(".jpg") for name in names)


def test_a_photo_of_12_megapixels_fits_a_social_network() -> None:
    grained = read(saved(scene(4032, 3024), "JPEG", quality=92)).image
    assert len(cleaned(grained).content) < 950_000


def test_a_clean_copy_is_taken_again_and_tells_nothing() -> None:
    again = read(cleaned(read(FILES["JPEG"]).image).content)
    assert again.tells == ()
    assert Image.Image.tobytes(again.image)
