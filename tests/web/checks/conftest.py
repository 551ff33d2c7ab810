"""What a draft that is checked can stand beside."""

import pytest

from gatepost.web.schools.scope import school_scope
from tests.web.cast import school
from tests.web.databases import Database
from tests.web.people.switching import on


@pytest.fixture
def requests_on(database: Database) -> None:
    """Quillbrook asks for permission here: the module is signed and on."""
    with school_scope(school().pk):
        on("requests")
