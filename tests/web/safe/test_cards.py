"""Any two of three cards give access again; a lost one is replaced; an implicated holder's card opens nothing."""

from contextlib import suppress
from datetime import timedelta
from itertools import combinations

import pytest
import time_machine
from django.utils import timezone

from gatepost.sealing import recovery
from gatepost.sealing.card import Card as Printed
from gatepost.sealing.envelope import Place, open_text
from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.keyring import new_pair, unwrap
from gatepost.web.notices.queries import waiting_for
from gatepost.web.record.models import Entry
from gatepost.web.safe.actions import cards, pairs, phrases
from gatepost.web.safe.actions.cards import Holder
from gatepost.web.safe.actions.keys import NotForYou, new_key, opened, wait_for_grant
from gatepost.web.safe.actions.recovery import give_again, recover
from gatepost.web.safe.compartments import TEST
from gatepost.web.safe.models import Card, Compartment, SealedKey
from gatepost.web.safe.queries import people_waiting, tasks, to_recover, who_can_open
from gatepost.web.schools.access import Refused
from gatepost.web.schools.actions.membership import end_membership
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.cast import account, person, school
from tests.web.safe.making import LIGHT, OTHER, PHRASE, cut, enrol, numbers, safe

pytestmark = pytest.mark.usefixtures("database")

PLACE = Place("concerns_report", "1", "words")
WORDS = "She told me on Tuesday."


def _sealed(*readers: str, left_out: tuple[int | str, ...] = ()) -> tuple[int, bytes]:
    with new_key(thing="case:1", readers=[numbers()[one] for one in readers], left_out=left_out) as key:
        return key.id, key.seal(WORDS, PLACE)


def _opens(key: str, key_id: int, sealed: bytes, phrase: str = OTHER) -> bool:
    with suppress(NotForYou), opened(safe(key, phrase=phrase), person=person(key), key_id=key_id) as held:
        return held.text(sealed, PLACE) == WORDS
    return False


def _lose(key: str = "dsl") -> None:
    phrases.lose_phrase(account=account(key), phrase=OTHER, strength=LIGHT)


def _recoverable(key_id: int, sealed: bytes, first: Printed, second: Printed) -> bool:
    """Whether two cards and the whole database open a text."""
    row = SealedKey.objects.select_related("compartment").get(pk=key_id)
    for compartment in Compartment.objects.all():
        with suppress(CannotOpen):
            private = recovery.recover(recovery.Compartment.from_json(compartment.envelopes), first, second)
            return open_text(unwrap(bytes(row.recovery_wrap), private), sealed, PLACE) == WORDS
    return False


# Rehearsing


def test_a_rehearsal_opens_the_test_text_and_is_asked_for_until_every_card_had_its_turn() -> None:
    with school_scope(school().pk):
        held = cut()
        asked = "The recovery cards have not all been rehearsed this year."
        for first, second, still in (("chair", "dpo", True), ("dpo", "third", False)):
            assert asked in [one.says for one in tasks(person("dpo"))]
            text = pairs.rehearse(person=person("chair"), first=held[first], second=held[second])
            assert text == TEST
            assert (asked in [one.says for one in tasks(person("dpo"))]) == still
        assert Entry.objects.filter(action="safe.rehearsed").count() == 2
        with time_machine.travel(timezone.now() + timedelta(days=367)):
            assert asked in [one.says for one in tasks(person("dpo"))]


def test_a_rehearsal_tells_of_a_damaged_row_instead_of_passing() -> None:
    with school_scope(school().pk):
        held = cut()
        Compartment.objects.update(envelopes="{}")
        with pytest.raises(Fault, match="damaged, or somebody has changed it"):
            pairs.rehearse(person=person("chair"), first=held["chair"], second=held["dpo"])
        assert not Card.objects.filter(rehearsed_at__isnull=False).exists()


def test_a_card_of_another_school_the_same_card_twice_and_an_invented_one_are_refused_and_on_the_record() -> None:
    with school_scope(school().pk):
        held = cut()
    for foreign in (_foreign(), Printed.new(2), Printed.new(200)):
        with school_scope(school().pk), pytest.raises(Fault) as fault:
            pairs.rehearse(person=person("chair"), first=held["chair"], second=foreign)
        assert fault.value.field == "second"
    with school_scope(school().pk):
        assert Entry.objects.filter(action="safe.cards-refused").count() == 3
        with pytest.raises(Fault, match="two different"):
            pairs.rehearse(person=person("chair"), first=held["chair"], second=held["chair"])
        for key in ("head", "it", "dsl", "clerk"):
            with pytest.raises(Refused):
                pairs.rehearse(person=person(key), first=held["chair"], second=held["dpo"])


