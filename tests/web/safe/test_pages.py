"""The pages: a form is never lost to a locked safe, and everybody sees what is theirs to see."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from gatepost.sealing.card import Card as Printed
from gatepost.web.record.models import Entry
from gatepost.web.safe.actions import cards as card_actions
from gatepost.web.safe.actions import phrases
from gatepost.web.safe.actions.cards import Holder
from gatepost.web.safe.actions.keys import new_key
from gatepost.web.safe.models import Card, SafeKey
from gatepost.web.safe.unlocking import COOKIE
from gatepost.web.schools.scope import school_scope
from tests.web.cast import account, person, school, sign_in
from tests.web.safe import pages
from tests.web.safe.making import LIGHT, OTHER, PHRASE, cut, enrol, numbers

pytestmark = pytest.mark.usefixtures("database")

WORDS = "She told me on Tuesday."
TYPED = 'He said: "<b>No</b>" & left.'


@pytest.fixture
def case(database: object, settings: object) -> Iterator[str]:
    """The address of a case that the DSL alone can open."""
    settings.ROOT_URLCONF = "tests.web.safe.pages"  # type: ignore[attr-defined]
    enrol("dsl", "head")
    with school_scope(school().pk):
        cut()
        with new_key(thing="case:1", readers=[numbers()["dsl"]]) as key:
            pages.SEALED[key.id] = key.seal(WORDS, pages.PLACE)
    pages.SENT.clear()
    yield f"/quillbrook/case/{key.id}/"
    pages.SEALED.clear()


def _hidden(html: str) -> list[tuple[str, str]]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return [(name, unescape(value)) for name, value in found if name != "csrfmiddlewaretoken"]


def test_a_locked_page_sends_to_unlock_and_back(case: str) -> None:
    client = sign_in("dsl")
    asked = client.get(case)
    assert asked.headers["Location"] == f"/me/safe/unlock/?next={case.replace('/', '%2F')}"
    unlocked = client.post("/me/safe/unlock/", {"phrase": PHRASE, "next": case})
    assert unlocked.headers["Location"] == case
    assert client.get(case).content.decode() == WORDS


def test_whoever_has_no_phrase_is_sent_to_choose_one_and_on_from_there(case: str) -> None:
    client = sign_in("deputy")
    asked = client.get(case)
    assert asked.headers["Location"].startswith("/me/safe/choose/?next=")
    chosen = client.post("/me/safe/choose/", {"phrase": PHRASE, "again": PHRASE, "next": case})
    assert chosen.headers["Location"].startswith("/me/safe/unlock/?next=")


def test_a_form_sent_to_a_locked_page_goes_on_as_it_was_typed_once_the_phrase_is_right(case: str) -> None:
    client = sign_in("dsl")
    asked = client.post(case, {"note": TYPED, "tick": ["one", "two"]})
    assert (asked.status_code, pages.SENT) == (200, [])
    assert "no-store" in asked.headers["Cache-Control"]
    held = _hidden(asked.content.decode())
    assert held == [("note", TYPED), ("tick", "one"), ("tick", "two")]
    form = {"note": TYPED, "tick": ["one", "two"]}
    wrong = client.post(case, form | {"safe-phrase": OTHER})
    assert "That is not your safe phrase" in wrong.content.decode()
    assert (_hidden(wrong.content.decode()), pages.SENT) == (held, [])
    right = client.post(case, form | {"safe-phrase": PHRASE})
    assert (right.content.decode(), pages.SENT) == (WORDS, [(TYPED, ["one", "two"])])
    assert client.get(case).content.decode() == WORDS  # and it stays unlocked


def test_time_runs_out_in_the_middle_of_a_form_and_nothing_is_lost(case: str) -> None:
    client = sign_in("dsl")
    client.post("/me/safe/unlock/", {"phrase": PHRASE})
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        assert ("note", TYPED) in _hidden(client.post(case, {"note": TYPED}).content.decode())


def test_whoever_has_no_key_finds_no_such_page_and_it_is_on_the_record(case: str) -> None:
    client = sign_in("head")
    client.post("/me/safe/unlock/", {"phrase": PHRASE})
    nowhere = client.get("/quillbrook/there-is-no-such-page/")
    for address in (case, "/quillbrook/case/999999/"):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, nowhere.content)
    with school_scope(school().pk):
        assert Entry.objects.filter(action="access.refused").count() == 1


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "evil", "javascript:alert(1)", "/\\evil.example"]
)
def test_unlocking_leads_to_no_other_site(away: str) -> None:
    enrol("dsl")
    answer = sign_in("dsl").post("/me/safe/unlock/", {"phrase": PHRASE, "next": away})
    assert answer.headers["Location"] == "/me/safe/"


def test_choosing_shows_a_proposal_and_keeps_it_when_something_is_wrong() -> None:
    client = sign_in("dsl")
    page = client.get("/me/safe/choose/").content.decode()
    (proposed,) = re.findall(r'name="proposed" value="([a-z ]+)"', page)
    assert len(proposed.split()) == 6
    assert page.count(proposed) == 2
    again = client.post("/me/safe/choose/", {"proposed": proposed, "phrase": proposed, "again": "walnut"})
    text = again.content.decode()
    assert "The two are not the same" in text
    assert text.count(proposed) == 2  # shown, and nothing of what was typed
    done = client.post("/me/safe/choose/", {"proposed": proposed, "phrase": proposed, "again": proposed})
    assert done.status_code == 302
    assert SafeKey.objects.get().account == account("dsl")
    assert client.get("/me/safe/choose/").headers["Location"] == "/me/safe/"


def test_changing_and_losing_a_phrase_lock_the_browser_they_are_done_in() -> None:
    enrol("dsl")
    for address, told in (
        ("/me/safe/change/", {"old": PHRASE}),
        ("/me/safe/lost/", {"sure": "on"}),
    ):
        client = sign_in("dsl")
        client.post("/me/safe/unlock/", {"phrase": PHRASE})
        answer = client.post(address, {"phrase": PHRASE, "again": PHRASE} | told)
        assert answer.headers["Location"] == "/me/safe/", address
        assert client.cookies[COOKIE].value == ""
        assert "Locked" in client.get("/me/safe/").content.decode()


@pytest.mark.parametrize("address", ["choose", "change", "lost"])
def test_whoever_signed_in_long_ago_proves_again_who_they_are(address: str) -> None:
    if address != "choose":
        enrol("dsl")
    client = sign_in("dsl")
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert client.get(f"/me/safe/{address}/").headers["Location"].startswith("/me/prove/")


def test_without_a_second_proof_nobody_unlocks() -> None:
    enrol("dsl")
    client = sign_in("dsl", second_factor=False)
    answer = client.post("/me/safe/unlock/", {"phrase": PHRASE})
    assert answer.headers["Location"].startswith("/me/second-factor/")


def test_parents_have_no_safe() -> None:
    assert sign_in("parent").get("/me/safe/").status_code == 404


def test_who_has_a_phrase_is_shown_to_those_who_look_after_it_and_to_nobody_else() -> None:
    enrol("dsl", "teacher")
    enrol("head", slug="larksend")
    for key in ("head", "it", "dpo", "chair"):
        page = sign_in(key).get("/quillbrook/safe/").content.decode()
        assert "Deborah Finch" in page
        assert "Priya Nair" in page
        assert "Colin Farrow" in page  # has none yet
        assert "Bridget Calloway" not in page
    for key in ("dsl", "teacher", "clerk", "office"):
        page = sign_in(key).get("/quillbrook/safe/").content.decode()
        assert "Colin Farrow" not in page
        assert "Who has a safe phrase" not in page


def test_a_card_is_shown_once_with_its_groups_and_a_picture_of_them() -> None:
    with school_scope(school().pk):
        holders = {
            "chair": Holder(numbers()["chair"]),
            "dpo": Holder(numbers()["dpo"]),
            "third": Holder(numbers()["clerk"]),
        }
        row = card_actions.name_holders(person=person("head"), holders=holders)[0]
    client = sign_in("chair")
    address = f"/quillbrook/safe/cards/{row.pk}/"
    assert f'href="{address}"' in client.get("/quillbrook/safe/").content.decode()
    assert "Make the card" in client.get(address).content.decode()
    shown = client.post(address)
    assert "no-store" in shown.headers["Cache-Control"]
    groups = re.findall(r"<td>([0-9A-Z]{4})</td>", shown.content.decode())
    assert len(groups) == 20
    assert '<svg viewBox="0 0' in shown.content.decode()
    with school_scope(school().pk):
        read = Printed.read(" ".join(groups))
        assert bytes(Card.objects.get(pk=row.pk).public) == read.secret.public.raw
    assert groups[5] not in client.get(address).content.decode()
    assert sign_in("dpo").get(address).status_code == 404


def test_the_headteacher_names_holders_on_a_page_and_never_sees_a_card() -> None:
    client = sign_in("head")
    page = client.get("/quillbrook/safe/holders/").content.decode()
    assert "Marian Ashdown</option>" not in page
    wrong = client.post("/quillbrook/safe/holders/", {"chair": numbers()["chair"], "dpo": "", "third": "outside"})
    text = wrong.content.decode()
    assert "Choose who keeps the card: Data protection officer" in text
    assert "Type their name" in text
    told = {"chair": numbers()["chair"], "dpo": numbers()["dpo"], "third": numbers()["clerk"]}
    assert client.post("/quillbrook/safe/holders/", told).status_code == 302
    with school_scope(school().pk):
        assert [one.holder_id for one in Card.objects.order_by("number")] == list(told.values())


def test_two_cards_are_typed_into_a_page_and_a_slip_is_told_with_its_group() -> None:
    with school_scope(school().pk):
        held = cut()
    client = sign_in("chair")
    first, second = held["chair"].printed, held["dpo"].printed
    slip = ("2" if second[20] != "2" else "3").join((second[:20], second[21:]))
    answer = client.post("/quillbrook/safe/rehearse/", {"first": first, "second": slip}).content.decode()
    assert "group 5" in answer.lower()
    done = client.post("/quillbrook/safe/rehearse/", {"first": first.lower(), "second": second}, follow=True)
    assert "Two recovery cards have opened this." in unescape(done.content.decode())


def test_whoever_types_two_cards_sees_which_new_ones_they_put_into_use_and_can_stop_them() -> None:
    with school_scope(school().pk):
        cut()
    assert 'name="first"' not in sign_in("chair").get("/quillbrook/safe/use-cards/").content.decode()
    with school_scope(school().pk):
        for office, key in (("third", "governor"), ("chair", "chair")):
            row = card_actions.replace_card(
                person=person("head"), card=Card.objects.get(office=office, void_at=None), holder=Holder(numbers()[key])
            )
            card_actions.make_card(person=person(key), card=Card.objects.get(pk=row.pk))
    chair = sign_in("chair")
    page = " ".join(chair.get("/quillbrook/safe/use-cards/").content.decode().split())
    assert 'name="first"' in page
    for number, key, old in ((4, "governor", 3), (5, "chair", 1)):
        assert f"Card {number}, {unescape(account(key).name)}, in the place of card {old}" in unescape(page)
    assert "Stop the new cards" in chair.get("/quillbrook/safe/").content.decode()
    assert "Stop the new cards" not in sign_in("head").get("/quillbrook/safe/").content.decode()
    assert sign_in("head").post("/quillbrook/safe/stop/").status_code == 404
    done = chair.post("/quillbrook/safe/stop/", follow=True).content.decode()
    assert "The new cards are stopped" in done
    assert "Stop the new cards" not in done
    assert "No new cards are on their way" in chair.post("/quillbrook/safe/stop/", follow=True).content.decode()


def test_access_is_given_again_by_a_page_and_by_two_cards() -> None:
    enrol("dsl", "deputy", "chair")
    with school_scope(school().pk):
        held = cut()
        for number in (1, 2):
            new_key(thing=f"case:{number}", readers=[numbers()["dsl"], numbers()["deputy"]][:number])
        new_key(thing="case:3", readers=[numbers()["dsl"], numbers()["deputy"]])
    phrases.lose_phrase(account=account("dsl"), phrase=OTHER, strength=LIGHT)
    deputy = sign_in("deputy")
    assert "Deborah Finch" in deputy.get("/quillbrook/safe/").content.decode()
    form = {"member": numbers()["dsl"]}
    asked = deputy.post("/quillbrook/safe/give/", form)
    assert "Unlock to go on" in asked.content.decode()
    done = deputy.post("/quillbrook/safe/give/", form | {"safe-phrase": PHRASE}, follow=True)
    assert "Deborah Finch has access again." in done.content.decode()
    assert deputy.post("/quillbrook/safe/give/", form).status_code == 404  # nobody waits any more
    assert deputy.post("/quillbrook/safe/give/", {"member": "x"}).status_code == 404
    chair = sign_in("chair")
    told = {"member": numbers()["dsl"], "first": held["chair"].printed, "second": held["third"].printed}
    assert "They have access again" in chair.post("/quillbrook/safe/recover/", told, follow=True).content.decode()
    assert "Nobody waits for access" in chair.get("/quillbrook/safe/recover/").content.decode()


def test_home_asks_for_each_step_of_those_who_can_take_it() -> None:
    def says(key: str, slug: str = "quillbrook") -> list[str]:
        return [one.says for one in sign_in(key, slug).get(f"/{slug}/").context["waiting"]]

    first, phrase = "Nobody keeps the school’s recovery cards yet: say who does.", "Choose your safe phrase"
    assert first in says("head")
    assert first in says("it")
    assert not any(one.startswith(phrase) for one in says("dsl"))
    with school_scope(school().pk):
        cut()
    assert first not in says("head")
    assert first in says("head", "larksend")
    assert any(one.startswith(phrase) for one in says("dsl"))
    assert not any(one.startswith(phrase) for one in says("teacher"))
    assert any("rehears" in one for one in says("chair"))
    enrol("dsl")
    assert not any(one.startswith(phrase) for one in says("dsl"))


TOKEN = "a-token-of-somebody-outside"
LINK = f"/quillbrook/safe/card/{TOKEN}/"


@pytest.fixture
def link(database: object) -> str:
    """The address at which somebody outside makes their card; it is good for a day."""
    with school_scope(school().pk):
        Card.objects.create(
            school=school(),
            number=1,
            office="third",
            holder_name="Elspeth Wray",
            link_hash=card_actions._hash(TOKEN),
            link_until=timezone.now() + timedelta(days=1),
            named_by_id=numbers()["head"],
            named_at=timezone.now(),
        )
    return LINK


def test_the_page_of_a_link_is_there_once_for_whoever_has_it(visitor: Client, link: str) -> None:
    assert visitor.get(f"/larksend/safe/card/{TOKEN}/").status_code == 404
    assert "Elspeth" not in visitor.get(link).content.decode()
    assert "Elspeth Wray, outside the school" in sign_in("chair").get("/quillbrook/safe/").content.decode()
    printed = visitor.post(link).content.decode()
    assert "Elspeth Wray" in printed
    assert f"pages: {settings.CONFIG.base_url.rstrip('/')}/quillbrook/" in printed
    assert visitor.get(link).status_code == visitor.post(link).status_code == 404


def test_a_link_that_is_unknown_over_or_used_is_answered_with_the_same_bytes(visitor: Client, link: str) -> None:
    unknown = visitor.get("/quillbrook/safe/card/nothing/")
    assert "This link has been used or is over. Ask the school for a new one." in unknown.content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        over = [visitor.get(link), visitor.post(link)]
    assert visitor.post(link).status_code == 200
    for answer in (*over, visitor.get(link), visitor.post(link), visitor.post("/quillbrook/safe/card/nothing/")):
        assert (answer.status_code, answer.content) == (404, unknown.content)


@pytest.mark.parametrize("key", ["head", "it", "provider"])
def test_a_link_is_over_for_whoever_is_signed_in_and_may_keep_no_card(visitor: Client, link: str, key: str) -> None:
    for client in (sign_in(key), sign_in(key, second_factor=False)):
        unknown = client.get("/quillbrook/safe/card/nothing/").content
        for answer in (client.get(link), client.post(link)):
            assert (answer.status_code, answer.content) == (404, unknown)
    assert visitor.get(link).status_code == 200
    assert sign_in("head", "larksend").get(link).status_code == 200


def test_a_form_that_has_to_wait_for_the_phrase_to_be_chosen_leads_back_to_the_page_it_stood_on(case: str) -> None:
    client = sign_in("deputy")
    client.post(case, {"note": "x"})
    stood = client.post(case, {"note": "x"}, headers={"referer": "http://localhost/quillbrook/safe/"})
    assert stood.headers["Location"] == "/me/safe/choose/?next=%2Fquillbrook%2Fsafe%2F"
    elsewhere = client.post(case, {"note": "x"}, headers={"referer": "https://evil.example/quillbrook/safe/"})
    assert elsewhere.headers["Location"] == "/me/safe/choose/?next=%2Fquillbrook%2F"


@pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example/", "/\t/evil.example/", "/a\nb/", "me/"])
def test_unlocking_leads_to_no_other_site_and_no_address_with_control_characters(case: str, wanted: str) -> None:
    sent = sign_in("dsl").post("/me/safe/unlock/", {"phrase": PHRASE, "next": wanted})
    assert sent.headers["Location"] == "/me/safe/"


def test_a_slip_is_told_with_its_card_and_its_group() -> None:
    with school_scope(school().pk):
        made = cut()
    groups = list(made["dpo"].groups)
    groups[3] = ("2" if groups[3][0] == "3" else "3") + groups[3][1:]  # one wrong symbol never fits, four may
    right, slipped = made["chair"].printed, " ".join(groups)
    client = sign_in("chair")
    for first, second, says in (
        (slipped, right, "First card: Group 4 is mistyped."),
        (right, slipped, "Second card: Group 4 is mistyped."),
        (right, right, "Second card: It takes two different cards."),
        (right, "3" * 2000, "Second card: This is longer than a card"),
    ):
        page = client.post("/quillbrook/safe/rehearse/", {"first": first, "second": second}).content.decode()
        summary = page.split("govuk-error-summary__list")[1].split("</ul>")[0]
        assert says in summary
        assert summary.count("<li>") == 1
