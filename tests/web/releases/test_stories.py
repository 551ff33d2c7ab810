"""In a browser: a headteacher holds a piece of news back on a telephone, puts it off and lets it out."""

import pytest
from playwright.sync_api import expect

from tests.web.browsing import BOTH, PHONE, Enter, Size, follow, sound

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]


def test_news_is_held_put_off_and_let_out_without_a_script(enter: Enter) -> None:
    page = enter("head", PHONE, "tamberley")
    page.goto("/tamberley/releases/note/")
    page.get_by_label("What is it?").fill("A new pond")
    page.get_by_label("Which words give it away?").fill("zebra pond")
    page.get_by_label("Not until I say so").nth(2).check()
    follow(page.get_by_role("button", name="Hold it"))
    expect(page.get_by_text("It is held.")).to_be_visible()
    follow(page.get_by_role("button", name="Tell them now"))
    expect(page.get_by_role("heading", name="Are you sure?")).to_be_visible()
    follow(page.get_by_role("link", name="No, leave it held"))
    follow(page.get_by_role("button", name="Tell them now"))
    follow(page.get_by_role("button", name="Yes, tell them now"))
    expect(page.get_by_text("They may be told, since")).to_be_visible()


@BOTH
def test_the_pages_are_sound(enter: Enter, size: Size) -> None:
    page = enter("head", size, "tamberley", javascript=True)
    page.goto("/tamberley/releases/note/")
    follow(page.get_by_role("button", name="Hold it"))
    sound(page, "releases note")
    page.get_by_label("What is it?").fill("A new pond")
    page.get_by_label("Which words give it away?").fill("zebra pond")
    page.get_by_label("Not until I say so").nth(1).check()
    page.get_by_label("Not until I say so").nth(2).check()
    follow(page.get_by_role("button", name="Hold it"))
    sound(page, "releases one")
    follow(page.get_by_role("button", name="Tell them now").last)
    sound(page, "releases sure")
    page.goto("/tamberley/releases/")
    sound(page, "releases list")