def _foreign() -> Printed:
    with school_scope(school("larksend").pk):
        clerk = Membership.objects.get(pk=person("office", "larksend").membership_id)
        RoleHeld.objects.create(school=school("larksend"), membership=clerk, role="clerk", starts_on=today())
    return cut("larksend", third="office")["dpo"]


def test_a_rehearsal_finds_a_recovery_key_that_somebody_put_in_its_place_and_nothing_more_is_sealed_to_it() -> None:
    enrol("dsl")
    thief = new_pair()
    with school_scope(school().pk):
        held = cut()
        key_id, sealed = _sealed("dsl")
        Compartment.objects.update(public=thief.public.raw)
        with pytest.raises(Fault, match="somebody has changed it"):
            pairs.rehearse(person=person("chair"), first=held["chair"], second=held["dpo"])
        assert Entry.objects.filter(action="safe.rehearsal-failed").count() == 1
        assert not Card.objects.filter(rehearsed_at__isnull=False).exists()
        assert "safe-rehearsal-failed" in [one.kind for one in waiting_for(person("dpo"))]
        assert _opens("dsl", key_id, sealed, PHRASE)
        assert _recoverable(key_id, sealed, held["chair"], held["third"])
        row = SealedKey.objects.get(pk=_sealed("dsl")[0])
        with pytest.raises(CannotOpen):
            unwrap(bytes(row.recovery_wrap), thief)
        assert pairs.rehearse(person=person("chair"), first=held["chair"], second=held["dpo"]) == TEST


# Access again


@pytest.mark.parametrize("pair", list(combinations(("chair", "dpo", "third"), 2)))
def test_any_two_cards_give_access_again_to_whoever_lost_their_phrase(pair: tuple[str, str]) -> None:
    enrol("dsl")
    with school_scope(school().pk):
        held = cut()
        key_id, sealed = _sealed("dsl")
    _lose()
    with school_scope(school().pk):
        assert not _opens("dsl", key_id, sealed)
        assert [one.membership_id for one in to_recover(person("dpo"))] == [numbers()["dsl"]]
        given = recover(person=person("chair"), first=held[pair[0]], second=held[pair[1]], to=numbers()["dsl"])
        assert given == 1
        assert _opens("dsl", key_id, sealed)
        assert to_recover(person("dpo")) == ()
        assert Entry.objects.filter(action="safe.recovered", thing=f"membership:{numbers()['dsl']}").count() == 1
        for key in ("dsl", "chair", "dpo"):
            assert "safe-cards-used" in [one.kind for one in waiting_for(person(key))]


def test_a_headteacher_recovers_nothing_and_nobody_who_does_not_wait_gets_access() -> None:
    enrol("dsl", "deputy")
    with school_scope(school().pk):
        held = cut()
        _sealed("dsl")
        with pytest.raises(Refused):
            recover(person=person("head"), first=held["chair"], second=held["dpo"], to=numbers()["dsl"])
        with pytest.raises(Fault, match="nothing that this person waits for"):
            recover(person=person("chair"), first=held["chair"], second=held["dpo"], to=numbers()["deputy"])
        assert to_recover(person("head")) == ()


@pytest.mark.parametrize("key", ["head", "it"])
def test_who_may_keep_no_card_types_none_either_whatever_other_office_they_hold(key: str) -> None:
    enrol("dsl")
    with school_scope(school().pk):
        held = cut()
        _sealed("dsl")
        member = Membership.objects.get(pk=person(key).membership_id)
        RoleHeld.objects.create(school=school(), membership=member, role="chair", starts_on=today())
    _lose()
    with school_scope(school().pk):
        first, second = held["chair"], held["dpo"]
        with pytest.raises(Refused):
            recover(person=person(key), first=first, second=second, to=numbers()["dsl"])
        for do in (pairs.rehearse, pairs.use_new_cards):
            with pytest.raises(Refused):
                do(person=person(key), first=first, second=second)
        assert to_recover(person(key)) == ()


def test_a_leaver_with_an_open_safe_lets_nobody_in() -> None:
    enrol("dsl", "deputy")
    with school_scope(school().pk):
        cut()
        key_id, _words = _sealed("dsl", "deputy")
    _lose()
    with school_scope(school().pk):
        held, leaver, waits = safe("deputy"), person("deputy"), numbers()["dsl"]
        member = Membership.objects.get(pk=leaver.membership_id)
        end_membership(person=person("head"), member=member, last_day=None, successor=None)
        with pytest.raises(Refused):
            give_again(held, person=leaver, to=waits)
        assert who_can_open(key_id) == ()


