"""What people see while the database has no room: a sentence, pages that only read, and no word of success."""

import pytest
from django.contrib.messages import success
from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client, RequestFactory

from gatepost.web.errors import broken
from gatepost.web.safe.sessions import SessionStore
from gatepost.web.schools.models import ApprovedChannel
from gatepost.web.schools.scope import school_scope
from tests.web.cast import school, sign_in
from tests.web.databases import ON_POSTGRESQL

pytestmark = [
    pytest.mark.usefixtures("database"),
    pytest.mark.skipif(ON_POSTGRESQL, reason="only SQLite can be given a number of pages; test_disk_full fills a disk"),
]

SAYS = "The site cannot save anything at the moment"
MOST = 2_000  # changes that find room in pages that are there already
MORE = 1_000_000  # pages


@pytest.fixture
def browser() -> Client:
    """A headteacher, to whom the site has something to say that has not been shown yet."""
    made = sign_in("head")
    made.raise_request_exception = False
    assert _approve(made, "Before") == 302
    return made


def _approve(browser: Client, name: str) -> int:
    return browser.post("/quillbrook/settings/channels/", {"name": name}).status_code


def _pages(most: int | None) -> None:
    """The database may have so many pages; None for no more than it has."""
    with connection.cursor() as cursor:
        if most is None:
            cursor.execute("PRAGMA page_count")
            most = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {most}")


def _until_refused(browser: Client) -> str:
    """The name of the first channel for which there was no room."""
    return next(name for name in map(str, range(MOST)) if _approve(browser, name) != 302)


def _names() -> set[str]:
    with school_scope(school().pk):
        return set(ApprovedChannel.objects.values_list("name", flat=True))


def test_what_cannot_be_kept_is_told_and_nothing_of_it_is_there(browser: Client) -> None:
    _pages(None)
    name = _until_refused(browser)
    answer = browser.post("/quillbrook/settings/channels/", {"name": name})
    assert answer.status_code == 503
    assert SAYS in answer.content.decode()
    assert "on the list" not in answer.content.decode()
    assert name not in _names()
    _pages(MORE)
    assert _approve(browser, name) == 302
    assert name in _names()


def test_what_is_there_can_be_read_and_nobody_is_signed_out(browser: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")  # not even what takes no room can be written
    assert _approve(browser, "After") == 503
    for page in ("/quillbrook/settings/", "/quillbrook/policy/", "/quillbrook/"):
        answer = browser.get(page)
        assert answer.status_code == 200
        assert "Marian Ashdown" in answer.content.decode()


def test_a_session_that_was_ended_meanwhile_does_not_come_back(browser: Client) -> None:
    session = browser.session
    assert session["account_authentication_methods"]
    SessionStore().delete(session.session_key)
    with pytest.raises(UpdateError):
        session.save()
    assert not SessionStore().exists(str(session.session_key))


def test_a_word_of_success_meant_for_a_page_that_did_not_come_is_shown_on_no_other() -> None:
    request = RequestFactory().post("/quillbrook/settings/")
    request.session = SessionStore()
    request._messages = SessionStorage(request)  # type: ignore[attr-defined]
    success(request, "The channel is on the list.")
    answer = broken(request)
    request._messages.update(answer)  # type: ignore[attr-defined]
    assert "on the list" not in answer.content.decode() + str(dict(request.session.items()))
