"""The demo schools whose policies are shown."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from tests.web.clauses.here import Here, opened
from tests.web.databases import Database

Fresh = Callable[[], AbstractContextManager[Database]]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Which clause bites turns on the rules, whichever database keeps the rows."""
    item.add_marker("engine")


@pytest.fixture(scope="module")
def here(request: pytest.FixtureRequest, fresh_database: Fresh) -> Iterator[Here]:
    """The school that the test names, or else the module in SCHOOL; its tests share one database."""
    slug = getattr(request, "param", None) or request.module.SCHOOL
    with opened(slug, fresh_database) as one:
        yield one