def test_neither_a_reader_nor_two_cards_let_in_whom_the_thing_leaves_out() -> None:
    enrol("dsl", "deputy")
    with school_scope(school().pk):
        held = cut()
        key_id, _words = _sealed("dsl", left_out=(numbers()["deputy"],))
        wait_for_grant(key_id=key_id, membership_id=numbers()["deputy"])
        with pytest.raises(Refused):
            give_again(safe("dsl"), person=person("dsl"), to=numbers()["deputy"])
        with pytest.raises(Fault, match="nothing that this person waits for"):
            recover(person=person("chair"), first=held["chair"], second=held["dpo"], to=numbers()["deputy"])
        assert who_can_open(key_id) == (numbers()["dsl"],)


def test_a_damaged_row_keeps_nobody_from_the_others() -> None:
    enrol("dsl", "deputy")
    with school_scope(school().pk):
        held = cut()
        (damaged, _lost), (sound, sealed), (key_id, words) = (_sealed("dsl", "deputy") for _ in range(3))
        SealedKey.objects.filter(pk=damaged).update(left_out=b"damaged", recovery_wrap=b"")
    _lose()
    with school_scope(school().pk):
        assert give_again(safe("deputy"), person=person("deputy"), to=numbers()["dsl"]) == 2
        assert _opens("dsl", sound, sealed)
    phrases.lose_phrase(account=account("dsl"), phrase=PHRASE, strength=LIGHT)
    with school_scope(school().pk):
        assert recover(person=person("chair"), first=held["chair"], second=held["third"], to=numbers()["dsl"]) == 2
        assert _opens("dsl", key_id, words, PHRASE)


def test_whoever_can_open_gives_access_again_after_speaking_with_the_person() -> None:
    enrol("dsl", "deputy", "head")
    with school_scope(school().pk):
        cut()
        key_id, sealed = _sealed("dsl", "deputy")
    _lose()
    with school_scope(school().pk):
        assert people_waiting(person("head")) == ()
        assert [one.name for one in people_waiting(person("deputy"))] == ["Deborah Finch"]
        with pytest.raises(Refused):
            give_again(safe("head"), person=person("head"), to=numbers()["dsl"])
        with pytest.raises(Refused):
            give_again(safe("deputy"), person=person("head"), to=numbers()["dsl"])
        assert give_again(safe("deputy"), person=person("deputy"), to=numbers()["dsl"]) == 1
        assert _opens("dsl", key_id, sealed)
        assert Entry.objects.filter(action="safe.access-given").count() == 1
        assert "safe-access-given" in [one.kind for one in waiting_for(person("dsl"))]


# Implicated holders


def test_an_implicated_holders_card_opens_nothing_with_any_other() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        held = cut()
        for left_out, office in ((numbers()["chair"], "chair"), ("dpo", "dpo"), (numbers()["clerk"], "third")):
            key_id, sealed = _sealed("dsl", left_out=(left_out,))
            for first, second in combinations(held, 2):
                can = _recoverable(key_id, sealed, held[first], held[second])
                assert can == (office not in (first, second)), (office, first, second)


def test_with_two_holders_implicated_nothing_is_sealed_and_it_says_what_to_do() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        cut()
        with pytest.raises(Fault, match="name somebody else for one of the cards"):
            _sealed("dsl", left_out=("chair", "dpo"))


# Replacing


def _replace(held: dict[str, Printed], office: str, key: str, with_offices: tuple[str, str]) -> Printed:
    row = Card.objects.get(office=office, void_at=None)
    new = cards.replace_card(person=person("head"), card=row, holder=Holder(person(key).membership_id))
    made = cards.make_card(person=person(key), card=Card.objects.get(pk=new.pk))
    first, second = (held[one] for one in with_offices)
    pairs.use_new_cards(person=person("chair"), first=first, second=second)
    return made


def test_a_lost_card_is_replaced_by_two_others_and_opens_nothing_from_then_on() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        held = cut()
        key_id, sealed = _sealed("dsl")
        lost, new = held["third"], _replace(held, "third", "governor", ("chair", "dpo"))
        assert _recoverable(key_id, sealed, new, held["chair"])
        assert _recoverable(key_id, sealed, new, held["dpo"])
        assert not _recoverable(key_id, sealed, lost, held["dpo"])
        with pytest.raises(Fault):
            pairs.rehearse(person=person("chair"), first=lost, second=held["dpo"])
        assert Entry.objects.filter(action="safe.cards-recut").count() == 1
        assert "safe-cards-used" in [one.kind for one in waiting_for(person("dpo"))]
    _lose()
    with school_scope(school().pk):
        assert recover(person=person("dpo"), first=new, second=held["chair"], to=numbers()["dsl"]) == 1
        assert _opens("dsl", key_id, sealed)


