"""The pages on which a policy is proposed, compared with what is in force, adopted and withdrawn."""

from datetime import timedelta
from importlib.resources import files

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web import cast
from tests.web.conversations import Page, unspoken

from gatepost.web.policies.models import ProposedPolicy
from gatepost.web.policies.queries import versions
from gatepost.web.schools.models import School
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope

pytestmark = pytest.mark.usefixtures("database")

WHERE = "/quillbrook/policies/"
TOMORROW = timedelta(days=1)
CALDECOTE = files("gatepost.policy").joinpath("packs", "caldecote.md").read_bytes()


def proposed_by(client: Client, **fields: object) -> str:
    """Propose, and return the address of the proposal's page."""
    sent = {"origin": "caldecote", "in_force_from": (today() + TOMORROW).isoformat(), **fields}
    response = client.post(f"{WHERE}propose/", sent)
    assert response.status_code == 302, Page(response.content.decode()).text
    return str(response["Location"])


def states(slug: str = "quillbrook") -> list[tuple[str, str]]:
    with school_scope(cast.school(slug).pk):
        return [(one.row.origin, one.state) for one in versions()]


def test_a_pack_is_proposed_looked_at_and_adopted() -> None:
    head = cast.sign_in("head")
    where = proposed_by(head)
    html = head.get(where).content.decode()
    page = Page(html)
    assert "What would be decided differently" in page.text
    assert "What we noticed in this policy" in page.text
    assert page.count("h1") == 1
    assert len(page.ids) == len(set(page.ids))
    assert not unspoken(html)
    assert states() == [("bullion-lane", "in-force")]
    assert head.get(f"{where}text/").status_code == 200
    response = head.post(where, {"adopt": "1", "word": "adopt"})
    assert response["Location"] == WHERE
    assert states() == [("caldecote", "coming"), ("bullion-lane", "in-force")]
    assert "Adopted" in Page(head.get(WHERE).content.decode()).text
    assert head.get(where).status_code == 404


@pytest.mark.parametrize("word", ["", "yes", "adopted"])
def test_without_the_typed_word_nothing_is_adopted(word: str) -> None:
    head = cast.sign_in("head")
    where = proposed_by(head)
    page = Page(head.post(where, {"adopt": "1", "word": word}).content.decode())
    assert page.title.startswith("Error:")
    assert page.text.count("Type the word adopt if you want to") == 2
    assert states() == [("bullion-lane", "in-force")]


def test_a_file_of_ones_own_is_adopted_with_the_text_as_it_was_sent() -> None:
    head = cast.sign_in("head")
    source = CALDECOTE.replace(b"version: 2021-03", b"version: ours")
    where = proposed_by(head, origin="file", file=SimpleUploadedFile("ours.md", source), in_force_from=today())
    head.post(where, {"adopt": "1", "word": "Adopt "})
    text = Page(head.get("/quillbrook/policy/").content.decode()).text
    assert "ours" in text
    assert states()[0] == ("file", "in-force")
    with school_scope(cast.school().pk):
        assert versions()[0].row.text == source.decode()


def test_a_pasted_text_with_faults_shows_them_by_line_and_keeps_what_was_typed() -> None:
    text = CALDECOTE.decode().replace("who:", "whom:", 1)
    line = text[: text.index("whom:")].count("\n") + 1
    response = cast.sign_in("head").post(
        f"{WHERE}propose/", {"origin": "text", "text": text, "in_force_from": today().isoformat()}
    )
    page = Page(response.content.decode())
    assert page.title.startswith("Error:")
    assert f"Line {line}" in page.text
    assert "did you mean `who`" in page.text
    assert "whom: teacher" in page.text or "whom:" in page.text
    assert 'value="text" id="id_origin_' in response.content.decode()
    with school_scope(cast.school().pk):
        assert not ProposedPolicy.objects.exists()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Choose a policy"),
        ({"origin": "file"}, "Choose the file"),
        ({"origin": "text"}, "Paste the text of the policy"),
        ({"origin": "no-such-pack"}, "Choose one of the answers on this page."),
        ({"origin": "caldecote", "in_force_from": ""}, "Give the day"),
        ({"origin": "caldecote", "in_force_from": "soon"}, "Give a day, such as"),
        ({"origin": "caldecote", "in_force_from": "2020-01-01"}, "cannot begin in the past"),
        ({"origin": "file", "file": SimpleUploadedFile("big.md", b"x" * 200_001)}, "larger than 200 kB"),
    ],
)
def test_a_bad_proposal_is_told_at_the_top_and_nothing_is_kept(sent: dict[str, object], says: str) -> None:
    response = cast.sign_in("head").post(f"{WHERE}propose/", {"in_force_from": today().isoformat(), **sent})
    page = Page(response.content.decode())
    assert page.title.startswith("Error:")
    assert says in page.text
    with school_scope(cast.school().pk):
        assert not ProposedPolicy.objects.exists()


