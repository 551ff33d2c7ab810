"""Photo consents in a real browser: phone and desk, without JavaScript, nothing for axe."""

import pytest
from playwright.sync_api import Locator, Page

from gatepost.web.consents.actions.asked import word
from gatepost.web.consents.actions.bars import set_bar
from gatepost.web.consents.actions.pictures import remember_picture
from gatepost.web.consents.purposes import DEFAULTS
from gatepost.web.consents.queries.rounds import code_of
from gatepost.web.people.models import OnRoll
from gatepost.web.schools.person import today
from tests.web.browsing import BOTH, PHONE, Enter, Size, follow, sound
from tests.web.cast import person
from tests.web.consents.families import PHOTO, adult, consents, on_a_yes, page_for, pupil, says
from tests.web.databases import Database

pytestmark = pytest.mark.browser

ROOM = "/quillbrook/photo-consents/"
REPORT = b"UPN,Website\nH801200001001,Granted\nX,No\n"


@pytest.fixture(autouse=True)
def child(database: Database) -> OnRoll:
    """A child of the parent of the cast, another whose parent agreed, and a picture of both."""
    with consents():
        mine, other = pupil("Robin", upn="H801200001001"), pupil("Wren")
        page_for("parent", mine, adult(mine, "Ada"))
        ben = adult(other, "Ben")
        for one in DEFAULTS:
            says(other, ben, True, one)
        word(
            person=person("office"), texts={"en": "May we show your child?", "ur": "کیا ہم آپ کے بچے کو دکھا سکتے ہیں؟"}
        )
        says(other, ben, True)
        remember_picture(
            **on_a_yes(),
            picture_hash="0f" * 16,
            purpose=PHOTO,
            children=[mine.pk, other.pk],
            shown_on=today(),
        )
    return mine


def group(page: Page, words: str) -> Locator:
    return page.get_by_role("group", name=words, exact=True)


@BOTH
def test_a_parent_agrees_the_teacher_sees_it_the_office_withdraws(enter: Enter, size: Size, child: OnRoll) -> None:
    office = enter("office", size)
    office.goto(f"{ROOM}rounds/")
    office.get_by_label("Whose parents?").select_option(label="Owls")
    follow(office.get_by_role("button", name="Ask"))
    assert office.get_by_role("heading", name="0 of 2 families answered").is_visible()
    parent = enter("parent", size)
    parent.goto("/quillbrook/")
    follow(parent.get_by_role("button", name="The school asks whether it may show your child."))
    group(parent, PHOTO.words).get_by_label("Yes").check()
    follow(parent.get_by_role("button", name="Save for Robin Vane"))
    assert parent.get_by_text("Thank you. Your answers are saved").is_visible()
    teacher = enter("teacher", size)
    teacher.goto(ROOM)
    assert teacher.get_by_text("2 children may be shown: Robin Vane, Wren Vane").is_visible()
    office.goto(f"{ROOM}children/{child.pk}/")
    office.get_by_label("Ada Vane", exact=True).check()
    follow(office.get_by_role("button", name="Withdraw"))
    assert office.get_by_role("heading", name="Pictures that should come down").is_visible()
    teacher.reload()
    assert teacher.get_by_role("listitem").filter(has_text="Robin Vane").is_visible()
    assert not teacher.get_by_text("Withdrawn").is_visible()
    follow(office.get_by_role("button", name="It has been taken down"))
    assert office.get_by_text("Noted: it has been taken down.").is_visible()


@BOTH
def test_a_paper_is_keyed_by_its_code_with_the_keyboard_alone(enter: Enter, size: Size, child: OnRoll) -> None:
    office = enter("office", size)
    office.goto(f"{ROOM}key-in/")
    office.get_by_label("Code on the form").fill(code_of(child.pk))
    with office.expect_navigation():
        office.keyboard.press("Enter")
    office.get_by_label("Who answered for Robin Vane").focus()
    office.keyboard.press("Tab")
    office.keyboard.type("y" * 12)
    with office.expect_navigation():
        office.keyboard.press("Enter")
    assert office.get_by_text("The answers for 1 child are keyed in.").is_visible()


@BOTH
def test_on_a_phone_the_sheet_lists_who_may_not_be_shown_and_on_paper_everybody(
    enter: Enter, size: Size, child: OnRoll
) -> None:
    teacher = enter("teacher", size)
    teacher.goto(f"{ROOM}sheet/")
    table, names = teacher.get_by_role("table", name="Owls"), teacher.get_by_role("region", name="Owls")
    narrow = size == PHONE
    assert (table.is_visible(), names.is_visible()) == (not narrow, narrow)
    if narrow:
        assert "Robin Vane" in names.inner_text()
        assert "Wren Vane" not in names.inner_text()
    teacher.emulate_media(media="print")
    assert (table.is_visible(), names.is_visible()) == (True, False)


@BOTH
def test_a_bar_is_lifted_on_a_page_of_its_own(enter: Enter, size: Size, child: OnRoll) -> None:
    with consents():
        set_bar(person=person("dsl"), child=child.pk, reason="A court order.")
    head = enter("head", size, javascript=True)  # axe needs a script of its own
    head.goto(f"{ROOM}bars/")
    follow(head.get_by_role("link", name="Lift the bar of Robin Vane"))
    sound(head, "lift")
    follow(head.get_by_role("button", name="Lift the bar"))
    assert head.get_by_role("link", name="Say why it is lifted").is_visible()
    head.get_by_label("Why is it lifted?").fill("The order has ended.")
    follow(head.get_by_role("button", name="Lift the bar"))
    head.get_by_text("Lifted in the last year").click()
    assert head.get_by_text("The order has ended.").is_visible()
    sound(head, "bars-lifted")


@BOTH
def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(enter: Enter, size: Size, child: OnRoll) -> None:
    office = enter("office", size, javascript=True)  # axe needs a script of its own
    for where in (
        "",
        "sheet/",
        "attend/",
        f"children/{child.pk}/",
        "bars/",
        "key-in/",
        "asked/",
        "wording/",
        "rounds/",
    ):
        office.goto(f"{ROOM}{where}")
        sound(office)
    office.goto(f"{ROOM}key-in/rows/?child={child.pk}")
    sound(office)
    office.get_by_label("Answers for Robin Vane").fill("yy")
    follow(office.get_by_role("button", name="Key them in"))
    sound(office, "key-in-wrong")
    office.goto(f"{ROOM}rounds/")
    office.get_by_label("Whose parents?").select_option(label="Owls")
    follow(office.get_by_role("button", name="Ask"))
    sound(office, "round")
    follow(office.get_by_role("link", name="English"))
    sound(office, "paper")
    office.goto(f"{ROOM}import/")
    sound(office)
    office.get_by_label("File").set_input_files({"name": "r.csv", "mimeType": "text/csv", "buffer": REPORT})
    follow(office.get_by_role("button", name="Read the file"))
    office.get_by_label("Website").select_option(PHOTO.code)
    sound(office, "columns")
    follow(office.get_by_role("button", name="Go on"))
    sound(office, "words")
    follow(office.get_by_role("button", name="Go on"))
    assert office.get_by_text("Nobody on the roll has this number").is_visible()
    sound(office, "preview")
    parent = enter("parent", size, javascript=True)
    parent.goto("/quillbrook/my-photo-consents/")
    sound(parent)
    follow(parent.get_by_role("link", name="اردو"))
    sound(parent, "mine-in-urdu")
    head = enter("head", size, javascript=True)
    head.goto(f"{ROOM}children/{child.pk}/")
    sound(head, "child-for-the-head")
