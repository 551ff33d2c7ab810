"""Where somebody is signed in: listed, and ended one by one, all at once, or by the school."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from gatepost.web.schools.sessions import end_sessions
from tests.web import cast
from tests.web.databases import Database
from tests.web.signin.ways import ME, SIGN_IN, browser, enter_by_code

PARENT = "parent@quillbrook.example"
PAGE = "/me/sessions/"


def _two() -> tuple[object, object]:
    here, there = browser(), browser()
    enter_by_code(here, PARENT)
    enter_by_code(there, PARENT)
    return here, there


def test_every_browser_is_listed_and_nobody_elses(database: Database) -> None:
    here, _there = _two()
    cast.sign_in("head")
    page = here.get(PAGE).content.decode()  # type: ignore[attr-defined]
    assert page.count("<dt") == 2
    assert page.count("Here") == 1


def test_one_can_be_ended(database: Database) -> None:
    here, there = _two()
    other = UserSession.objects.get(session_key=there.session.session_key)  # type: ignore[attr-defined]
    assert here.post(PAGE, {"session": other.pk}).headers["Location"] == PAGE  # type: ignore[attr-defined]
    assert there.get(ME).headers["Location"].startswith(SIGN_IN)  # type: ignore[attr-defined]
    assert here.get(ME).status_code == 200  # type: ignore[attr-defined]


def test_ending_the_one_in_use_signs_out(database: Database) -> None:
    here, there = _two()
    own = UserSession.objects.get(session_key=here.session.session_key)  # type: ignore[attr-defined]
    assert here.post(PAGE, {"session": own.pk}).headers["Location"] == SIGN_IN  # type: ignore[attr-defined]
    assert here.get(ME).status_code == 302  # type: ignore[attr-defined]
    assert there.get(ME).status_code == 200  # type: ignore[attr-defined]


def test_all_others_can_be_ended(database: Database) -> None:
    here, there = _two()
    here.post(PAGE, {"others": "1"})  # type: ignore[attr-defined]
    assert here.get(ME).status_code == 200  # type: ignore[attr-defined]
    assert there.get(ME).status_code == 302  # type: ignore[attr-defined]


def test_somebody_elses_session_is_as_missing_as_none(database: Database) -> None:
    here, _there = _two()
    heads = cast.sign_in("head")
    number = UserSession.objects.get(user=cast.account("head")).pk
    answers = [here.post(PAGE, {"session": one}) for one in (number, number + 1000, "", "x", "-1", "9" * 5000)]  # type: ignore[attr-defined]
    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1
    assert heads.get(ME).status_code == 200


def test_the_school_can_end_all_of_them_at_once(database: Database) -> None:
    here, there = _two()
    heads = cast.sign_in("head")
    assert end_sessions(cast.account("parent").pk) == 2
    assert here.get(ME).status_code == there.get(ME).status_code == 302  # type: ignore[attr-defined]
    assert heads.get(ME).status_code == 200
    assert Session.objects.filter(session_key=heads.session.session_key).exists()


def test_signing_out_needs_a_button_and_forgets_the_session(database: Database) -> None:
    client = browser()
    enter_by_code(client, PARENT)
    key = client.session.session_key
    assert client.get("/sign-out/").status_code == 200
    assert client.get(ME).status_code == 200
    client.post("/sign-out/")
    assert client.get(ME).status_code == 302
    assert not Session.objects.filter(session_key=key).exists()


def test_signing_in_gives_the_session_a_new_name(database: Database) -> None:
    client = browser()
    client.get(SIGN_IN)
    client.session.save()
    before = client.session.session_key
    enter_by_code(client, PARENT)
    assert client.session.session_key != before