def test_a_coming_version_is_withdrawn_on_a_page_of_its_own_and_a_begun_one_has_none() -> None:
    head = cast.sign_in("head")
    head.post(proposed_by(head), {"adopt": "1", "word": "adopt"})
    with school_scope(cast.school().pk):
        coming, begun = (one.row.pk for one in versions())
    assert head.get(f"{WHERE}{begun}/withdraw/").status_code == 404
    assert head.post(f"{WHERE}{begun}/withdraw/").status_code == 404
    assert "Withdraw this policy?" in head.get(f"{WHERE}{coming}/withdraw/").content.decode()
    assert states()[0] == ("caldecote", "coming")
    head.post(f"{WHERE}{coming}/withdraw/")
    assert states()[0] == ("caldecote", "withdrawn")


def test_a_proposal_is_taken_off_the_table() -> None:
    head = cast.sign_in("head")
    where = proposed_by(head)
    opened = head.get(f"{where}discard/")  # the address of a form, as after signing in again while it was open
    assert (opened.status_code, opened["Allow"]) == (405, "POST")
    assert "Open the page with the form again" in opened.content.decode()
    head.post(f"{where}discard/")
    assert head.get(where).status_code == 404


@pytest.mark.parametrize("key", ["teacher", "parent", "governor", "dpo"])
def test_members_read_every_version_and_see_nothing_to_press(key: str) -> None:
    head = cast.sign_in("head")
    where = proposed_by(head)
    head.post(proposed_by(head), {"adopt": "1", "word": "adopt"})
    member = cast.sign_in(key)
    page = Page(member.get(WHERE).content.decode())
    assert "it has not begun" in page.text
    assert "In force since" in page.text
    assert "On the table" not in page.text
    assert not [link for link in page.links if "propose" in link or "withdraw" in link]
    for link in [link for link in page.links if link.startswith(WHERE) and link != WHERE]:
        assert member.get(link).status_code == 200
    for hidden in (f"{WHERE}propose/", where, f"{where}text/"):
        assert member.get(hidden).status_code == 404
    assert member.post(f"{where}discard/").status_code == 404


def test_somebody_of_another_school_and_somebody_signed_out_read_the_policy_of_today_alone(visitor: Client) -> None:
    head = cast.sign_in("head")
    where = proposed_by(head)
    with school_scope(cast.school().pk):
        number = versions()[0].row.pk
    other = cast.sign_in("head", "larksend")
    missing = other.get("/quillbrook/no-such-page/at-all/").content
    for address in (WHERE, f"{WHERE}{number}/", where, f"{WHERE}propose/"):
        response = other.get(address)
        assert response.status_code == 404
        assert len(response.content) > 0
        assert visitor.get(address).status_code == 302
    assert missing
    assert visitor.get("/quillbrook/policy/").status_code == 200
    theirs = Page(other.get("/larksend/policies/").content.decode()).text
    assert "Bullion" not in theirs
    assert other.get(f"/larksend/policies/{number}/").status_code == 404


@pytest.fixture
def bare() -> School:
    return School.objects.create(slug="newbury", name="Newbury Lane School", jurisdiction="wales")


def test_a_school_without_a_policy_says_so_plainly_everywhere(visitor: Client, bare: School) -> None:
    says = "has not adopted a"
    for address in ("/newbury/", "/newbury/policy/", "/newbury/may-i/", "/newbury/may-i/something-else/"):
        text = Page(visitor.get(address).content.decode()).text
        assert says in text, address
        assert "designated safeguarding lead" not in text
    assert "Call 999" in Page(visitor.get("/newbury/may-i/").content.decode()).text
    assert visitor.post("/newbury/may-i/", {"situation": "nude-picture"}).status_code == 200
    assert visitor.get("/newbury/policy/CP-17/").status_code == 404
    assert visitor.get("/compare/newbury/wrenmoor/").status_code == 404
    page = Page(visitor.get("/compare/?compare=1&left=newbury&right=wrenmoor").content.decode())
    assert "has not adopted a policy yet" in page.text


def test_the_pages_read_the_database_as_often_among_many_schools_as_among_few(visitor: Client) -> None:
    def queries() -> list[int]:
        counts = []
        for address in ("/", "/quillbrook/", "/quillbrook/policy/", "/quillbrook/may-i/", "/compare/"):
            with CaptureQueriesContext(connection) as captured:
                assert visitor.get(address).status_code == 200
            counts.append(len(captured))
        return counts

    queries()
    before = queries()
    for at in range(20):
        School.objects.create(slug=f"school-{at}", name=f"School {at}", jurisdiction="england")
    assert queries() == before