def test_what_two_cards_cannot_move_to_a_new_card_is_moved_by_whoever_opens_it_next() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        held = cut()
        key_id, sealed = _sealed("dsl", left_out=(numbers()["chair"],))  # dpo and third alone
        new = _replace(held, "third", "governor", ("chair", "dpo"))
        assert not _recoverable(key_id, sealed, new, held["dpo"])
        assert _opens("dsl", key_id, sealed, PHRASE)
        assert _recoverable(key_id, sealed, new, held["dpo"])
        assert not _recoverable(key_id, sealed, new, held["chair"])


def test_a_new_holder_who_is_left_out_of_something_older_cannot_open_it_with_the_new_card() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        held = cut()
        about_the_governor, theirs = _sealed("dsl", left_out=(numbers()["governor"],))
        other, words = _sealed("dsl")
        new = _replace(held, "third", "governor", ("chair", "dpo"))
        assert _recoverable(about_the_governor, theirs, held["chair"], held["dpo"])
        assert not _recoverable(about_the_governor, theirs, new, held["dpo"])
        assert not _recoverable(about_the_governor, theirs, new, held["chair"])
        assert _recoverable(other, words, new, held["dpo"])


def test_two_cards_are_replaced_at_once_though_a_new_holder_is_left_out_of_something_older() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        held = cut()
        about_the_governor, theirs = _sealed("dsl", left_out=(numbers()["governor"],))
        about_the_clerk, words = _sealed("dsl", left_out=(numbers()["clerk"],))
        made = {}
        for office, key in (("chair", "chair"), ("third", "governor")):
            row = cards.replace_card(
                person=person("head"), card=Card.objects.get(office=office), holder=Holder(numbers()[key])
            )
            made[office] = cards.make_card(person=person(key), card=Card.objects.get(pk=row.pk))
        pairs.use_new_cards(person=person("chair"), first=held["chair"], second=held["dpo"])
        assert _recoverable(about_the_governor, theirs, made["chair"], held["dpo"])
        assert not _recoverable(about_the_governor, theirs, made["third"], held["dpo"])
        assert _recoverable(about_the_clerk, words, made["chair"], held["dpo"])


def test_a_new_card_counts_only_after_two_are_typed() -> None:
    with school_scope(school().pk):
        held = cut()
        row = Card.objects.get(office="third")
        new = cards.replace_card(person=person("dpo"), card=row, holder=Holder(numbers()["governor"]))
        with pytest.raises(Fault, match="No new card"):
            pairs.use_new_cards(person=person("chair"), first=held["chair"], second=held["dpo"])
        made = cards.make_card(person=person("governor"), card=new)
        with pytest.raises(Fault):
            pairs.rehearse(person=person("chair"), first=held["chair"], second=made)
        assert pairs.rehearse(person=person("chair"), first=held["chair"], second=held["third"]) == TEST


def test_who_keeps_a_card_gets_no_second_one_by_a_replacement() -> None:
    with school_scope(school().pk):
        cut(third="governor")
        with pytest.raises(Fault, match="cannot keep two"):
            cards.replace_card(
                person=person("dpo"), card=Card.objects.get(office="chair"), holder=Holder(numbers()["governor"])
            )


def test_three_new_cards_end_the_old_ones_and_take_along_what_is_opened() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        old = cut()
        key_id, sealed = _sealed("dsl")
        new = cut(third="governor")
        assert sorted(one.number for one in new.values()) == [4, 5, 6]
        with pytest.raises(Fault):
            pairs.rehearse(person=person("chair"), first=old["chair"], second=old["dpo"])
        assert _opens("dsl", key_id, sealed, PHRASE)
        assert _recoverable(key_id, sealed, new["chair"], new["third"])


def test_a_holder_who_left_is_told_of_on_home_until_the_card_is_replaced() -> None:
    with school_scope(school().pk):
        held = cut()
        says = "Somebody who keeps a recovery card has left or changed office."
        assert says not in [one.says for one in tasks(person("head"))]
        Membership.objects.filter(pk=numbers()["clerk"]).update(ended_at=timezone.now())
        assert says in [one.says for one in tasks(person("head"))]
        _replace(held, "third", "governor", ("chair", "dpo"))
        assert says not in [one.says for one in tasks(person("head"))]
