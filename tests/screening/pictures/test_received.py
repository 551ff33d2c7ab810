"""A picture as it is sent: what is taken and how it then looks, and a sentence for everything else."""

import io

import numpy
import pytest
from bench.picture_files import (
    HOSTILE,
    after_start,
    exif,
    gif_with_notes,
    hostile,
    jpeg_claiming,
    phone_photo,
    png_claiming,
    png_with_notes,
    saved,
    scene,
    webp_with_notes,
)
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from gatepost.screening.pictures import MOST_BYTES, Picture, PictureRefused, read
from gatepost.screening.pictures.received import LONGEST_SIDE

SMALL = scene(64, 48)
KINDS = {
    "JPEG": phone_photo(image=SMALL),
    "PNG": png_with_notes(SMALL),
    "WebP": webp_with_notes(SMALL),
    "GIF": gif_with_notes(SMALL),
}


def refusal(content: bytes) -> str:
    with pytest.raises(PictureRefused) as caught:
        read(content)
    return str(caught.value)


def answer(content: bytes) -> Picture | str:
    """The picture, or the sentence with which it is refused."""
    try:
        return read(content)
    except PictureRefused as refused:
        return str(refused)


def brightest_corner(image: Image.Image) -> str:
    half = numpy.asarray(image.convert("L").resize((2, 2), Image.Resampling.BOX))
    names = ("left above", "right above", "left below", "right below")
    return names[int(half.argmax())]


@pytest.mark.parametrize("kind", KINDS)
def test_what_phones_and_schools_send_is_taken_by_its_bytes(kind: str) -> None:
    picture = read(KINDS[kind])
    assert picture.kind == kind
    assert picture.image.mode == "RGB"
    assert {picture.width, picture.height} == {64, 48}


def test_a_picture_keeps_nothing_but_its_pixels() -> None:
    for content in KINDS.values():
        assert read(content).image.info == {}


def test_a_large_photo_is_made_as_small_as_sites_show_it_and_remembers_its_size() -> None:
    picture = read(saved(Image.new("RGB", (4032, 3024), "teal"), "JPEG"))
    assert (picture.width, picture.height) == (4032, 3024)
    assert picture.image.size == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_taken_with_the_phone_turned_stands_upright(orientation: int) -> None:
    upright = Image.new("L", (64, 48), 0)
    ImageDraw.Draw(upright).rectangle([0, 0, 31, 23], fill=255)
    stored = {
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.transpose(Image.Transpose.ROTATE_180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.transpose(Image.Transpose.ROTATE_270),
    }[orientation]
    picture = read(saved(stored, "JPEG", exif=exif(orientation)))
    assert picture.image.size == (64, 48)
    assert brightest_corner(picture.image) == "left above"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_way_of_storing_colours_shows_the_same_picture(mode: str) -> None:
    levels = numpy.zeros((48, 64), numpy.uint8)
    levels[:24, 32:] = 255
    image = Image.fromarray(levels)
    if mode == "I;16":
        image = Image.fromarray(levels.astype(numpy.uint16) * 257)
    elif mode in ("RGBA", "LA"):
        image = image.convert(mode)
        image.putpixel((0, 0), (0,) * len(mode))
    else:
        image = image.convert(mode)
    shown = read(saved(image, "PNG")).image
    assert brightest_corner(shown) == "right above"
    assert shown.convert("L").getextrema() == (0, 255)
    assert shown.mode == ("RGBA" if mode in ("RGBA", "LA") else "RGB")


def test_a_photo_for_printers_is_shown_in_the_colours_of_screens() -> None:
    shown = read(saved(Image.new("RGB", (64, 64), (200, 30, 30)).convert("CMYK"), "JPEG")).image
    red, green, blue = shown.getpixel((32, 32))  # type: ignore[misc]  # RGB has three
    assert red > 150 > 80 > max(green, blue)


def test_colours_are_meant_as_the_files_profile_says() -> None:
    plain = Image.new("RGB", (64, 64), (200, 100, 50))
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # The profile of a screen whose red is another's green.
    red, green = usual.find(b"rXYZ"), usual.find(b"gXYZ")
    swapped = bytearray(usual)
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"
    shown = read(saved(plain, "PNG", icc_profile=bytes(swapped))).image.getpixel((32, 32))
    assert isinstance(shown, tuple)
    assert shown[1] > shown[0]


def test_what_was_rubbed_out_by_making_it_transparent_is_gone() -> None:
    image = Image.new("RGBA", (64, 64), (10, 20, 30, 255))
    ImageDraw.Draw(image).rectangle([0, 0, 31, 63], fill=(200, 100, 50, 0))
    shown = read(saved(image, "PNG")).image
    assert shown.getpixel((10, 10)) == (0, 0, 0, 0)
    assert shown.getpixel((50, 10)) == (10, 20, 30, 255)


def test_a_still_of_a_moving_sort_is_taken() -> None:
    assert read(saved(SMALL, "PNG", save_all=True)).kind == "PNG"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"Dear all", "not a picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "Most Compatible"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "AVIF"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", "film"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "screenshot"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><svg/>", "SVG"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04", "archive"),
        (saved(SMALL, "BMP"), "PNG or JPEG"),
        (saved(SMALL, "TIFF"), "raw"),
        (saved(SMALL, "GIF", save_all=True, append_images=[scene(64, 48, 2)]), "moving"),
        (saved(SMALL, "PNG", save_all=True, append_images=[scene(64, 48, 2)]), "moving"),
        (saved(SMALL, "WEBP", save_all=True, append_images=[scene(64, 48, 2)]), "moving"),
        (KINDS["JPEG"][:2_000], "did not arrive whole"),
        (KINDS["PNG"][:2_000], "did not arrive whole"),
        (KINDS["WebP"][:500], "did not arrive whole"),
        (KINDS["GIF"][:2_000], "did not arrive whole"),
        (b"\xff\xd8\xff" + bytes(MOST_BYTES), "25 MB"),
        (jpeg_claiming(saved(SMALL, "JPEG"), 10_000, 6_000), "60 megapixels"),
        (png_claiming(10_000, 6_000, 2, b""), "60 megapixels"),
        (png_claiming(6_000, 6_000, 6, b""), "ordinary JPEG"),
        (saved(Image.new("RGB", (4, 64)), "PNG"), "nothing can be seen"),
    ],
)
def test_what_is_not_taken_meets_a_sentence_that_says_what_to_do(content: bytes, words: str) -> None:
    said = refusal(content)
    assert words in said
    assert said.endswith(".")


