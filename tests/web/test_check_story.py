"""The whole way of a draft in a real browser: found, asked for, granted on a phone, lifted, back, and gone."""

import io
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from playwright.sync_api import FilePayload, Page

from gatepost.web.approvals.actions.deciding import say_yes
from gatepost.web.operations.tick import tick
from gatepost.web.people.models import OnRoll
from gatepost.web.schools.models import Account, Membership, RoleHeld
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.approvals.asked import asked_by
from tests.web.browsing import BOTH, PHONE, Enter, Size, follow, too_wide
from tests.web.cast import person, school
from tests.web.consents.families import PHOTO, adult, consents, join, page_for, pupil, says
from tests.web.people.switching import on
from tests.web.test_markers import _rows

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]

SCHOOL = "wrenmoor"  # its policy wants a headteacher's yes to mention an event
MARKER = "Zuqarin"  # in no text and nobody's name
WORDS = f"Come to our sports day on Friday! The {MARKER} band plays at three."
CONDITION = f"Leave out the {MARKER} gate."
LAST_TIME = "Only with the date checked by the office."
ABOUT_AN_EVENT = "Is it about a school event?"
NO_CONSENT = "No consent was found for pupils in these photos"
ALT = f"Children run past the {MARKER} tent"


def picture() -> FilePayload:
    """What a phone saves: with the place, the owner and a telling name."""
    exif = Image.Exif()
    exif[Base.Artist] = f"{MARKER} at home"
    place: dict[int, Any] = {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (51.0, 30.0, 2.5)}
    place |= {GPS.GPSLongitudeRef: "W", GPS.GPSLongitude: (0.0, 7.0, 1.5)}
    exif.get_ifd(IFD.GPSInfo).update(place)
    written = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(written, "JPEG", exif=exif)
    return {"name": f"{MARKER}.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


@pytest.fixture
def assistant() -> str:
    """A teaching assistant of the school, by the key under which the cast would have one."""
    with school_scope(school(SCHOOL).pk):
        account = Account.objects.create(email=f"support@{SCHOOL}.example", name="Edie Marsh")
        member = Membership.objects.create(school=school(SCHOOL), account=account)
        RoleHeld.objects.create(school=school(SCHOOL), membership=member, role="support-staff", starts_on=today())
    return "support"


@pytest.fixture
def twins() -> tuple[OnRoll, ...]:
    """Two whose mother, the parent of the cast, has agreed; the school asks families and headteachers here."""
    with consents(SCHOOL):
        on("requests", SCHOOL)
        robin, wren = (pupil(name, SCHOOL) for name in ("Robin", "Wren"))
        mother = adult(robin, "Una", slug=SCHOOL)
        join(wren, mother)
        for child in (robin, wren):
            says(child, mother, True, slug=SCHOOL)
            page_for("parent", child, mother, SCHOOL)
    return robin, wren


@pytest.fixture
def finch() -> OnRoll:
    """One of another family that has agreed."""
    with consents(SCHOOL):
        child = pupil("Finch", SCHOOL)
        says(child, adult(child, "Ben", slug=SCHOOL), True, slug=SCHOOL)
    return child


@pytest.fixture
def last_time() -> None:
    """The other headteacher has said yes to something of the kind before."""
    with school_scope(school(SCHOOL).pk):
        on("requests", SCHOOL)
        before = asked_by("teacher", SCHOOL, kind="naming")
        say_yes(person=person("cohead", SCHOOL), request=before, seen=0, conditions=LAST_TIME)


def answer(page: Page, words: str, day: date, children: Sequence[OnRoll] = ()) -> str:
    """Check the draft as its author does, and read the page with the answer."""
    page.goto(f"/{SCHOOL}/check/")
    page.get_by_label("What do you want to publish?").fill(words)
    page.get_by_label("The school's own account").check()
    page.get_by_label("Where will it stand?").select_option("website")
    page.get_by_label("Anyone").check()
    page.get_by_label("Not before which day?").fill(day.isoformat())
    page.get_by_label("Not before which hour?").fill("15:30")
    page.get_by_text("With photos", exact=True).click()
    page.get_by_label("Photo 1", exact=True).set_input_files(picture())
    page.get_by_label("Photo 1 in words, for those who cannot see it").fill(ALT)
    page.get_by_role("group", name="Does a photo show pupils?").get_by_label("Yes", exact=True).check()
    page.get_by_label("None of these").check()
    page.get_by_label("Where were they taken?").select_option("school-event")
    follow(page.get_by_role("button", name="Check it"))
    if children:
        page.locator("summary", has_text="Owls").click()
    for child in children:
        page.get_by_label(str(child), exact=True).check()
    page.get_by_role("group", name=ABOUT_AN_EVENT).get_by_label("Yes", exact=True).check()
    follow(page.get_by_role("button", name="See the answer"))
    assert too_wide(page) <= 0
    return page.inner_text("main")


def decides(enter: Enter, day: date, last: date) -> None:
    """A headteacher opens what waits, on a phone, and says yes with a condition."""
    head = enter("head", PHONE, SCHOOL)
    head.goto(f"/{SCHOOL}/permissions/waiting/")
    follow(head.get_by_role("link", name="Name people of the school").first)
    page = head.inner_text("main")
    for told in (WORDS, "Edie Marsh", f"{day:%-d %B %Y}, 15:30", "CP-19", LAST_TIME, "For Friday."):
        assert told in page
    assert head.get_by_role("img", name=ALT).evaluate("image => image.naturalWidth") > 0
    assert too_wide(head) <= 0
    head.get_by_label("Yes", exact=True).check()
    head.get_by_label("Conditions, your reason for a no").fill(CONDITION)
    head.get_by_label("A yes holds until the end of").fill(last.isoformat())
    follow(head.get_by_role("button", name="Save"))


def kept_out(page: Page) -> list[str]:
    """Whom the page names among those who may not be shown, as it says it."""
    block = page.locator(".govuk-warning-text", has_text="Do not publish pictures of:")
    return block.get_by_role("listitem").all_inner_texts()


def names_nothing_of_the_draft() -> None:
    """No row, no file and no part of the database's own files holds a word of it."""
    tick()
    for table in connection.introspection.table_names():
        assert not [row for row in _rows(table) if MARKER in row], table
    files = [*Path(settings.CONFIG.folder).rglob("*"), *Path(tempfile.gettempdir()).rglob("*")]
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        files += file.parent.glob(f"{file.name}*")
    assert not [one for one in files if one.is_file() and MARKER.encode() in one.read_bytes()]


@BOTH
def test_a_draft_is_found_asked_for_granted_lifted_changed_withdrawn_and_leaves_nothing(
    enter: Enter,
    size: Size,
    assistant: str,
    twins: tuple[OnRoll, ...],
    finch: OnRoll,
    last_time: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    day, last = today() + timedelta(days=2), today() + timedelta(days=5)
    page = enter(assistant, size, SCHOOL)

    found = answer(page, WORDS, day)
    assert "Permission first" in found
    assert "CP-19" in found
    assert "It says where it was taken." in found
    assert "sports day" in page.locator("mark").all_inner_texts()
    assert NO_CONSENT in found

    page.get_by_label("A word to the Headteacher").fill("For Friday.")
    follow(page.get_by_role("button", name="Ask the Headteacher"))
    assert "Asked. You are told when there is an answer." in page.inner_text("main")
    assert "Permission first" in answer(page, WORDS, day), "what waits is no yes"

    decides(enter, day, last)

    lifted = answer(page, WORDS, day)
    assert "Permission first" not in lifted
    assert "Asked and granted: CP-19." in lifted
    assert f"not before {day:%-d %B %Y}, 15:30, and until the end of {last:%-d %B %Y}." in lifted
    assert f"On condition: {CONDITION}" in lifted
    for words, when in ((WORDS.replace("Friday", "Fridays"), day), (WORDS, day + timedelta(days=1))):
        changed = answer(page, words, when)
        assert "Permission first" in changed
        assert "Asked and granted" not in changed

    everybody = (*twins, finch)
    agreed = answer(page, WORDS, day, everybody)
    assert "Asked and granted: CP-19." in agreed
    assert NO_CONSENT not in agreed
    assert kept_out(page) == []

    parent = enter("parent", PHONE, SCHOOL)
    parent.goto(f"/{SCHOOL}/my-photo-consents/")
    for child in twins:
        form = parent.locator("form", has=parent.get_by_role("button", name=f"Save for {child}"))
        form.get_by_role("group", name=PHOTO.words, exact=True).get_by_label("No", exact=True).check()
        follow(form.get_by_role("button", name=f"Save for {child}"))
        assert "Your answers are saved" in parent.inner_text("main")
    assert too_wide(parent) <= 0

    back = answer(page, WORDS, day, everybody)
    assert "Asked and granted: CP-19." in back, "the permission is one thing, the consent another"
    assert kept_out(page) == ["Robin Vane", "Wren Vane"]
    assert "Withdrawn" not in back
    assert "Finch" not in back
    head = enter("head", PHONE, SCHOOL)
    answer(head, WORDS, day, everybody)
    assert kept_out(head) == ["Robin Vane: Withdrawn", "Wren Vane: Withdrawn"]

    written = capfd.readouterr()
    assert MARKER not in written.out + written.err
    names_nothing_of_the_draft()
