"""What is sealed is opened by its readers alone, each with a phrase, and by nobody who left or is left out."""

import io
import pickle
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from gatepost.sealing.envelope import Place
from gatepost.sealing.faults import CannotOpen
from gatepost.web.operations.school_erase import erase
from gatepost.web.safe import due
from gatepost.web.safe.actions import cards
from gatepost.web.safe.actions.cards import Holder
from gatepost.web.safe.actions.keys import (
    NotForYou,
    OpenKey,
    destroy,
    grant,
    leave_out,
    new_key,
    opened,
    wait_for_grant,
    withdraw,
)
from gatepost.web.safe.compartments import lock_cards
from gatepost.web.safe.models import Card, Compartment, SafeKey, SealedKey, Unlocked, Wrap
from gatepost.web.safe.queries import enrolled, who_can_open, who_waits
from gatepost.web.schools.actions.membership import end_membership
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school
from tests.web.databases import ON_POSTGRESQL
from tests.web.safe.making import cut, enrol, numbers, safe

pytestmark = pytest.mark.usefixtures("database")

WORDS = "She told me on Tuesday, after lunch."
PLACE = Place("concerns_report", "1", "words")


def _sealed(*readers: str, left_out: Any = ()) -> tuple[int, bytes]:
    """A sealed text, for these readers."""
    with new_key(thing="case:1", readers=[numbers()[one] for one in readers], left_out=left_out) as key:
        return key.id, key.seal(WORDS, PLACE)


def _opens(key: str, key_id: int, sealed: bytes, slug: str = "quillbrook") -> bool:
    with suppress(NotForYou), opened(safe(key, slug), person=person(key, slug), key_id=key_id) as held:
        return held.text(sealed, PLACE) == WORDS
    return False


def test_whoever_writes_needs_no_phrase_and_only_the_readers_open_it() -> None:
    enrol("dsl", "deputy", "head")
    with school_scope(school().pk):
        cut()
        key_id, sealed = _sealed("dsl", "deputy")
        assert who_can_open(key_id) == tuple(sorted((numbers()["dsl"], numbers()["deputy"])))
        assert [_opens(one, key_id, sealed) for one in ("dsl", "deputy", "head")] == [True, True, False]
        with pytest.raises(NotForYou), opened(safe("head"), person=person("head"), key_id=999_999):
            pass


def test_one_persons_open_safe_is_of_no_use_to_another() -> None:
    enrol("dsl", "deputy")
    with school_scope(school().pk):
        cut()
        key_id, _sealed_text = _sealed("dsl", "deputy")
        with pytest.raises(NotForYou), opened(safe("dsl"), person=person("deputy"), key_id=key_id):
            pass


def test_a_member_of_another_school_opens_nothing_with_the_same_numbers() -> None:
    enrol("dsl")
    enrol("head", slug="larksend")
    with school_scope(school().pk):
        cut()
        key_id, sealed = _sealed("dsl")
    with school_scope(school("larksend").pk):
        assert not _opens("head", key_id, sealed, "larksend")
        assert not SealedKey.objects.exists()
        with pytest.raises(Fault):  # theirs have not been cut
            new_key(thing="case:1", readers=[person("head", "larksend").membership_id])


def test_a_reader_without_a_phrase_is_refused_by_name_and_nothing_is_left() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        cut()
        with pytest.raises(Fault, match="Colin Farrow cannot read this yet"):
            _sealed("dsl", "deputy")
        assert not SealedKey.objects.exists()
        assert enrolled(numbers().values()) == {numbers()["dsl"]}


def test_nothing_is_sealed_before_the_cards_are_in_use() -> None:
    enrol("dsl")
    with school_scope(school().pk), pytest.raises(Fault, match="recovery cards"):
        _sealed("dsl")


@pytest.mark.parametrize("wrong", [{"readers": []}, {"readers": [1], "left_out": [1]}])
def test_no_reader_and_a_reader_who_is_left_out_are_mistakes_of_the_program(wrong: Any) -> None:
    with school_scope(school().pk), pytest.raises(ValueError, match="reader"):
        new_key(thing="case:1", **wrong)


def test_who_can_open_lets_others_open_and_a_wrap_can_be_taken_away() -> None:
    enrol("dsl", "deputy", "head")
    with school_scope(school().pk):
        cut()
        key_id, sealed = _sealed("dsl")
        with pytest.raises(NotForYou):
            grant(safe("deputy"), person=person("deputy"), key_id=key_id, to=numbers()["head"])
        grant(safe("dsl"), person=person("dsl"), key_id=key_id, to=numbers()["deputy"])
        assert _opens("deputy", key_id, sealed)
        withdraw(key_id=key_id, membership_id=numbers()["deputy"])
        assert not _opens("deputy", key_id, sealed)
        with pytest.raises(Fault):
            grant(safe("dsl"), person=person("dsl"), key_id=key_id, to=numbers()["teacher"])


