"""Drafts that a program has checked: the page's answer, nothing kept, the roll for those alone who may ask it."""

import json
import tempfile
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from gatepost.policy.answer import answer_to_json, answers
from gatepost.vocabulary.activity import Activity
from gatepost.web.checks.drafts.api import COSTS
from gatepost.web.checks.drafts.forms import LONGEST_DRAFT
from gatepost.web.checks.drafts.uploads import MOST_PHOTOS
from gatepost.web.people.models import OnRoll
from gatepost.web.policies.queries import in_force
from gatepost.web.record.models import Entry
from gatepost.web.schools.scope import school_scope
from gatepost.web.tokens.limits import A_MINUTE
from tests.web.api.asking import Form, ask, secret_of, told, went_wrong
from tests.web.cast import school, sign_in

pytestmark = pytest.mark.usefixtures("database")

AT = "/quillbrook/api/v1"
NAME = "Peregrine Thistlewood"  # of nobody in the demo


def photo(name: str = "field.png", content: bytes | None = None) -> SimpleUploadedFile:
    """A green field."""
    if content is None:
        made = BytesIO()
        Image.new("RGB", (200, 150), (90, 140, 90)).save(made, "PNG")
        content = made.getvalue()
    return SimpleUploadedFile(name, content, content_type="image/png")


def checked(secret: str, **fields: Any) -> dict[str, Any]:
    return dict(told(ask(f"{AT}/check", secret, Form(fields)))["checked"])


def on_the_roll(slug: str = "quillbrook") -> None:
    with school_scope(school(slug).pk):
        forename, surname = NAME.split()
        OnRoll(school=school(slug), kind="pupil", forename=forename, surname=surname, folded=f" {NAME.lower()}").save()


def labels(answer: dict[str, Any]) -> set[str]:
    return {one["label"] for one in answer["findings"]}


# decide ---------------------------------------------------------------------------------------------------------------


def test_decide_answers_as_the_command_does_and_fills_nothing_in() -> None:
    body = {"id": 7, "role": "teacher", "action": "accept-connection", "target": "former-pupil"}
    answer = told(ask(f"{AT}/decide", secret_of("it"), body))["decision"]
    with school_scope(school().pk):
        adopted = in_force(school())
    assert adopted is not None
    expected = answer_to_json(
        adopted.book, answers(adopted.book, Activity.from_json(body), adopted.policy.name), adopted.offices
    )
    assert answer == expected
    assert "taken" not in answer


def test_decide_says_in_a_sentence_what_it_cannot_read() -> None:
    assert "did you mean `teacher`" in went_wrong(ask(f"{AT}/decide", secret_of("head"), {"role": "techer"}), 422)


# screen ---------------------------------------------------------------------------------------------------------------


def test_screen_tells_what_a_text_holds_with_its_place() -> None:
    text = "Ring me on 07700 900123"
    answer = told(ask(f"{AT}/screen", secret_of("teacher"), {"text": text}))
    (one,) = [one for one in answer["findings"] if one["kind"] == "phone"]
    assert text[one["start"] : one["end"]] == "07700 900123"
    assert set(answer["facts"]) == {"content", "mentions", "uses"}


def test_the_roll_is_asked_for_those_alone_whose_drafts_are_held_to_it() -> None:
    body = {"text": f"Well done {NAME}!"}
    entitled, other = secret_of("teacher"), secret_of("it")
    before = [told(ask(f"{AT}/screen", one, body)) for one in (entitled, other)]
    on_the_roll()
    after = [told(ask(f"{AT}/screen", one, body)) for one in (entitled, other)]
    assert "pupil" not in labels(before[0])
    assert "pupil" in labels(after[0])
    assert after[1] == before[1], "to everybody else the roll makes no difference"
    assert "pupil" not in after[1]["facts"]["mentions"]["has"]


def test_the_roll_of_another_school_is_never_asked() -> None:
    on_the_roll("larksend")
    assert "pupil" not in labels(told(ask(f"{AT}/screen", secret_of("teacher"), {"text": f"Well done {NAME}!"})))


@pytest.mark.parametrize(
    "body",
    [{}, {"text": None}, {"text": "x" * (LONGEST_DRAFT + 1)}, {"text": "a\0b"}, {"text": "a", "account": "mine"}],
    ids=["nothing", "null", "too long", "NUL", "no account"],
)
def test_screen_refuses_in_a_sentence_and_repeats_nothing(body: dict[str, object]) -> None:
    says = went_wrong(ask(f"{AT}/screen", secret_of("head"), body), 422)
    assert "xxx" not in says
    assert "mine" not in says


# check ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["wrenmoor", "abercelydd"])
def test_a_check_says_what_the_page_says(slug: str) -> None:
    on_the_roll(slug)
    fields = {"text": f"{NAME} is a useless liar", "action": "post", "account": "personal", "audience": "public"}
    answer = dict(told(ask(f"/{slug}/api/v1/check", secret_of("head", slug), Form(fields)))["checked"])
    assert answer["fine"] is False
    (one,) = [one for one in answer["findings"] if one["label"] == "pupil"]
    assert (one["words"], one["photo"]) == (NAME, 0)
    page = sign_in("head", slug).post(f"/{slug}/check/", {**fields, "do": "answer"})
    shown = " ".join(unescape(page.content.decode()).split())
    assert answer["says"] in shown
    assert answer["decision"]["clauses"]
    for clause in answer["decision"]["clauses"]:
        assert f"#{clause['id']}" in shown


