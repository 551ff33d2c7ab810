"""Keep proof that I asked: true for whoever holds it, worth nothing when changed, and of no trace on the site."""

import pytest
from django.test import Client

from gatepost.ledger.checkpoint import CheckpointError, read_checkpoint
from gatepost.ledger.note import NoteError
from gatepost.web.checks.drafts import proof
from gatepost.web.record.models import Entry
from gatepost.web.record.queries import log_of
from gatepost.web.record.signing import signed_statement
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school, sign_in
from tests.web.checks.drafting import PHOTO_OF_NOBODY, answered, carried, photo, send
from tests.web.checks.drafting import told as told_of
from tests.web.conversations import Page

pytestmark = pytest.mark.usefixtures("database")

WORDS = "The fair at Quillbrook Primary School\r\nis on Friday."


def kept(text: str = WORDS, key: str = "teacher") -> str:
    response = answered(sign_in(key), text, do="proof")
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    return str(response.content.decode())


def test_a_proof_says_when_who_which_policy_and_which_answer_and_knows_its_draft() -> None:
    text = kept()
    with school_scope(school().pk):
        told = proof.check(school(), text, WORDS)
        assert told is not None
        assert (told.policy, told.answer, told.fits) == ("bullion-lane", "needs-permission", True)
        assert "BL-09" in told.clauses
        other = proof.check(school(), text, WORDS.replace("Friday", "Monday"))
        assert other is not None
        assert other.fits is False
        bare = proof.check(school(), text)
        assert bare is not None
        assert bare.fits is None


def test_whatever_is_changed_in_it_it_proves_nothing_and_so_at_another_school() -> None:
    text = kept()
    with school_scope(school().pk):
        for before, after in [("answer: needs", "answer: may needs"), ("BL-09", "BL-10"), ("at: 2", "at: 1")]:
            assert before in text
            assert proof.check(school(), text.replace(before, after)) is None
        assert proof.check(school(), "") is None
        assert proof.check(school(), text[:-20]) is None
        assert proof.check(school(), "x" * 30_000) is None
    with school_scope(school("larksend").pk):
        assert proof.check(school("larksend"), text) is None


def test_it_holds_no_word_of_the_draft_and_two_of_one_draft_cannot_be_told_to_be_of_one() -> None:
    first, second = kept(), kept()
    assert "fair" not in first
    assert [line for line in first.splitlines() if line.startswith("words:")] != [
        line for line in second.splitlines() if line.startswith("words:")
    ]


def test_keeping_one_leaves_no_entry_and_no_row() -> None:
    with school_scope(school().pk):
        before = Entry.objects.count()
    kept()
    with school_scope(school().pk):
        assert Entry.objects.count() == before


def test_no_proof_can_be_read_as_the_head_of_the_record() -> None:
    with pytest.raises(CheckpointError):
        read_checkpoint(kept())
    with school_scope(school().pk):
        log = log_of(school().pk)
        assert log is not None
        with pytest.raises(NoteError):
            signed_statement(log, f"{log.origin}\n12\nAAAA\n")


def test_anybody_who_holds_one_can_have_it_checked_and_what_is_pasted_is_shown_to_nobody_else() -> None:
    text = kept()
    page = Client(SERVER_NAME="localhost").post("/quillbrook/check/proof/", {"proof": text, "draft": WORDS})
    told = Page(page.content.decode()).text
    assert "The proof is true" in told
    assert "The words of the draft are those that were checked." in told
    assert "no-store" in page["Cache-Control"]
    wrong = Client(SERVER_NAME="localhost").post("/quillbrook/check/proof/", {"proof": text.replace("BL-09", "BL-10")})
    assert "This proves nothing here" in Page(wrong.content.decode()).text


def test_a_draft_with_photos_has_a_proof_too() -> None:
    teacher = sign_in("teacher")
    seen = carried(send(teacher, WORDS, photo_1=photo(), **PHOTO_OF_NOBODY))
    text = answered(teacher, WORDS, do="proof", **seen, **PHOTO_OF_NOBODY).content.decode()
    assert "photos: -" not in text
    with school_scope(school().pk):
        told = proof.check(school(), text, WORDS)
    assert told is not None
    assert (told.fits, told.photos) == (True, 1)


def test_a_proof_says_what_it_was_for_so_that_an_answer_to_a_message_is_none_to_a_post() -> None:
    teacher = sign_in("teacher")
    found = {}
    for action in ("post", "message"):
        text = answered(teacher, WORDS, do="proof", action=action).content.decode()
        page = Page(Client(SERVER_NAME="localhost").post("/quillbrook/check/proof/", {"proof": text}).content.decode())
        found[action] = page.text
        assert person("teacher").name in page.text
        assert "It is no permission." in page.text
        with school_scope(school().pk):
            told = proof.check(school(), text)
        assert told is not None
        assert told.place in page.text
        assert ("Not certain" in page.text) == (not told.certain)
    assert "Post something" in found["post"]
    assert "Post something" not in found["message"]


def test_whatever_its_author_told_and_photos_of_children_stand_in_it_only_as_a_hash() -> None:
    teacher, seen = sign_in("teacher"), {"told": told_of("content", "promotional")}
    first = answered(teacher, WORDS, **{**seen, "do": "proof"}).content.decode()
    assert "promotional" not in first
    assert "told: " in first
