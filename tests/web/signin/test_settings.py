"""What `gatepost.toml` says about sign-in, and which pages of it are for whom."""

from pathlib import Path
from typing import Any

import allauth
import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver

from gatepost.web import signin
from gatepost.web.config import ConfigError, read
from gatepost.web.signin.providers import described
from gatepost.web.signin.urls import own, urlpatterns

TENANT = "0f6e1f64-2f5c-4a6e-9d3c-6b7d4e0f8a11"
GOOGLE = '[signin.google]\nclient_id = "id"\nsecret_file = "google"\ndomain = "School.example.org"\n'
MICROSOFT = f'[signin.microsoft]\nclient_id = "id"\nsecret_file = "microsoft"\ntenant = "{TENANT}"\n'


def _described(text: str, place: Path) -> tuple[dict[str, Any], ...]:
    for name in ("google", "microsoft"):
        (place / name).write_text(f"secret of {name}\n", encoding="utf-8")
    return described(read(text, place))


def test_without_a_word_about_it_neither_is_set_up(tmp_path: Path) -> None:
    assert _described("", tmp_path) == ()


def test_both_are_pinned_to_one_organisation(tmp_path: Path) -> None:
    google, microsoft = _described(GOOGLE + MICROSOFT, tmp_path)
    assert google["secret"] == "secret of google"
    assert google["settings"]["issuer"] == "https://accounts.google.com"
    assert google["settings"]["pinned"] == {"hd": "school.example.org"}
    assert microsoft["settings"]["issuer"] == f"https://login.microsoftonline.com/{TENANT}/v2.0"
    assert microsoft["settings"]["pinned"] == {"tid": TENANT}
    assert all(one["settings"]["oauth_pkce_enabled"] for one in (google, microsoft))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[signin.gogle]\nclient_id = "x"', "unknown setting `signin.gogle` (did you mean `google`?)"),
        ("[signin]\ngoogle = true", "`signin.google` must be a table"),
        (GOOGLE + 'tenant = "x"', "unknown setting `signin.google.tenant`"),
        (GOOGLE.replace('"id"', "7"), "`signin.google.client_id` must be text in quotes"),
        (GOOGLE.replace('domain = "School.example.org"', ""), "`signin.google.domain` is missing"),
        (GOOGLE.replace("School.example.org", "school"), "`signin.google.domain` must be a domain"),
        (MICROSOFT.replace(TENANT, "common"), "`signin.microsoft.tenant` must be the directory's own id"),
        (MICROSOFT.replace('"microsoft"', '"nowhere"'), "`signin.microsoft.secret_file` cannot be read"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ConfigError) as caught:
        _described(text, tmp_path)
    assert str(caught.value).startswith(fault)


PATTERNS: list[Any] = [*urlpatterns[1:], *own[0]]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: str(one.name))
def test_every_page_of_sign_in_says_who_may_open_it(pattern: Any) -> None:
    assert pattern.callback.access.kind in ("public", "account", "member")


def test_no_page_of_the_library_is_reachable_beside_these() -> None:
    ours = {str(one.name) for one in PATTERNS}
    known = {str(one) for one in get_resolver().reverse_dict if isinstance(one, str)}
    assert {one for one in known if one.startswith(("account_", "mfa_", "socialaccount_", "usersessions_"))} <= ours


def test_an_address_cannot_be_taken_from_a_form_of_the_library() -> None:
    assert settings.AUTHENTICATION_BACKENDS == ["gatepost.web.signin.backend.AddressBackend"]
    assert not settings.SOCIALACCOUNT_AUTO_SIGNUP


SIGN_IN_TEMPLATES = Path(signin.__path__[0]) / "templates"
# Addresses are the school's to change, and a forgotten password is set anew after a code by e-mail.
NEVER_SENT = ("email_", "password_reset")
LETTERS = sorted(
    f"{found.parent.parent.name}/email/{found.name.removesuffix('_message.txt')}"
    for found in Path(str(allauth.__path__[0])).glob("templates/*/email/*_message.txt")
    if "base_notification" in found.read_text() and not found.name.startswith(NEVER_SENT)
)


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_about_how_one_signs_in_is_in_this_sites_words(letter: str) -> None:
    told = {"provider": "Google"}
    for part in ("subject", "message"):
        assert "security key" not in get_template(f"{letter}_{part}.txt").render(told).lower()
        assert (SIGN_IN_TEMPLATES / f"{letter}_{part}.txt").is_file()