def test_a_changed_byte_in_a_png_is_noticed() -> None:
    content = bytearray(saved(SMALL, "PNG"))
    content[60] ^= 1
    assert "damaged" in refusal(bytes(content))


def test_a_picture_of_another_size_than_its_file_says_is_damaged() -> None:
    drawn = saved(SMALL, "WEBP", lossless=True)
    at = drawn.index(b"VP8L") + 9
    assert refusal(drawn[:at] + b"\xff\xff\xff\x0f" + drawn[at + 4 :])


def test_too_many_scans_are_not_walked_through() -> None:
    content = saved(SMALL, "JPEG", progressive=True)
    start = content.index(b"\xff\xda")
    scan = content[start : start + 2 + int.from_bytes(content[start + 2 : start + 4], "big")]
    assert read(content[:-2] + scan * 10 + b"\xff\xd9").kind == "JPEG"
    assert "rare" in refusal(content[:-2] + scan * 40 + b"\xff\xd9")


def test_the_decoder_never_sees_the_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    opened = Image.open

    def watch(file: io.BytesIO, **how: object) -> Image.Image:
        seen.append(file.getvalue())
        return opened(file, **how)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(Image, "open", watch)
    for content in KINDS.values():
        read(content)
    assert len(seen) == len(KINDS)
    for bare in seen:
        assert not any(word in bare for word in (b"Oliver", b"Priya", b"Exif", b"EXIF", b"xmp", b"ICC"))


@pytest.mark.slow
def test_200_files_made_to_do_harm_meet_an_answer_or_a_sentence() -> None:
    answers = 0
    files = hostile()
    assert len(files) == HOSTILE
    for name, content in files:
        met = answer(content)
        if isinstance(met, str):
            assert met.endswith("."), name
        else:
            answers += 1
            assert max(met.image.size) <= LONGEST_SIDE, name
            assert met.image.mode in ("RGB", "RGBA"), name
    assert 20 < answers < 150  # neither is everything refused, nor everything taken


@given(kind=st.sampled_from(sorted(KINDS)), changes=st.lists(st.tuples(st.integers(0, 900), st.integers(0, 255))))
@example(kind="JPEG", changes=[])
def test_whatever_bytes_are_changed_there_is_an_answer_or_a_sentence(kind: str, changes: list[tuple[int, int]]) -> None:
    content = bytearray(KINDS[kind])
    for at, value in changes:
        content[at % len(content)] = value
    met = answer(bytes(content))
    assert isinstance(met, Picture) or met.endswith(".")


@given(st.sampled_from((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\xff\0\0\0WEBP", b"GIF89a", b"")), st.binary())
def test_any_bytes_meet_a_sentence(start: bytes, rest: bytes) -> None:
    assert refusal(start + rest).endswith(".")


@given(st.binary(max_size=200))
def test_whatever_a_camera_is_said_to_note_the_picture_is_shown(note: bytes) -> None:
    content = after_start(saved(SMALL, "JPEG"), (0xE1, b"Exif\0\0II*\0" + note), (0xE1, note), (0xED, note))
    assert read(content).kind == "JPEG"