def test_nobody_lets_in_whom_the_thing_leaves_out() -> None:
    enrol("dsl", "head")
    with school_scope(school().pk):
        cut()
        key_id, sealed = _sealed("dsl", left_out=[numbers()["head"]])
        with pytest.raises(Fault, match="left out"):
            grant(safe("dsl"), person=person("dsl"), key_id=key_id, to=numbers()["head"])
        assert not _opens("head", key_id, sealed)


def test_who_is_left_out_stands_in_no_column_in_clear() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        cut()
        plain, _ = _sealed("dsl")
        hidden, _ = _sealed("dsl", left_out=[numbers()["head"], numbers()["teacher"]])
        one, other = (bytes(SealedKey.objects.get(pk=number).left_out) for number in (plain, hidden))
        assert len(one) == len(other)
        assert f"member:{numbers()['head']}".encode() not in other


def test_somebody_found_to_be_concerned_later_is_left_out_from_then_on() -> None:
    enrol("dsl", "deputy", "chair")
    with school_scope(school().pk):
        cut()
        key_id, sealed = _sealed("dsl", "deputy", "chair")
        leave_out(safe("dsl"), person=person("dsl"), key_id=key_id, who=numbers()["chair"])
        assert [_opens(one, key_id, sealed) for one in ("dsl", "chair")] == [True, False]
        assert SealedKey.objects.get(pk=key_id).compartment.cards == "2,3"
        with pytest.raises(Fault, match="Too few"):
            leave_out(safe("dsl"), person=person("dsl"), key_id=key_id, who="dpo")
        with pytest.raises(Fault, match="left out"):
            grant(safe("dsl"), person=person("dsl"), key_id=key_id, to=numbers()["chair"])


def test_an_office_that_is_left_out_is_whoever_holds_it_and_both_their_cards() -> None:
    enrol("dsl", "chair")
    with school_scope(school().pk):
        chair = Membership.objects.get(pk=numbers()["chair"])
        RoleHeld.objects.create(school=school(), membership=chair, role="governor", starts_on=today())
        governor = Membership.objects.get(pk=numbers()["governor"])
        RoleHeld.objects.create(school=school(), membership=governor, role="dpo", starts_on=today())
        cut()
        key_id, sealed = _sealed("dsl", "chair")
        leave_out(safe("dsl"), person=person("dsl"), key_id=key_id, who="chair")
        assert [_opens(one, key_id, sealed) for one in ("dsl", "chair")] == [True, False]
        assert who_can_open(key_id) == (numbers()["dsl"],)
        for reader, office in (("chair", "chair"), ("clerk", "third")):
            with pytest.raises(ValueError, match="left out"):
                _sealed("dsl", reader, left_out=[office])
        with pytest.raises(ValueError, match="no office of a card: headteacher"):
            _sealed("dsl", left_out=["headteacher"])
        holders = {"chair": Holder(governor.pk), "dpo": Holder(numbers()["dpo"]), "third": Holder(chair.pk)}
        rows = cards.name_holders(person=person("head"), holders=holders)
        for row, key in zip(rows, ("governor", "dpo", "chair"), strict=True):
            cards.make_card(person=person(key), card=Card.objects.get(pk=row.pk))
        cards.begin_when_due(now=timezone.now() + cards.BEGINS_AFTER)
        with pytest.raises(Fault, match="Too few"):  # the card of the office, and the one that the chair keeps
            _sealed("dsl", left_out=["chair"])


def test_a_wrap_that_came_back_opens_nothing_for_whoever_is_left_out() -> None:
    enrol("dsl", "head")
    with school_scope(school().pk):
        cut()
        with new_key(thing="case:1", readers=[numbers()["dsl"], numbers()["head"]]) as key:
            sealed = key.seal(WORDS, PLACE)
        before = Wrap.objects.get(membership_id=numbers()["head"])
        leave_out(safe("dsl"), person=person("dsl"), key_id=key.id, who=numbers()["head"])
        before.pk = None
        before.save()
        assert not _opens("head", key.id, sealed)


def test_a_leaver_opens_nothing_at_once_and_the_clock_drops_the_wrap() -> None:
    enrol("dsl", "deputy")
    with school_scope(school().pk):
        cut()
        key_id, sealed = _sealed("dsl", "deputy")
        held, leaver = safe("deputy"), person("deputy")
        member = Membership.objects.get(pk=leaver.membership_id)
        end_membership(person=person("head"), member=member, last_day=None, successor=None)
        with pytest.raises(NotForYou), opened(held, person=leaver, key_id=key_id):
            pass
        assert who_can_open(key_id) == (numbers_of("dsl"),)
        due.run(school(), timezone.now())
        assert list(Wrap.objects.values_list("membership_id", flat=True)) == [numbers_of("dsl")]
        assert _opens("dsl", key_id, sealed)


