"""A phrase opens one person's key for 15 minutes in one browser, and nobody can reset it."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone

from gatepost.ledger.entry import opens
from gatepost.sealing.envelope import Place
from gatepost.sealing.keyring import new_pair
from gatepost.web.notices.queries import waiting_for
from gatepost.web.record.models import CommitmentKey, Entry
from gatepost.web.safe import due
from gatepost.web.safe.actions import phrases
from gatepost.web.safe.actions.keys import NotForYou, new_key, opened
from gatepost.web.safe.models import SafeKey, Unlocked
from gatepost.web.safe.unlocking import COOKIE
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Account, Membership, RoleHeld
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from gatepost.web.schools.sessions import end_sessions
from tests.web.cast import account, person, school, sign_in
from tests.web.safe.making import LIGHT, OTHER, PHRASE, cut, enrol, numbers, safe

pytestmark = pytest.mark.usefixtures("database")

PLACE = Place("concerns_report", "1", "words")


def _session(client: Client) -> str:
    return str(client.session.session_key)


def _unlock(client: Client, key: str = "dsl", phrase: str = PHRASE) -> bytes:
    return phrases.unlock(account=account(key), phrase=phrase, session_key=_session(client))


@pytest.mark.parametrize(
    "weak", ["walnut", "Deborah Finch Quillbrook dsl@quillbrook.example", "twinkle twinkle little star"]
)
def test_a_weak_phrase_is_refused_with_a_sentence(weak: str) -> None:
    with pytest.raises(Fault):
        enrol("dsl", phrase=weak)
    assert not SafeKey.objects.exists()


def test_parents_and_friends_have_no_phrase() -> None:
    for key in ("parent", "friend"):
        with pytest.raises(Refused):
            enrol(key)


def test_choosing_a_phrase_is_on_the_record_of_each_school_and_no_other() -> None:
    both = account("dpo")
    with school_scope(school("larksend").pk):
        there = Membership.objects.create(school=school("larksend"), account=both)
        RoleHeld.objects.create(school=school("larksend"), membership=there, role="dpo", starts_on=today())
    phrases.enrol(account=both, phrase=PHRASE, strength=LIGHT)
    for slug, told in (("quillbrook", 1), ("larksend", 1), ("abercelydd", 0)):
        with school_scope(school(slug).pk):
            assert Entry.objects.filter(action="safe.enrolled").count() == told


def test_what_was_typed_stands_nowhere_in_the_table() -> None:
    enrol("dsl")
    row = SafeKey.objects.get()
    assert PHRASE.encode() not in bytes(row.locked)
    assert len(bytes(row.public)) == 32


def test_a_wrong_phrase_is_told_in_the_same_words_and_five_of_them_lock_for_a_quarter_of_an_hour() -> None:
    enrol("dsl")
    client, told = sign_in("dsl"), set()
    for _ in range(5):
        with pytest.raises(Fault) as fault:
            _unlock(client, phrase=OTHER)
        told.add(str(fault.value))
    assert told == {"That is not your safe phrase. Check it and type it again."}
    with pytest.raises(Fault, match="Too many tries"):
        _unlock(client)
    with school_scope(school().pk):
        assert Entry.objects.filter(action="safe.locked-out").count() == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert _unlock(client)
    assert SafeKey.objects.get().tries == 0


def test_a_clock_that_was_put_back_locks_nobody_out_for_longer() -> None:
    enrol("dsl")
    client = sign_in("dsl")
    with time_machine.travel(timezone.now() + timedelta(days=365)):
        for _ in range(5):
            with pytest.raises(Fault):
                _unlock(client, phrase=OTHER)
    assert _unlock(client)


def test_capitals_and_hyphens_make_no_difference() -> None:
    enrol("dsl")
    assert _unlock(sign_in("dsl"), phrase=PHRASE.upper().replace(" ", "-"))


def test_a_changed_phrase_keeps_what_was_open_and_locks_every_browser() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        cut()
        with new_key(thing="case:1", readers=[numbers()["dsl"]]) as key:
            sealed = key.seal("Words", PLACE)
    _unlock(sign_in("dsl"))
    with pytest.raises(Fault) as fault:
        phrases.change_phrase(account=account("dsl"), old=OTHER, new=OTHER, strength=LIGHT)
    assert fault.value.field == "old"
    phrases.change_phrase(account=account("dsl"), old=PHRASE, new=OTHER, strength=LIGHT)
    assert not Unlocked.objects.exists()
    with pytest.raises(Fault):
        _unlock(sign_in("dsl"))
    with school_scope(school().pk):
        with opened(safe("dsl", phrase=OTHER), person=person("dsl"), key_id=key.id) as held:
            assert held.text(sealed, PLACE) == "Words"
        assert Entry.objects.filter(action="safe.phrase-changed").exists()


def test_a_lost_phrase_begins_anew_destroys_the_old_key_and_tells_chair_and_officer() -> None:
    enrol("dsl")
    with school_scope(school().pk):
        cut()
        with new_key(thing="case:1", readers=[numbers()["dsl"]]) as key:
            key.seal("Words", PLACE)
    phrases.lose_phrase(account=account("dsl"), phrase=OTHER, strength=LIGHT)
    old, new = SafeKey.objects.order_by("pk")
    assert (bytes(old.locked), new.replaced_at) == (b"", None)
    with pytest.raises(Fault):
        _unlock(sign_in("dsl"))
    with school_scope(school().pk):
        with pytest.raises(NotForYou), opened(safe("dsl", phrase=OTHER), person=person("dsl"), key_id=key.id):
            pass
        for one in ("dsl", "chair", "dpo"):
            assert "safe-phrase-lost" in [notice.kind for notice in waiting_for(person(one))]
        assert not waiting_for(person("head"))
        assert Entry.objects.filter(action="safe.phrase-lost").count() == 1
    with school_scope(school("larksend").pk):
        assert not waiting_for(person("dpo", "larksend"))


def test_a_key_that_somebody_put_in_the_place_of_theirs_is_found_as_soon_as_they_unlock() -> None:
    enrol("dsl")
    SafeKey.objects.update(public=new_pair().public.raw)
    for _ in range(2):
        with pytest.raises(Fault, match="not the one you made"):
            _unlock(sign_in("dsl"))
    assert not Unlocked.objects.exists()
    with school_scope(school().pk):
        assert Entry.objects.filter(action="safe.key-altered").count() == 2
        for one in ("dsl", "chair", "dpo"):
            assert "safe-key-altered" in [notice.kind for notice in waiting_for(person(one))]


def test_the_record_commits_to_the_key_that_was_made() -> None:
    enrol("dsl")
    phrases.lose_phrase(account=account("dsl"), phrase=OTHER, strength=LIGHT)
    with school_scope(school().pk):
        for action, key in zip(("safe.enrolled", "safe.phrase-lost"), SafeKey.objects.order_by("pk"), strict=True):
            entry = Entry.objects.get(action=action)
            opener = bytes.fromhex(CommitmentKey.objects.get(entry=entry, name="public").key)
            assert opens(json.loads(entry.body)["commitments"]["public"], opener, bytes(key.public))


def test_whoever_never_chose_a_phrase_can_neither_unlock_nor_lose_one() -> None:
    with pytest.raises(Refused):
        _unlock(sign_in("dsl"))
    with pytest.raises(Refused):
        phrases.lose_phrase(account=account("dsl"), phrase=OTHER, strength=LIGHT)


# How long it stays open, and what ends it. A page that says whether it is open is the measure.


def _is_open(client: Client) -> bool:
    return "Unlocked until" in client.get("/me/safe/").content.decode()


def _opened(key: str = "dsl") -> Client:
    client = sign_in(key)
    answer = client.post("/me/safe/unlock/", {"phrase": PHRASE})
    assert answer.status_code == 302
    assert _is_open(client)
    return client


def test_it_stays_open_for_a_quarter_of_an_hour_and_no_longer_however_much_is_done() -> None:
    enrol("dsl")
    client, start = _opened(), timezone.now()
    for minutes, still in ((10, True), (14, True), (16, False)):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert _is_open(client) == still
    with time_machine.travel(start - timedelta(hours=1)):  # a clock put back gives no hour more
        assert not _is_open(client)
    with school_scope(school().pk):
        due.run(school(), start + timedelta(minutes=16))
    assert not Unlocked.objects.exists()


def test_the_key_in_the_browser_is_for_no_script_and_no_other_site() -> None:
    enrol("dsl")
    cookie = _opened().cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 900)


def test_the_key_goes_over_tls_alone_where_the_site_has_it(settings: object) -> None:
    enrol("dsl")
    settings.SESSION_COOKIE_SECURE = True  # type: ignore[attr-defined]
    client = sign_in("dsl")
    assert client.post("/me/safe/unlock/", {"phrase": PHRASE}, secure=True).cookies[COOKIE]["secure"]


def _lock(client: Client) -> None:
    client.post("/me/safe/lock/")


def _sign_out(client: Client) -> None:
    client.post("/sign-out/")


def _signed_out_elsewhere(client: Client) -> None:
    end_sessions(account("dsl").pk)


def _clock_of_sessions(client: Client) -> None:
    client.session.flush()


@pytest.mark.parametrize("ends", [_lock, _sign_out, _signed_out_elsewhere, _clock_of_sessions])
def test_locking_and_signing_out_in_whatever_way_lock_it(ends: Callable[[Client], None]) -> None:
    enrol("dsl")
    client = _opened()
    ends(client)
    assert not Unlocked.objects.exists()


def test_a_browser_opens_with_its_own_key_and_session_only() -> None:
    enrol("dsl", "deputy")
    mine, other, theirs = _opened(), sign_in("dsl"), sign_in("deputy")
    for client in (other, theirs):
        client.cookies[COOKIE] = mine.cookies[COOKIE].value
        assert not _is_open(client)
    mine.cookies[COOKIE] = "bm90IGEga2V5"
    assert not _is_open(mine)


def test_an_account_that_leaves_loses_what_it_had_unlocked() -> None:
    enrol("dsl")
    client = _opened()
    Account.objects.filter(pk=account("dsl").pk).update(is_active=False)
    assert client.get("/me/safe/").status_code == 302


# At the same moment


def _together(*does: Callable[[], object]) -> list[BaseException | None]:
    """Each in a thread of its own, all let go at once; what each raised."""
    gate, raised = threading.Barrier(len(does)), [None] * len(does)

    def run(place: int, do: Callable[[], object]) -> None:
        gate.wait()
        try:
            do()
        except Exception as error:
            raised[place] = error  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, do)) for place, do in enumerate(does)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return list(raised)


def test_of_two_first_phrases_at_once_one_is_the_phrase() -> None:
    who = account("dsl")
    raised = _together(
        *(lambda phrase=one: phrases.enrol(account=who, phrase=phrase, strength=LIGHT) for one in (PHRASE, OTHER))
    )
    assert sorted(type(one).__name__ for one in raised) == ["Fault", "NoneType"]
    assert SafeKey.objects.count() == 1
    chosen = (PHRASE, OTHER)[raised.index(None)]
    assert _unlock(sign_in("dsl"), phrase=chosen)


def test_guessing_in_many_windows_at_once_gives_no_more_tries() -> None:
    enrol("dsl")
    clients = [sign_in("dsl") for _ in range(8)]
    raised = _together(*(lambda client=one: _unlock(client, phrase=OTHER) for one in clients))
    told = [str(one) for one in raised]
    assert sum("not your safe phrase" in one for one in told) == 5
    assert sum("Too many" in one for one in told) == 3


def test_an_erased_account_takes_its_keys_and_what_it_has_unlocked_with_it() -> None:
    enrol("dsl")
    key, gone = SafeKey.objects.get(), Account.objects.create_account(name="Some Body", email="some@body.example")
    SafeKey.objects.filter(pk=key.pk).update(account=gone)
    Unlocked.objects.create(session_hash="0" * 64, safe_key=key, held=b"held", until=timezone.now())
    gone.delete()
    assert not SafeKey.objects.exists()
    assert not Unlocked.objects.exists()
