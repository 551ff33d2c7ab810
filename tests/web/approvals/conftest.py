"""Requests are kept at two schools: without their module nothing can be asked."""

import pytest

from gatepost.web.schools.scope import school_scope
from tests.web.approvals.asked import SCHOOL
from tests.web.cast import school
from tests.web.databases import Database
from tests.web.people.switching import on


@pytest.fixture(autouse=True)
def _switched_on(request: pytest.FixtureRequest) -> None:
    """Where a test has a database, the module is on there."""
    if "database" not in request.fixturenames:
        return
    assert isinstance(request.getfixturevalue("database"), Database)
    for slug in (SCHOOL, "quillbrook", "larksend"):
        with school_scope(school(slug).pk):
            on("requests", slug)
