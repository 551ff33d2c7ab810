"""Making tokens, seeing that there are some, ending them."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from gatepost.web.record.models import Entry
from gatepost.web.schools.access import PROOF_LASTS, Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Membership, RoleHeld
from gatepost.web.schools.scope import school_scope
from gatepost.web.tokens import due
from gatepost.web.tokens.actions import LONGEST, MOST, make, revoke
from gatepost.web.tokens.models import Token
from tests.web.api.asking import ask, second_proof, secret_of, token_of, told, went_wrong
from tests.web.cast import account, person, school, sign_in

pytestmark = pytest.mark.usefixtures("database")

LIST, NEW = "/quillbrook/tokens/", "/quillbrook/tokens/new/"
ME = "/quillbrook/api/v1/me"
FILLED = {"name": "Trust dashboard", "scopes": ["terms", "record"], "days": "90"}


def shown_secret(page: bytes) -> str:
    found = re.findall(r"gp_[\w-]{43}", page.decode())
    assert len(found) == 1, found
    return str(found[0])


def actions() -> list[tuple[str, str]]:
    with school_scope(school().pk):
        return list(Entry.objects.order_by("seq").values_list("action", "actor"))


def everything_stored() -> str:
    """Every text in every table."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the names of our own tables
            rows += [str(row) for row in cursor.fetchall()]
    return "\n".join(rows)


def test_a_token_is_shown_once_works_and_only_its_hash_is_kept() -> None:
    second_proof(account("head"))
    client = sign_in("head")
    assert client.get(NEW).context["form"]["days"].value() == 90
    made = client.post(NEW, FILLED)
    secret = shown_secret(made.content)
    assert "no-store" in made.headers["Cache-Control"]
    assert told(ask(ME, secret))["token"]["scopes"] == ["terms", "record"]
    listed = client.get(LIST).content.decode()
    assert "Trust dashboard" in listed
    assert "gp_" not in listed
    if connection.vendor == "sqlite":
        assert secret not in everything_stored()
    with school_scope(school().pk):
        assert not Token.objects.filter(secret_hash__contains=secret).exists()
    assert actions()[-1] == ("token.made", person("head").actor)


def test_sending_the_form_again_makes_no_second_token() -> None:
    second_proof(account("head"))
    client = sign_in("head")
    client.post(NEW, FILLED)
    again = client.post(NEW, FILLED | {"name": "trust  DASHBOARD"})
    assert b"gp_" not in again.content
    assert "already" in again.content.decode()
    with school_scope(school().pk):
        assert Token.objects.count() == 1


def test_the_same_form_sent_from_four_windows_at_once_makes_one_token() -> None:
    second_proof(account("head"))

    def shown(client: Client) -> int:
        try:
            return client.post(NEW, FILLED).content.count(b"gp_")
        finally:
            connections.close_all()

    windows = [sign_in("head") for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(shown, windows)) == 1
    with school_scope(school().pk):
        assert Token.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Say what it is for"),
        ({"scopes": []}, "at least one"),
        ({"scopes": ["cases"]}, "Choose one of the answers"),
        ({"days": "0"}, "1 day to 365 days"),
        ({"days": "366"}, "1 day to 365 days"),
        ({"days": "soon"}, "number of days"),
    ],
)
def test_a_form_that_is_wrong_is_shown_again_with_all_that_was_typed(wrong: dict[str, object], says: str) -> None:
    second_proof(account("head"))
    page = sign_in("head").post(NEW, FILLED | wrong).content.decode()
    assert says in page
    assert "Trust dashboard" in page or "name" in wrong
    with school_scope(school().pk):
        assert not Token.objects.exists()


def test_whoever_has_set_up_no_second_proof_is_told_to_do_so_first() -> None:
    client = sign_in("head")
    for answer in (client.get(NEW), client.post(NEW, FILLED)):
        page = answer.content.decode()
        assert "Set up a second proof first" in page
        assert "/me/passkeys/add/" in page
        assert "/me/app/add/" in page
        assert "<form" not in page
        assert "gp_" not in page
    assert client.get("/me/app/add/").status_code == 200
    second_proof(account("head"))
    assert 'name="scopes"' in client.get(NEW).content.decode()


def test_making_one_asks_again_who_is_there() -> None:
    second_proof(account("head"))
    client = sign_in("head")
    session = client.session
    old = [one | {"at": one["at"] - 10 * PROOF_LASTS} for one in session["account_authentication_methods"]]
    session["account_authentication_methods"] = old
    session.save()
    for answer in (client.get(NEW), client.post(NEW, FILLED)):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/me/prove/")
    with school_scope(school().pk):
        assert not Token.objects.exists()


