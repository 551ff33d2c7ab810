"""Image bars are lifted with a reason, in two steps, by those whose they are, and others are told."""

import pytest

from gatepost.web.consents.actions.bars import lift_bar, set_bar
from gatepost.web.consents.models import ImageBar
from gatepost.web.notices.models import Notice
from gatepost.web.people.models import OnRoll
from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person
from tests.web.cast import person, sign_in
from tests.web.consents.families import adult, consents, page_for, pupil, reason

pytestmark = pytest.mark.usefixtures("database")

BARS = "/quillbrook/photo-consents/bars/"
WHY = "The court lifted its order"


def barred(key: str, child: OnRoll) -> ImageBar:
    return set_bar(person=person(key), child=child.pk, reason=f"Court order, told to {key}")


def told() -> list[int]:
    rows = Notice.objects.filter(kind="consents-bar-lifted")
    return sorted(rows.values_list("membership_id", flat=True))


def members(*keys: str) -> list[int]:
    return sorted(person(key).membership_id for key in keys)


def test_a_bar_is_lifted_by_a_second_step_with_a_reason_that_is_sealed_and_can_be_read() -> None:
    with consents():
        child = pupil()
        bar = barred("dsl", child)
    head, lift = sign_in("head"), f"{BARS}{bar.pk}/lift/"
    assert lift in head.get(BARS).content.decode()
    assert f'action="{lift}"' not in head.get(BARS).content.decode()
    assert "Court order, told to dsl" in head.get(lift).content.decode()
    for sent in ({}, {"why": "  "}):
        assert "Say why it is lifted" in head.post(lift, sent).content.decode()
    with consents():
        assert reason(child) == "bar"
    assert head.post(lift, {"why": WHY}).status_code == 302
    with consents():
        held = ImageBar.objects.get()
        assert reason(child) == "no-answer"
        assert WHY.encode() not in bytes(held.sealed_lifting or b"")
        assert not Entry.objects.filter(body__contains="court lifted").exists()
    assert WHY in sign_in("deputy").get(BARS).content.decode()
    with consents(), pytest.raises(Fault):
        lift_bar(person=person("dsl"), bar=barred("dsl", child), why=" ")


def test_the_office_lifts_its_own_bars_and_none_of_a_head_or_of_safeguarding() -> None:
    with consents():
        child = pupil()
        theirs = {key: barred(key, child) for key in ("head", "dsl", "deputy")}
        own, taken_over = barred("office", child), barred("office", pupil("Wren"))
        again = set_bar(person=person("dsl"), child=taken_over.child_id, reason=taken_over.reason)
        assert again.pk == taken_over.pk
        office: Person = person("office")
        for bar in (*theirs.values(), taken_over):
            with pytest.raises(Refused):
                lift_bar(person=office, bar=bar, why=WHY)
    client = sign_in("office")
    page = client.get(BARS).content.decode()
    for bar in (*theirs.values(), taken_over):
        assert f"{bar.pk}/lift/" not in page
        assert client.get(f"{BARS}{bar.pk}/lift/").status_code == 404
        assert client.post(f"{BARS}{bar.pk}/lift/", {"why": WHY}).status_code == 404
    assert client.post(f"{BARS}{own.pk}/lift/", {"why": WHY}).status_code == 302
    with consents():
        assert ImageBar.objects.filter(lifted_at__isnull=True).count() == 4


def test_heads_and_safeguarding_are_told_without_content_but_neither_who_did_it_nor_the_family() -> None:
    with consents():
        child, other = pupil(), pupil("Wren")
        lift_bar(person=person("office"), bar=barred("office", child), why=WHY)
        assert told() == members("head", "dsl", "deputy")
        page_for("head", other, adult(other, "Ada"))
        lift_bar(person=person("dsl"), bar=barred("dsl", other), why=WHY)
        assert told() == sorted([*members("head", "dsl", "deputy"), *members("deputy")])
        things = Notice.objects.filter(kind="consents-bar-lifted").values_list("thing", flat=True)
        assert all(one.startswith("image-bar:") for one in things)