def numbers_of(key: str) -> int:
    return person(key).membership_id


def test_a_joiner_waits_until_somebody_who_can_open_lets_them() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        cut()
        key_id, sealed = _sealed("dsl")
        wait_for_grant(key_id=key_id, membership_id=numbers()["deputy"])
        wait_for_grant(key_id=key_id, membership_id=numbers()["dsl"])
        assert who_waits(key_id) == (numbers()["deputy"],)
    enrol("deputy")
    with school_scope(school().pk):
        assert not _opens("deputy", key_id, sealed)
        grant(safe("dsl"), person=person("dsl"), key_id=key_id, to=numbers()["deputy"])
        assert who_waits(key_id) == ()
        assert _opens("deputy", key_id, sealed)


def test_a_key_that_is_destroyed_opens_nothing_for_anybody() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        cut()
        key_id, sealed = _sealed("dsl")
        destroy(key_id=key_id)
        assert not _opens("dsl", key_id, sealed)
        assert not Wrap.objects.exists()


def test_a_school_that_is_erased_takes_its_keys_cards_and_phrases_along() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        cut()
        _sealed("dsl")
        safe("dsl")
        number = school().pk
    erase(school())
    with school_scope(number):
        for model in (Card, Compartment, SealedKey, Wrap):
            assert not model.objects.exists()
    assert not SafeKey.objects.exists()
    assert not Unlocked.objects.exists()


def test_a_sealed_text_moved_to_another_row_does_not_open() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        cut()
        key_id, sealed = _sealed("dsl")
        with opened(safe("dsl"), person=person("dsl"), key_id=key_id) as held, pytest.raises(CannotOpen):
            held.text(sealed, Place("concerns_report", "2", "words"))


def test_a_file_goes_through_in_parts_and_a_key_that_was_put_away_opens_nothing() -> None:
    enrol("dsl")
    content = bytes(range(256)) * 1000
    with school_scope(school().pk):
        cut()
        with new_key(thing="case:1", readers=[numbers()["dsl"]]) as key:
            target = io.BytesIO()
            key.seal_file(io.BytesIO(content), target, PLACE)
        assert content[:64] not in target.getvalue()
        with opened(safe("dsl"), person=person("dsl"), key_id=key.id) as held:
            parts = held.chunks(io.BytesIO(target.getvalue()), PLACE)
        assert b"".join(parts) == content  # a download goes on after the view has returned
        for closed in (key, held):
            with pytest.raises(ValueError, match="put away"):
                closed.seal(WORDS, PLACE)


def test_a_key_is_not_pickled_and_shows_nothing() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        cut()
        key: OpenKey = new_key(thing="case:1", readers=[numbers()["dsl"]])
    assert key._key is not None
    assert key._key.raw.hex() not in repr(key)
    with pytest.raises(TypeError):
        pickle.dumps(key)


def test_things_with_the_same_holders_left_out_share_a_compartment() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        cut()
        for left_out in ((), [numbers()["head"]], [numbers()["chair"]], ["chair"], [numbers()["teacher"], "dpo"]):
            _sealed("dsl", left_out=left_out)
        assert sorted(Compartment.objects.values_list("cards", flat=True)) == ["1,2,3", "1,3", "2,3"]


def _refused_for_want_of_a_lock(do: Callable[[], object]) -> bool:
    """Whether something in another connection has to wait for what this one holds."""
    raised: list[Exception] = []

    def run() -> None:
        try:
            with school_scope(school().pk):
                with connection.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '100ms'")
                do()
        except OperationalError as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return bool(raised)


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite lets one write at a time")
def test_nothing_is_sealed_while_cards_change_and_nobody_is_let_in_while_somebody_is_left_out() -> None:
    enrol("dsl", "deputy")
    with school_scope(school().pk):
        cut()
        key_id, _sealed_text = _sealed("dsl")
        held, reader, to = safe("dsl"), person("dsl"), numbers()["deputy"]
    with school_scope(school().pk):
        lock_cards()
        assert _refused_for_want_of_a_lock(lambda: new_key(thing="case:2", readers=[reader.membership_id]))
        assert _refused_for_want_of_a_lock(lambda: leave_out(held, person=reader, key_id=key_id, who=to))
    with school_scope(school().pk):
        SealedKey.objects.select_for_update().get(pk=key_id)
        assert _refused_for_want_of_a_lock(lambda: grant(held, person=reader, key_id=key_id, to=to))
    with school_scope(school().pk):
        assert not _refused_for_want_of_a_lock(lambda: grant(held, person=reader, key_id=key_id, to=to))
