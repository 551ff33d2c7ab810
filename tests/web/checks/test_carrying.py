"""A picture that travels with a page comes back as it went, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.web import settings
from gatepost.web.checks.carrying import LARGEST, NotCarried, brought_back, carried, shown


@given(st.binary(min_size=1, max_size=2_000))
def test_what_is_carried_is_brought_back_byte_for_byte_in_signs_that_any_form_may_hold(content: bytes) -> None:
    field = carried(content)
    assert brought_back(field) == content
    assert field.isascii()
    assert not set(field) & set("\"'<>& \r\n")


@given(st.text(max_size=200))
def test_whatever_else_comes_back_is_refused_or_plain_bytes(field: str) -> None:
    try:
        content = brought_back(field)
    except NotCarried:
        return
    assert len(content) * 4 // 3 <= len(field)


@pytest.mark.parametrize(
    "field", ["", "=", "====", "AAA", "AA AA", "AAAA\n", "%41AAA", "ÄÄÄÄ", "A\x00AA", "data:,AAAA"]
)
def test_what_no_page_of_ours_held_is_refused(field: str) -> None:
    with pytest.raises(NotCarried):
        brought_back(field)


def test_the_largest_is_brought_back_and_one_byte_more_is_refused() -> None:
    content = b"\xff" * LARGEST
    assert brought_back(carried(content)) == content
    with pytest.raises(NotCarried):
        brought_back(carried(content + b"\xff"))


def test_the_largest_fits_into_a_form_with_room_for_its_other_fields() -> None:
    assert len(carried(b"\xff" * LARGEST)) + 100_000 < settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_the_address_in_a_page_is_that_of_a_jpeg_and_of_nothing_that_runs() -> None:
    assert shown(b"\xff\xd8\xff") == "data:image/jpeg;base64,/9j/"