def test_a_token_lasts_as_long_as_was_said_and_at_most_a_year() -> None:
    second_proof(account("head"))
    with school_scope(school().pk):
        token, secret = make(person=person("head"), name="Year", scopes=["terms"], days=LONGEST)
        for days in (0, LONGEST + 1):
            with pytest.raises(Fault):
                make(person=person("head"), name="Longer", scopes=["terms"], days=days)
    assert token.expires_at - token.made_at == timedelta(days=365)
    with time_machine.travel(token.expires_at - timedelta(seconds=1), tick=False):
        told(ask(ME, secret))
    with time_machine.travel(token.expires_at, tick=False):
        went_wrong(ask(ME, secret), 401)


def test_nobody_has_more_than_ten() -> None:
    for _ in range(MOST):
        secret_of("head")
    with pytest.raises(Fault, match="ten"):
        secret_of("head")
    secret_of("office")


def test_no_entry_of_the_record_holds_the_name_of_a_token() -> None:
    token, _secret = token_of("head")
    with school_scope(school().pk):
        entry = Entry.objects.order_by("-seq")[0]
    assert (entry.action, entry.thing) == ("token.made", f"token:{token.pk}")
    assert token.name not in entry.body


def test_each_sees_their_own_and_whoever_oversees_them_sees_all_of_the_school() -> None:
    names = {key: token_of(key)[0].name for key in ("head", "teacher", "it")}
    names["stranger"] = token_of("head", "larksend")[0].name
    for key, sees in (
        ("teacher", {"teacher"}),
        ("head", {"head", "teacher", "it"}),
        ("it", {"head", "teacher", "it"}),
        ("chair", set()),
    ):
        page = sign_in(key).get(LIST).content.decode()
        assert {one for one, name in names.items() if name in page} == sees, key


def revoked(client: Client, token: Token) -> int:
    return int(client.post(f"{LIST}{token.pk}/revoke/").status_code)


def test_a_revoked_token_opens_nothing_from_that_moment() -> None:
    token, secret = token_of("teacher")
    told(ask(ME, secret))
    assert revoked(sign_in("teacher"), token) == 302
    went_wrong(ask(ME, secret), 401)
    assert actions()[-1] == ("token.revoked", person("teacher").actor)
    assert revoked(sign_in("teacher"), token) == 404


def test_the_it_lead_revokes_anybodys_token_and_others_only_their_own() -> None:
    token, secret = token_of("head")
    assert revoked(sign_in("office"), token) == 404
    with school_scope(school().pk), pytest.raises(Refused):
        revoke(person=person("office"), number=token.pk)
    told(ask(ME, secret))
    assert revoked(sign_in("head", "larksend"), token) == 404
    assert revoked(sign_in("it"), token) == 302
    went_wrong(ask(ME, secret), 401)


def test_the_clock_ends_the_tokens_of_leavers_so_that_none_comes_back_with_them() -> None:
    leaver, stays = token_of("teacher")[1], token_of("head")[1]
    with school_scope(school().pk):
        Membership.objects.filter(pk=person("teacher").membership_id).update(ended_at=timezone.now())
        due.run(school(), timezone.now())
        Membership.objects.filter(account=account("teacher")).update(ended_at=None)
    went_wrong(ask(ME, leaver), 401)
    told(ask(ME, stays))
    assert actions()[-1] == ("token.ended", "system")


def test_the_clock_ends_the_tokens_of_whoever_lost_the_role_for_them() -> None:
    secret = secret_of("support")
    with school_scope(school().pk):
        RoleHeld.objects.filter(membership_id=person("support").membership_id).update(role="friend")
        due.run(school(), timezone.now())
        assert not Token.objects.filter(ended_at__isnull=True).exists()
        RoleHeld.objects.filter(membership__account=account("support")).update(role="support-staff")
    went_wrong(ask(ME, secret), 401)


def test_the_clock_ends_the_tokens_of_whoever_removed_their_second_proof() -> None:
    secret = secret_of("office")
    Authenticator.objects.filter(user=account("office")).delete()
    with school_scope(school().pk):
        due.run(school(), timezone.now())
    second_proof(account("office"))
    went_wrong(ask(ME, secret), 401)


def test_a_token_that_ended_long_ago_is_forgotten() -> None:
    token, _secret = token_of("head")
    other, _other = token_of("head", days=200)
    with school_scope(school().pk):
        due.run(school(), timezone.now() + timedelta(days=90 + 89))
        assert Token.objects.filter(pk=token.pk).exists()
        due.run(school(), timezone.now() + timedelta(days=90 + 91))
        assert list(Token.objects.values_list("pk", flat=True)) == [other.pk]


def test_no_cache_entry_holds_a_secret() -> None:
    secret = secret_of("head")
    told(ask(ME, secret))
    assert cache.get(secret) is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM gatepost_cache")
        assert secret not in str(cursor.fetchall())
