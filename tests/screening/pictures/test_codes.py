"""Codes in a picture: where one leads is said, however it is turned."""

import pytest
import qrcode
from bench.picture_files import scene
from PIL import Image

from gatepost.screening.pictures.codes import LONGEST_TEXT, codes


def code(text: str) -> Image.Image:
    return qrcode.make(text).get_image().convert("RGB")  # type: ignore[no-any-return]  # the library is not typed


@pytest.mark.parametrize("turned", [0, 30, 90, 180])
def test_a_code_is_read_where_it_stands(turned: int) -> None:
    picture = scene(1000, 800)
    sticker = code("https://school.example/trip").rotate(turned, expand=True, fillcolor="white").resize((300, 300))
    picture.paste(sticker, (500, 300))
    (found,) = codes(picture)
    assert found.text == "https://school.example/trip"
    assert found.leads
    assert found.says == "A code in the picture leads to: https://school.example/trip"
    assert 490 <= found.box.left < found.box.left + found.box.width <= 810


@pytest.mark.parametrize(
    ("text", "leads"),
    [("HTTPS://SCHOOL.EXAMPLE", True), ("mailto:office@school.example", True), ("Pupil 0417", False)],
)
def test_whether_it_leads_somewhere(text: str, leads: bool) -> None:
    (found,) = codes(code(text))
    assert found.leads is leads


def test_a_picture_without_codes_holds_none() -> None:
    assert codes(scene(600, 400)) == ()


def test_a_long_code_is_cut() -> None:
    (found,) = codes(code("a" * 2_300))
    assert len(found.text) == LONGEST_TEXT
