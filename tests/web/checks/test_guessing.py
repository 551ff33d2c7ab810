"""Somebody without a right to the roll tries a thousand names: nothing of an answer tells which of them are on it."""

import random
import re
from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gatepost.web.checks import looking
from gatepost.web.people.models import OnRoll
from gatepost.web.schools.scope import school_scope
from tests.web.cast import school, sign_in
from tests.web.checks.drafting import PHOTO_OF_NOBODY, photo, send

pytestmark = pytest.mark.usefixtures("database")

FORENAMES = """
    Oliver Amelia Mohammed Grace Kwame Siân Zoë Rhys Aoife Will Daisy April Hope Theo Priya Jean-Luc Tomasz Llew
    Ngozi Ottoline Peregrine Bartholomew Oriana Tamsin Ffion Yusuf Chidi Saoirse Marigold Fitzgerald Ebba Zuqarin
    Quillon Thessaly Umber Vashti Wystan Xanthe Ysolde Zebedee
""".split()  # noqa: SIM905 (a list of forty would be forty lines)
SURNAMES = """
    Bennett Khan Winter Rose Smith Jones O’Brien Patel Nowak Okonkwo Featherby Quist Oakapple Thistlewood Young Field
    Day Mbeki Llewellyn Ap-Rhys Grey de-Souza Zephyrine Vane Long
""".split()  # noqa: SIM905 (a list of forty would be forty lines)
NAMES = tuple(f"{forename} {surname}" for forename, surname in product(FORENAMES, SURNAMES))
PHOTOS = tuple(photo(seed, size=24).read() for seed in range(4))


def only_on_the_roll(names: Sequence[str]) -> None:
    """These pupils are on the roll, beside the demo school's own, and no other name of ours is."""
    with school_scope(school().pk):
        OnRoll.objects.filter(class_name="Guessed").delete()
        OnRoll.objects.bulk_create(
            OnRoll(
                school=school(),
                kind="pupil",
                forename=name.split()[0],
                surname=name.split()[1],
                class_name="Guessed",
                folded=f" {name.lower()}",
            )
            for name in names
        )


def told(browser: Client, text: str, **fields: Any) -> tuple[object, ...]:
    """All that comes back, and how often the database was asked; without what is drawn anew for every page."""
    reset_queries()  # Django remembers the last few thousand
    with CaptureQueriesContext(connection) as asked:
        response = send(browser, text, **fields)
    page = re.sub(rb'name="(csrfmiddlewaretoken|photos)" value="[^"]*"', rb"\1", response.content)
    headers = sorted((name, value) for name, value in response.items() if name not in ("Content-Length", "Expires"))
    return response.status_code, headers, sorted(response.cookies), len(page), page, len(asked)


def pictured(names: Sequence[str]) -> dict[str, Any]:
    """A photo for each name, in its file's name and in its description."""
    fields: dict[str, Any] = dict(PHOTO_OF_NOBODY)
    for number, (name, content) in enumerate(zip(names, PHOTOS, strict=True), 1):
        fields[f"photo_{number}"] = SimpleUploadedFile(f"{name}.jpg", content, "image/jpeg")
        fields[f"alt_{number}"] = f"{name} with a cup"
    return fields


def everything(browser: Client) -> list[tuple[object, ...]]:
    """What a parent is told of every name in a draft, and of one in five beside photos, since photos take longer."""
    send(browser, "Hello")  # the first page of a visit asks the database more
    found = [told(browser, f"Well done {name}, what a day.") for name in NAMES]
    beside = NAMES[::5]
    for at in range(0, len(beside), len(PHOTOS)):
        if at % looking.MOST_PHOTOS == 0:
            looking.here = looking.Looks(
                reading=looking.here.reading
            )  # somebody who waits an hour after every 120 photos
        found.append(told(browser, "What a day.", do="answer", **pictured(beside[at : at + len(PHOTOS)])))
    return found


@pytest.mark.slow
@pytest.mark.engine
def test_of_1000_names_half_of_them_on_the_roll_a_parent_is_told_the_same_whichever_half_it_is() -> None:
    assert len(set(NAMES)) == 1_000
    half = random.Random(11).sample(NAMES, len(NAMES) // 2)
    parent = sign_in("parent")
    only_on_the_roll(half)
    one = everything(parent)
    only_on_the_roll([name for name in NAMES if name not in set(half)])
    for number, (before, after) in enumerate(zip(one, everything(parent), strict=True)):
        assert after == before, number
    assert all(answer[0] == 200 for answer in one)


def test_this_test_sees_a_difference_where_there_is_one() -> None:
    teacher, text = sign_in("teacher"), f"Well done {NAMES[0]}, what a day."
    only_on_the_roll([])
    before = told(teacher, text), told(teacher, "A day.", **pictured(NAMES[: len(PHOTOS)]))
    only_on_the_roll(NAMES[:1])
    after = told(teacher, text), told(teacher, "A day.", **pictured(NAMES[: len(PHOTOS)]))
    assert before[0] != after[0]
    assert before[1] != after[1]
