"""Each holder makes their own card, a headteacher keeps none, and nobody changes the three unseen."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from gatepost.ledger.entry import opens
from gatepost.sealing.keyring import new_pair
from gatepost.web.notices.queries import waiting_for
from gatepost.web.record.actions import SYSTEM
from gatepost.web.record.models import CommitmentKey, Entry
from gatepost.web.safe import due
from gatepost.web.safe.actions import cards
from gatepost.web.safe.actions.cards import Holder
from gatepost.web.safe.models import Card, Compartment
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school
from tests.web.safe.making import cut, numbers

pytestmark = pytest.mark.usefixtures("database")


def test_each_holder_makes_their_own_card_and_they_are_in_use_once_all_are_made() -> None:
    with school_scope(school().pk):
        wanted = {
            office: Holder(numbers()[key]) for office, key in (("chair", "chair"), ("dpo", "dpo"), ("third", "clerk"))
        }
        rows = cards.name_holders(person=person("head"), holders=wanted)
        for number, (row, key) in enumerate(zip(rows, ("chair", "dpo", "clerk"), strict=True), start=1):
            assert "safe-card-to-make" in [one.kind for one in waiting_for(person(key))]
            for other in {"head", "it", "chair", "dpo", "clerk"} - {key}:
                with pytest.raises(Refused):
                    cards.make_card(person=person(other), card=row)
            made = cards.make_card(person=person(key), card=Card.objects.get(pk=row.pk))
            assert bytes(Card.objects.get(pk=row.pk).public) == made.secret.public.raw
            assert Compartment.objects.exists() == (number == 3)
        assert not Card.objects.filter(used_at__isnull=True).exists()
        assert Entry.objects.filter(action="safe.card-made").count() == 3
        with pytest.raises(Fault, match="in use"):
            cards.make_card(person=person("chair"), card=Card.objects.get(pk=rows[0].pk))
    with school_scope(school("larksend").pk):
        assert not Card.objects.exists()


def test_a_card_can_be_made_again_until_all_are_in_use() -> None:
    with school_scope(school().pk):
        wanted = {
            office: Holder(numbers()[key]) for office, key in (("chair", "chair"), ("dpo", "dpo"), ("third", "clerk"))
        }
        row = cards.name_holders(person=person("head"), holders=wanted)[0]
        first = cards.make_card(person=person("chair"), card=row)
        second = cards.make_card(person=person("chair"), card=row)
        assert bytes(Card.objects.get(pk=row.pk).public) == second.secret.public.raw != first.secret.public.raw


@pytest.mark.parametrize(
    ("office", "key"),
    [("chair", "head"), ("dpo", "head"), ("third", "head"), ("chair", "teacher"), ("third", "chair"), ("dpo", "it")],
)
def test_neither_a_headteacher_nor_it_nor_one_person_twice_keeps_a_card(office: str, key: str) -> None:
    wanted = {"chair": "chair", "dpo": "dpo", "third": "clerk"} | {office: key}
    with school_scope(school().pk):
        holders = {one: Holder(person(who).membership_id) for one, who in wanted.items()}
        with pytest.raises(Fault) as fault:
            cards.name_holders(person=person("head"), holders=holders)
        assert fault.value.field == office
        assert not Card.objects.exists()


def test_a_headteacher_who_is_a_governor_too_keeps_no_card_either() -> None:
    with school_scope(school().pk):
        head = Membership.objects.get(pk=numbers()["head"])
        RoleHeld.objects.create(school=school(), membership=head, role="governor", starts_on=today())
        holders = {"chair": Holder(head.pk), "dpo": Holder(numbers()["dpo"]), "third": Holder(numbers()["clerk"])}
        with pytest.raises(Fault, match="Neither"):
            cards.name_holders(person=person("head"), holders=holders)


def test_only_headteacher_and_it_lead_name_holders() -> None:
    with school_scope(school().pk):
        for key in ("chair", "dpo", "dsl", "provider", "office"):
            with pytest.raises(Refused):
                cards.name_holders(person=person(key), holders={})


def test_a_head_alone_puts_no_other_cards_in_the_place_of_those_in_use() -> None:
    with school_scope(school().pk):
        cut()
        friends = {"chair": Holder(numbers()["governor"]), "dpo": Holder(numbers()["dpo"])}
        _name_and_make(friends | {"third": Holder(numbers()["clerk"])}, ("governor", "dpo", "clerk"))
        for key in ("chair", "dpo", "clerk"):
            assert "safe-holders-named" in [one.kind for one in waiting_for(person(key))]
        due.run(school(), timezone.now() + timedelta(days=6))
        assert list(_in_use()) == [1, 2, 3]
        for key in ("head", "it", "governor"):
            with pytest.raises(Refused):
                cards.stop_new_cards(person=person(key))
        cards.stop_new_cards(person=person("chair"))
        assert "safe-cards-stopped" in [one.kind for one in waiting_for(person("head"))]
        due.run(school(), timezone.now() + timedelta(days=8))
        assert list(_in_use()) == [1, 2, 3]
        with pytest.raises(Fault, match="on their way"):
            cards.stop_new_cards(person=person("chair"))


def test_new_cards_that_nobody_stops_come_into_use_by_the_clock() -> None:
    with school_scope(school().pk):
        cut()
        Card.objects.filter(number=3).update(holder_name="Elspeth Wray")  # as of somebody outside
        members = ("chair", "dpo", "governor")
        _name_and_make(
            {one: Holder(numbers()[key]) for one, key in zip(("chair", "dpo", "third"), members, strict=True)}, members
        )
        due.run(school(), timezone.now() + timedelta(days=7, minutes=1))
        assert list(_in_use()) == [4, 5, 6]
        assert Compartment.objects.get(replaced_at=None).cards == "4,5,6"
        assert Entry.objects.filter(action="safe.cards-in-use").count() == 2
        assert not Card.objects.filter(holder_name="Elspeth Wray").exists()


def _name_and_make(holders: dict[str, Holder], members: tuple[str, ...]) -> None:
    rows = cards.name_holders(person=person("head"), holders=holders)
    for row, key in zip(rows, members, strict=True):
        cards.make_card(person=person(key), card=Card.objects.get(pk=row.pk))


def _in_use() -> list[int]:
    return [one.number for one in Card.objects.filter(used_at__isnull=False, void_at=None).order_by("number")]


def test_the_record_commits_to_every_card_and_to_the_recovery_key() -> None:
    with school_scope(school().pk):
        cut()
        made = Entry.objects.get(action="safe.cards-in-use")
        committed = json.loads(made.body)["commitments"]
        public = {f"card-{one.number}": bytes(one.public) for one in Card.objects.all()}
        public["recovery"] = bytes(Compartment.objects.get().public)
        assert committed.keys() == public.keys()
        for name, content in public.items():
            key = bytes.fromhex(CommitmentKey.objects.get(entry=made, name=name).key)
            assert opens(committed[name], key, content)
            assert not opens(committed[name], key, new_pair().public.raw)


def test_somebody_outside_makes_their_card_by_a_link_that_works_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MAIL_IS_SET_UP", True)
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    mail.outbox = []
    outside = Holder(name="Canon Elspeth Wray", email="elspeth@diocese.example")
    with school_scope(school().pk):
        holders = {"chair": Holder(numbers()["chair"]), "dpo": Holder(numbers()["dpo"]), "third": outside}
        cards.name_holders(person=person("it"), holders=holders)
    (letter,) = mail.outbox
    assert letter.to == ["elspeth@diocese.example"]
    assert "Elspeth" not in str(letter.body)
    assert "Elspeth" not in str(letter.subject)
    token = str(letter.body).split("/card/")[1].split("/")[0]
    with school_scope(school("larksend").pk):
        assert cards.card_of_link(token) is None
    with school_scope(school().pk):
        with pytest.raises(Refused):
            cards.make_card_by_link(token=token, reader=person("it"))
        assert not any(_told_of_outside(key) for key in ("chair", "dpo", "head", "it"))
        made = cards.make_card_by_link(token=token, reader=None)
        assert [key for key in ("chair", "dpo", "head", "it", "clerk") if _told_of_outside(key)] == ["chair", "dpo"]
        entry = Entry.objects.get(action="safe.card-made")
        assert (entry.actor, entry.thing) == (SYSTEM, "card:3")
        assert bytes(Card.objects.get(office="third").public) == made.secret.public.raw
        with pytest.raises(Fault):
            cards.make_card_by_link(token=token, reader=None)


def _told_of_outside(key: str) -> bool:
    return "safe-outside-card-made" in [one.kind for one in waiting_for(person(key))]


@pytest.mark.parametrize("third", [Holder(name="Elspeth Wray"), Holder(name="E", email="clerk@quillbrook.example")])
def test_somebody_outside_is_no_member_under_another_name_and_needs_an_address(third: Holder) -> None:
    with school_scope(school().pk):
        holders = {"chair": Holder(numbers()["chair"]), "dpo": Holder(numbers()["dpo"]), "third": third}
        with pytest.raises(Fault):
            cards.name_holders(person=person("head"), holders=holders)
