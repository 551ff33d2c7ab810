"""What a draft that is checked can stand beside."""

import pytest
from django.test import Client

from gatepost.web.schools.scope import school_scope
from tests.web.cast import school, sign_in
from tests.web.databases import Database
from tests.web.people.switching import on


@pytest.fixture
def requests_on(database: Database) -> None:
    """Quillbrook asks for permission here: the module is signed and on."""
    with school_scope(school().pk):
        on("requests")


@pytest.fixture
def teacher(database: Database) -> Client:
    """A teacher of Quillbrook, signed in."""
    return sign_in("teacher")
