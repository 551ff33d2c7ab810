"""A school of six, whose headteacher leads safeguarding and IT: everything about people can be done there."""

from datetime import timedelta

import pytest

from gatepost.web.people import facts
from gatepost.web.people.queries import links
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.people.files import as_csv, form, pupil_rows, roll
from tests.web.people.importing import agreeing
from tests.web.people.switching import on

pytestmark = pytest.mark.usefixtures("database")

HERE, SLUG = "/larksend/", "larksend"


def test_the_one_head_brings_the_roll_up_to_date_and_takes_it_back() -> None:
    assert cast.person("head", SLUG).roles >= {"headteacher", "dsl", "it-lead"}
    head, before = cast.sign_in("head", SLUG), roll(SLUG)
    file = as_csv([{**pupil_rows(SLUG)[0], "Reg Form": "Larks"}])
    waits = head.post(f"{HERE}roll/import/", form(file, mode="delta"))["Location"]
    head.post(f"{waits}confirm/", agreeing(head.get(waits)))
    assert roll(SLUG) != before
    head.post(f"{waits}undo/")
    assert roll(SLUG) == before
    for page in ("roll/new-year/", "roll/folder/", "past-pupils/", "parents/", "family-links/to-note/"):
        assert head.get(f"{HERE}{page}").status_code == 200, page


def test_the_one_heads_own_family_link_is_noted_by_the_chair() -> None:
    with school_scope(cast.school(SLUG).pk):
        on(links.FAMILY_LINKS, SLUG)
    head, chair = cast.sign_in("head", SLUG), cast.sign_in("chair", SLUG)
    told = {"other_name": "Tom Penn", "other_is": "pupil", "relationship": "child", "statement": "Tom is my son."}
    link = head.post(f"{HERE}family-links/declare/", told)["Location"]
    decision = {"decision": "note", "review_on": (today() + timedelta(days=300)).isoformat()}
    head.post(link, decision)
    with school_scope(cast.school(SLUG).pk):
        assert facts.family_links(cast.person("head", SLUG), today()) == ()
    chair.post(link, decision)
    with school_scope(cast.school(SLUG).pk):
        assert len(facts.family_links(cast.person("head", SLUG), today())) == 1
