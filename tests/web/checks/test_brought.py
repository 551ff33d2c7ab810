"""What somebody brings becomes a draft in one way, and nothing that was said of it is dropped without a word."""

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from django.core import signing

from gatepost.web.approvals.models import SchoolAccount
from gatepost.web.checks.drafts.brought import MOST_CHILDREN, NotTaken, ticked
from gatepost.web.checks.drafts.draft import SeenPhoto
from gatepost.web.schools.scope import school_scope
from tests.web.api.asking import Form, ask, secret_of, told, went_wrong
from tests.web.cast import person, school, sign_in
from tests.web.checks.drafting import PHOTO_OF_NOBODY, answered, carried, photo, send
from tests.web.consents.families import consents, pupil
from tests.web.conversations import Page

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.engine]

AT = "/quillbrook/api/v1"


def text(response: Any) -> str:
    return Page(response.content.decode()).text


def test_each_child_counts_once_and_too_many_are_refused_and_never_cut_off() -> None:
    assert ticked(["3", "1", "3"]) == (3, 1)
    assert len(ticked([str(one) for one in range(MOST_CHILDREN)])) == MOST_CHILDREN
    with pytest.raises(NotTaken, match="More than 150 pupils"):
        ticked([str(one) for one in range(MOST_CHILDREN + 1)])


@pytest.mark.parametrize("sent", ["x", "", "-1", "1.0", "٣", "9" * 16])
def test_a_tick_that_cannot_be_read_is_never_left_out(sent: str) -> None:
    with pytest.raises(NotTaken):
        ticked(["1", sent])


def test_of_a_photo_with_more_children_than_can_be_ticked_nobody_is_told_that_it_may_be_shown() -> None:
    teacher = sign_in("teacher")
    with consents():
        child = pupil("Robin")
    shows: dict[str, Any] = {"pupils": "yes", "shows": ["none-of-these"], "setting": "school-event"}
    seen = carried(send(teacher, "Sports day", photo_1=photo(), **shows))
    many = [str(1_000_000 + one) for one in range(MOST_CHILDREN)]
    page = answered(teacher, "Sports day", **seen, child=[*many, str(child.pk)], **shows)
    assert "More than 150 pupils are ticked." in text(page)
    assert "Four questions before you post" not in text(page)


def test_a_photo_is_looked_at_anew_for_another_account() -> None:
    teacher = sign_in("teacher")
    seen = carried(send(teacher, "Our garden", photo_1=photo(), account="school-account", **PHOTO_OF_NOBODY))
    again = answered(teacher, "Our garden", **seen, account="school-account", **PHOTO_OF_NOBODY)
    assert "Photo 1" in text(again)
    assert "Four questions before you post" in text(again)
    other = answered(teacher, "Our garden", **seen, account="personal", **PHOTO_OF_NOBODY)
    assert "Choose the photos again: none was kept." in text(other)
    assert "Four questions before you post" not in text(other)


def test_what_was_seen_before_an_upgrade_is_asked_for_again_and_breaks_nothing() -> None:
    entry: dict[str, list[str]] = {field.name: [] for field in fields(SeenPhoto) if field.name != "account"}
    older = signing.dumps([entry], salt=f"photos of a draft of {person('teacher').membership_id}", compress=True)
    response = answered(sign_in("teacher"), "Our garden", photos=older, **PHOTO_OF_NOBODY)
    assert response.status_code == 400
    assert "Please start again." in text(response)


def test_a_program_brings_the_same_draft_as_the_page_and_hears_the_same_refusals() -> None:
    said = {"text": "Sports day", "pupils": "no", "shows": ["none-of-these"], "setting": "elsewhere"}
    secret = secret_of("teacher")
    for children in ([-1], [10**30]):
        sent = Form({**said, "children": children, "photos": [photo()]})
        assert "Tick them again" in went_wrong(ask(f"{AT}/check", secret, sent), 422)
    assert told(ask(f"{AT}/check", secret, Form({**said, "photos": [photo()]})))["checked"]["activity"]


def test_two_accounts_of_one_name_are_not_taken_for_one_another() -> None:
    owner = person("head").membership_id
    with school_scope(school().pk):
        for platform in ("X", "Instagram"):
            SchoolAccount(
                school=school(),
                owner_id=owner,
                platform=platform,
                handle="@quillbrook",
                purpose="News",
                since=date(2026, 1, 1),
            ).save()
    says = went_wrong(ask(f"{AT}/check", secret_of("head"), Form({"text": "News", "handle": "@quillbrook"})), 422)
    assert "check it on the page" in says
