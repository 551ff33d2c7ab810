"""The site's tests: Django is set up once, and each test gets a browser-like client."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import django
import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from gatepost.web.checks import looking
from tests.web import databases
from tests.web.browsing import browser, enter, site, visit  # noqa: F401  fixtures
from tests.web.databases import Database
from tests.web.nameless import people_in_the_record

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gatepost.web.settings")
databases.configure()
django.setup()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Whoever touches the database is run on PostgreSQL too, `-m data`; whoever needs Chromium in `make test-all`."""
    fixtures = getattr(item, "fixturenames", ())
    if "fresh_database" in fixtures:
        item.add_marker("data")
    if "browser" in fixtures:
        item.add_marker("browser")
    if "walk" in fixtures:  # made once for all tests that read it: they run in one process
        item.add_marker(pytest.mark.xdist_group(item.name.partition("[")[2].rstrip("]")))


@pytest.fixture
def visitor() -> Client:
    """Somebody who visits; errors of ours are raised, not hidden behind the 500 page."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture(scope="session", autouse=True)
def _no_database_unasked(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    # pytest-django does this itself only where Django is set up before the tests are collected: not in every worker.
    with django_db_blocker.block():
        yield


@pytest.fixture(scope="session")
def fresh_database(django_db_blocker: DjangoDbBlocker) -> Callable[[], AbstractContextManager[Database]]:
    """Makes fresh databases within one test, one after another: `with fresh_database():` for each example."""
    with django_db_blocker.unblock():
        source = databases.template()

    @contextmanager
    def fresh() -> Iterator[Database]:
        # What a process remembers of its members is theirs, and these are new. And whether the words in a photo are
        # read must not turn on how busy the machine is.
        looking.here = looking.Looks(reading=60.0)
        with django_db_blocker.unblock(), databases.copied(source) as copy:
            yield copy

    return fresh


@pytest.fixture
def database(fresh_database: Callable[[], AbstractContextManager[Database]]) -> Iterator[Database]:
    """A database of this test's own with the demo's schools and people in it; its transactions are real."""
    with fresh_database() as one:
        yield one
        assert not people_in_the_record(), "an entry of the record names somebody"
