"""Parents who have accepted: whose children are theirs is said by the office, for several of them at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gatepost.web.consents.actions.rounds import close, start
from gatepost.web.consents.queries.rounds import choices
from gatepost.web.notices.models import Notice
from gatepost.web.people import due
from gatepost.web.people.actions.inviting import confirm_alike
from gatepost.web.people.actions.parents import confirm
from gatepost.web.people.models import Contact, OnRoll, OwnChild
from gatepost.web.people.queries.inviting import alike
from gatepost.web.schools.actions.membership import end_membership, readmit
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.person import person_at, today
from tests.web.cast import person, school
from tests.web.consents.families import consents, join, on_roll, pupil, tick
from tests.web.people.inviting import accept, children, family, here, invite, joined, proposed, reached, say, states

pytestmark = pytest.mark.usefixtures("database", "mail_is_set_up")


def test_no_child_is_shown_before_the_office_has_said_whose() -> None:
    robin, ada = family("Ada")
    with here():
        join(pupil("Wren"), ada, "no")
    invite(ada)
    client = accept()
    assert "Robin" not in client.get("/quillbrook/my-children/").content.decode()
    with here():
        (one,) = alike(person("office"))
        assert (one.adult, [contact.child for contact in one.contacts]) == (ada, [robin])
        found = person_at(one.member.account_id)
    assert found is not None
    assert children(found) == []
    assert say(found) == 1
    assert children(found) == ["Robin"]
    assert proposed() == []
    page = client.get("/quillbrook/my-children/").content.decode()
    assert "Robin" in page
    assert "Wren" not in page


def test_a_name_or_an_address_alone_is_proposed_for_nobody() -> None:
    _robin, ada = family("Ada")
    joined(ada)
    assert proposed() == ["Ada"]
    for changed in ({"folded": " edith vane"}, {"email": "other@post.example"}):
        kept = {name: getattr(ada, name) for name in changed}
        with here():
            OnRoll.objects.filter(pk=ada.pk).update(**changed)
        assert proposed() == []
        with here():
            OnRoll.objects.filter(pk=ada.pk).update(**kept)
    with here():
        reached(pupil("Wren"), "Adam", "ada@post.example")
    assert proposed() == [], "two adults have this address"


def test_nobody_is_proposed_themselves() -> None:
    with consents():
        row = on_roll("parent", "Wendy", "Marlow", email="office@quillbrook.example")
        join(pupil(), row)
        office = Membership.objects.get(pk=person("office").membership_id)
        RoleHeld(school=school(), membership=office, role="parent", starts_on=today()).save()
    assert proposed("office") == []
    assert proposed("head") == ["Wendy"]


def test_of_whom_somebody_decided_that_they_see_no_child_is_not_proposed_again() -> None:
    _robin, ada = family("Ada")
    (found,) = joined(ada)
    with here():
        (one,) = alike(person("office"))
        seen = [contact.pk for contact in one.contacts]
        confirm(person=person("head"), member=one.member, shown=seen, chosen=[])
    assert proposed() == []
    with pytest.raises(Fault, match="Look again"):
        say(found)


def test_those_without_a_child_to_show_keep_nobody_from_the_list() -> None:
    _robin, ada, zoe = family("Ada", "Zoe")
    joined(ada, zoe)
    with here():
        assert [one.adult for one in alike(person("office"), most=1)] == [ada]
        Contact.objects.filter(adult=ada).update(parental_responsibility="unknown")
        assert [one.adult for one in alike(person("office"), most=1)] == [zoe]


def test_what_has_changed_since_the_page_was_shown_is_said_of_nobody() -> None:
    _robin, ada, ben = family("Ada", "Ben")
    found, other = joined(ada, ben)
    with here():
        shown = {(one.member.pk, contact.pk) for one in alike(person("office")) for contact in one.contacts}
        join(pupil("Wren"), ben)
        both = [found.membership_id, other.membership_id]
        with pytest.raises(Fault, match="Look again"):
            confirm_alike(person=person("office"), shown=shown, chosen=both)
        Contact.objects.filter(adult=ben).delete()
        with pytest.raises(Fault, match="Look again"):
            confirm_alike(person=person("office"), shown=shown, chosen=both)
        with pytest.raises(Fault, match="at least one"):
            confirm_alike(person=person("office"), shown=shown, chosen=[])
        assert not OwnChild.objects.exists()
        confirm_alike(person=person("office"), shown=shown, chosen=both[:1])
        assert OwnChild.objects.count() == 1


def test_a_parent_who_left_and_comes_back_sees_no_child_until_it_is_said_anew() -> None:
    _robin, ada = family("Ada")
    (found,) = joined(ada)
    say(found)
    with here():
        member = Membership.objects.get(pk=found.membership_id)
        end_membership(person=person("head"), member=member, last_day=None, successor=None)
    assert states() == {"Ada": "member"}, "until the clock has taken back what was said"
    with here():
        due.run(school(), timezone.now())
    assert states() == {"Ada": "ready"}
    with here():
        readmit(person=person("head"), member=member, roles=["parent"], starts_on=today(), ends_on=None)
    assert children(found) == []
    assert proposed() == [], "somebody looks at her own page"


def test_whoever_gets_a_page_while_a_round_runs_is_asked_once() -> None:
    _robin, ada = family("Ada")
    with here():
        owls = next(word for word, said in choices(person("office")) if said == "Owls")
        made = start(person=person("office"), whom=owls, closes_on=today() + timedelta(days=5))
        asked = Notice.objects.filter(kind__startswith="consents-asked")
    (found,) = joined(ada)
    with here():
        tick()
        assert not asked.exists()
    say(found)
    with here():
        type(made).objects.update(started_at=made.started_at - timedelta(days=3))
        tick()
        assert [(one.membership_id, one.kind) for one in asked] == [(found.membership_id, "consents-asked")]
        asked.update(read_at=made.started_at)
        tick()
        assert asked.count() == 1
        close(person=person("office"), round=made)
        Notice.objects.all().delete()
        tick()
        assert not asked.exists()