def test_answers_settle_what_was_open_and_stand_in_the_activity() -> None:
    secret = secret_of("teacher")
    first = checked(secret, text="Lovely walk on the hills today.")
    asked = {one["fact"]: one for one in first["questions"]}
    assert asked
    fact, question = next((name, one) for name, one in asked.items() if not one["several"])
    value = question["options"][0]["value"]
    then = checked(secret, text="Lovely walk on the hills today.", facts=json.dumps({fact: value}))
    assert fact not in {one["fact"] for one in then["questions"]}
    assert then["activity"][fact] == value or isinstance(value, dict)


def test_a_photo_is_looked_at_and_what_it_shows_is_for_a_person_to_say() -> None:
    on_the_roll()
    secret = secret_of("teacher")
    fields = {"text": "Sunny day", "pupils": "unsure"}
    answer = checked(secret, **fields, photos=[photo("Peregrine_Thistlewood.png")], alt=["A field"])
    assert [one["words"] for one in answer["findings"] if one["photo"] == 1 and one["label"] == "pupil"] == [NAME]
    assert answer["photos"] == [{"people": None, "tells": [], "notices": answer["photos"][0]["notices"]}]
    assert "image-shows" not in answer["activity"] or answer["activity"]["image-shows"] == {"has": [], "not": []}
    says = went_wrong(ask(f"{AT}/check", secret, Form({"text": "Sunny day", "photos": [photo()]})), 422)
    assert "pupils" in says


WRONG = {
    "nothing": ({}, "draft"),
    "too long": ({"text": "x" * (LONGEST_DRAFT + 1)}, "Not as the description"),
    "no photo": ({"text": "a", "pupils": "no", "photos": [photo(content=b"hello")]}, "Photo 1: This is not a picture"),
    "an empty photo": ({"text": "a", "pupils": "no", "photos": [photo(content=b"")]}, "empty"),
    "five photos": ({"text": "a", "pupils": "no", "photos": [photo() for _ in range(MOST_PHOTOS + 1)]}, "four photos"),
    "no action": ({"text": "a", "action": "shout"}, "Not as the description"),
    "no account": ({"text": "a", "account": "mine"}, "Not as the description"),
    "no handle": ({"text": "a", "handle": "@nobody"}, "register"),
    "NUL": ({"text": "a\0b"}, "text: "),
    "facts that are none": ({"text": "a", "facts": '{"in-dout": true}'}, "did you mean `in-doubt`"),
    "facts that are no JSON": ({"text": "a", "facts": "{"}, "no JSON"),
    "facts that are a list": ({"text": "a", "facts": "[]"}, "an activity must be a JSON object"),
    "half a character": ({"text": "a", "facts": '{"id": "\\ud800"}'}, "no JSON"),
    "a field of its own": ({"text": "a", "facts": '{"capacity": "personal"}'}, "have their own fields"),
    "what cannot be so": ({"text": "a", "facts": '{"image-setting": "elsewhere"}'}, "."),
}


@pytest.mark.parametrize(("fields", "says"), WRONG.values(), ids=WRONG)
def test_check_says_in_a_sentence_what_it_cannot_take(fields: dict[str, Any], says: str) -> None:
    answer = went_wrong(ask(f"{AT}/check", secret_of("teacher"), Form(fields)), 422)
    assert says in answer
    assert not {"xxx", "shout", "mine", "@nobody"} & set(answer.split())


def test_a_photo_that_is_too_large_is_refused_in_a_sentence() -> None:
    large = photo(content=b"\x89PNG\r\n\x1a\n" + b"\0" * 27_000_000)
    says = went_wrong(
        ask(f"{AT}/check", secret_of("teacher"), Form({"text": "a", "pupils": "no", "photos": large})), 422
    )
    assert "larger than 25 MB" in says


def test_a_form_that_cannot_be_taken_apart_is_refused_in_a_sentence() -> None:
    client, sent = Client(SERVER_NAME="localhost"), {"Authorization": f"Bearer {secret_of('teacher')}"}
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        answer = client.post(f"{AT}/check", b"--y\r\n\r\n", content_type=kind, headers=sent)
        assert went_wrong(answer, 422), kind  # type: ignore[arg-type]


def test_photos_are_taken_into_memory_and_never_onto_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not-there"))
    large = BytesIO()
    Image.effect_noise((2400, 2400), 90).convert("RGB").save(large, "PNG")
    assert large.tell() > 5_000_000
    checked(secret_of("teacher"), text="Hello", pupils="no", photos=[photo(content=large.getvalue())])


def test_a_check_writes_nothing_in_the_record() -> None:
    secret = secret_of("teacher")
    told(ask(f"{AT}/me", secret))
    with school_scope(school().pk):
        before = Entry.objects.count()
    checked(secret, text=f"Well done {NAME}!", pupils="no", photos=[photo()])
    told(ask(f"{AT}/screen", secret, {"text": f"Well done {NAME}!"}))
    with school_scope(school().pk):
        assert Entry.objects.count() == before


def test_a_check_counts_as_several_questions() -> None:
    with time_machine.travel(timezone.now(), tick=False):
        secret = secret_of("teacher")
        for _each in range(A_MINUTE // COSTS):
            checked(secret, text="Hello")
        assert ask(f"{AT}/check", secret, Form({"text": "Hello"})).status_code == 429


def test_whoever_may_not_ask_the_roll_learns_nothing_of_it_from_a_check() -> None:
    secret = secret_of("it")
    fields = {"text": f"Well done {NAME}!", "role": "volunteer", "pupils": "no"}
    before = checked(secret, **fields, photos=[photo("Peregrine_Thistlewood.png")])
    on_the_roll()
    assert checked(secret, **fields, photos=[photo("Peregrine_Thistlewood.png")]) == before
