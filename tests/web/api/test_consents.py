"""Who may be shown where, for programs: what the page shows, reasons for those alone who may see them."""

from typing import Any

import pytest

from gatepost.web.consents.purposes import from_code
from gatepost.web.consents.rule import SHOWN
from tests.web.api.asking import Form, ask, secret_of, told, went_wrong
from tests.web.api.test_drafts import photo
from tests.web.consents.families import adult, consents, on_roll, pupil, says

pytestmark = pytest.mark.usefixtures("database")

AT = "/quillbrook/api/v1"


def children(secret: str, query: str = "") -> dict[str, dict[str, Any]]:
    answer = told(ask(f"{AT}/consents{query}", secret))
    assert answer["state"] == "on"
    return {one["name"]: one for room in answer["classes"] for one in room["children"]}


def family() -> None:
    """One child who may be shown without a name, and one of whom nobody said anything."""
    with consents():
        shown = pupil("Robin")
        says(shown, adult(shown, "Ash"), True)
        silent = pupil("Wren")
        adult(silent, "Bay")
        on_roll("pupil", "Zebedee", slug="quillbrook", class_name="Owls")


def test_silence_and_another_purpose_are_a_no() -> None:
    family()
    secret = secret_of("teacher")
    found = children(secret)
    assert found["Robin Vane"]["shown"] is True
    assert found["Wren Vane"]["shown"] is False
    assert children(secret, "?channel=x")["Robin Vane"]["shown"] is False
    assert children(secret, "?naming=full")["Robin Vane"]["shown"] is False
    assert from_code("website/photo/none").words == told(ask(f"{AT}/consents", secret))["purpose"]


def test_reasons_are_told_to_those_alone_who_may_see_them() -> None:
    family()
    assert children(secret_of("teacher"))["Wren Vane"]["why"] == ""
    assert children(secret_of("head"))["Wren Vane"]["why"] not in ("", SHOWN)


def test_children_of_another_school_are_never_there() -> None:
    family()
    with consents("larksend"):
        pupil("Peregrine", slug="larksend")
    assert "Peregrine Vane" not in children(secret_of("head"))
    answer = told(ask("/larksend/api/v1/consents", secret_of("head", "larksend")))
    names = {one["name"] for room in answer["classes"] for one in room["children"]}
    assert "Peregrine Vane" in names
    assert "Robin Vane" not in names


def test_while_the_school_keeps_none_there_is_no_list() -> None:
    answer = told(ask(f"{AT}/consents", secret_of("head")))
    assert (answer["state"], answer["classes"]) == ("off", [])


@pytest.mark.parametrize("query", ["?channel=moon", "?media=smell", "?naming=nick"])
def test_a_purpose_that_is_none_is_refused_and_not_repeated(query: str) -> None:
    says_ = went_wrong(ask(f"{AT}/consents{query}", secret_of("head")), 422)
    assert query.partition("=")[2] not in says_


def test_a_check_takes_the_numbers_and_names_who_may_not_be_shown() -> None:
    family()
    secret = secret_of("teacher")
    found = children(secret)
    numbers = [found[name]["number"] for name in ("Robin Vane", "Wren Vane")]
    fields = {"text": "Sunny day", "pupils": "yes", "platform": "x", "children": numbers, "photos": [photo()]}
    answer = told(ask(f"{AT}/check", secret, Form(fields)))["checked"]
    assert answer["consent"] is False
    assert answer["kept_out"] == ["Robin Vane", "Wren Vane"]
