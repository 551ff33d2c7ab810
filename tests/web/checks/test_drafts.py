"""Check a draft: what is found, what is asked, what the policy answers, for every role."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gatepost.policy.explain import ASKED
from gatepost.vocabulary.activity import Partial
from gatepost.vocabulary.words import vocabulary
from gatepost.web.checks.drafts.advice import advise
from gatepost.web.checks.drafts.draft import Draft
from gatepost.web.checks.drafts.reading import read_draft
from gatepost.web.checks.gather import Told
from gatepost.web.operations.demo.seed import plan
from gatepost.web.policies.queries import in_force
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school, sign_in
from tests.web.checks.drafting import PHOTO_OF_NOBODY, answered, carried, photo, send, told
from tests.web.conversations import Page

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.engine]

SCHOOLS = [str(one["slug"]) for one in plan()["school"]]
NAME = "Quillbrook Primary School"


def read(response: object) -> Page:
    return Page(response.content.decode())  # type: ignore[attr-defined]


def test_the_schools_name_needs_permission_under_its_clause_and_without_it_the_clause_goes() -> None:
    teacher = sign_in("teacher")
    named = read(answered(teacher, f"The fair at {NAME} is on Friday."))
    assert "Permission first" in named.text
    assert "BL-09" in named.text
    assert "Ask the Headteacher" in named.text
    plain = read(answered(teacher, "The fair is on Friday."))
    assert "BL-09" not in plain.text
    assert "Ask the Headteacher" not in plain.text


def test_what_was_found_is_marked_in_the_text_with_a_number_that_leads_to_the_list() -> None:
    html = answered(sign_in("teacher"), "Ring me on 07700 900123.").content.decode()
    assert '<mark class="gp-mark-found">07700 900123</mark><a class="gp-note" href="#finding-1" id="mark-1">' in html
    assert '<li id="finding-1">' in html
    assert "This is a telephone number." in html


def test_what_is_only_likely_is_asked_of_the_author_on_one_page_and_a_no_takes_it_out() -> None:
    teacher = sign_in("teacher")
    text = "Our head is an idiot"
    asked = send(teacher, text)
    assert "Is there derogatory content in it?" in read(asked).text
    assert 'name="a-content.derogatory"' in asked.content.decode()
    yes = read(answered(teacher, text, **{"a-content.derogatory": "yes", "a-mentions.staff": "yes"}))
    assert "You must not post this." in yes.text
    assert "BL-13" in yes.text
    no = read(answered(teacher, text, **{"a-content.derogatory": "no", "a-content.abusive": "no"}))
    assert "BL-13" not in no.text
    open_ = read(answered(teacher, text))
    assert "Not certain" in open_.text  # what was left open is unknown, and never a no


def test_an_error_keeps_what_was_typed() -> None:
    response = send(sign_in("teacher"), "About the fair", account="", audience="friends")
    assert "Choose from which account." in read(response).text
    html = response.content.decode()
    assert "About the fair" in html
    assert 'value="friends" id="id_audience_2" checked' in html


def test_too_long_a_draft_is_kept_and_refused_in_a_sentence_and_three_megabytes_by_their_own_page() -> None:
    teacher = sign_in("teacher")
    long = send(teacher, "word " * 1_200)
    assert "The draft may have 5000 letters" in read(long).text
    assert "word word" in long.content.decode()
    huge = send(teacher, "a" * 3_000_000)
    assert huge.status_code == 400
    assert "too long" in read(huge).text


def test_signs_that_turn_the_text_round_or_cannot_be_seen_are_shown_by_their_names_and_isolated() -> None:
    html = answered(sign_in("teacher"), "Ask \u202eevil\u202c <script>alert(1)</script> about it").content.decode()
    assert '<div class="gp-draft" dir="auto">' in html
    assert "[U+202E]" in html
    assert "\u202e" not in html.split("gp-draft")[1].split("</div>")[0]
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize("text", ["a\x00b", "half \ud83d a pair"])
def test_a_text_that_nobody_can_type_gets_a_sentence_and_no_fault(text: str) -> None:
    response = sign_in("teacher").post(
        "/quillbrook/check/",
        b"text=" + text.encode("utf-8", "surrogatepass") + b"&action=post&account=personal",
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code in (200, 400)


@pytest.mark.parametrize("key", ["parent", "friend", "volunteer", "governor", "office", "dpo", "head", "supply", "it"])
def test_every_role_gets_an_answer(key: str) -> None:
    extra = {"role": "governor"} if key in ("dpo",) else {}
    page = read(answered(sign_in(key), f"{NAME} has a fair.", **extra))
    assert page.title.startswith("The answer")


@pytest.mark.parametrize("slug", SCHOOLS)
def test_parents_are_asked_and_never_told_of_a_consequence(slug: str) -> None:
    assert "parent" in ASKED
    parent = sign_in("parent", slug)
    page = read(answered(parent, "The head is a stupid liar", slug, told=told("content", "derogatory", "abusive")))
    assert "must not" not in page.text.split("Your draft")[0]
    assert "What if someone does it anyway?" not in page.text
    assert "isciplinary" not in page.text.split("Answered from")[0]


def test_a_complaint_is_pointed_to_the_complaints_process() -> None:
    page = read(answered(sign_in("parent"), "I am making a formal complaint about how the school treated us."))
    assert "complaints process" in page.text


def test_a_personal_draft_is_said_to_be_ones_own_affair() -> None:
    teacher = sign_in("teacher")
    assert "nobody can be asked to show it" in read(answered(teacher, "Lovely day")).text
    assert "your own affair" not in read(answered(teacher, "Lovely day", account="school-account")).text


def test_a_policy_that_asks_people_to_think_first_is_cited_beside_the_four_questions() -> None:
    for slug in SCHOOLS:
        page = read(answered(sign_in("head", slug), "Lovely day", slug))
        assert "Four questions before you post" in page.text
        cites = "RA-17" in page.text.split("Four questions before you post")[1]
        assert cites == (in_policy(slug) == "rattlesden"), slug


def in_policy(slug: str) -> str:
    return next(str(one["policy"]) for one in plan()["school"] if one["slug"] == slug)


def test_at_a_welsh_school_nothing_speaks_of_english_offices() -> None:
    slug = next(str(one["slug"]) for one in plan()["school"] if one["jurisdiction"] == "wales")
    teacher = sign_in("head", slug)
    pages = [teacher.get(f"/{slug}/check/"), send(teacher, "A fair", slug), answered(teacher, "A fair", slug)]
    for page in pages:
        assert "DSL" not in read(page).text
        assert "LADO" not in read(page).text
    assert "designated safeguarding person" in read(pages[0]).text


@pytest.mark.parametrize("label", vocabulary().facts["content"].values)
def test_each_label_of_content_reaches_a_clause_of_some_policy_and_leaves_with_it(label: str) -> None:
    for slug in SCHOOLS:
        for account in ("personal", "school-account"):
            if cited(slug, account, label) - cited(slug, account, ""):
                return
    pytest.fail(f"{label} is in no clause of any policy")


def cited(slug: str, account: str, label: str) -> set[str]:
    teacher, here = person("head", slug), school(slug)
    draft = Draft("Lovely day", "post", account, "", "facebook", "public", ("teacher",))
    with school_scope(here.pk):
        adopted = in_force(here)
        assert adopted is not None
        reading = read_draft(teacher, here, draft, timezone.now())
        facts = {name: value for name, value in reading.situation.facts.items() if name != "content"}
        reading = replace(reading, situation=replace(reading.situation, facts=facts))
        every = frozenset(vocabulary().facts["content"].values)
        has = frozenset({label} & every)
        said = Told("content", Partial(has=has, lacks=every - has), True)
        advice = advise(teacher, adopted, reading, [said], timezone.now())
    return {rule.clause for one in advice.answers for rule in one.decision.clauses}


def test_a_photo_is_never_taken_without_saying_whether_it_shows_pupils() -> None:
    teacher = sign_in("teacher")
    response = send(teacher, "Our garden", photo_1=photo())
    assert "Say whether a photo shows pupils." in read(response).text
    assert "Choose the photos again: none was kept." in read(response).text


def test_a_photo_travels_on_as_what_was_seen_of_it_and_what_its_file_told_is_shown() -> None:
    teacher = sign_in("teacher")
    page = send(teacher, "Our garden", photo_1=photo(note=b"Taken by Oliver"), alt_1="A garden", **PHOTO_OF_NOBODY)
    assert "Photo 1" in read(page).text
    assert "No face was noticed, which says nothing" in read(page).text or "People may be in" in read(page).text
    seen = carried(page)
    after = read(answered(teacher, "Our garden", **seen, **PHOTO_OF_NOBODY))
    assert "Photo 1" in after.text
    forged = answered(teacher, "Our garden", **seen | {"photos": seen["photos"][:-3] + "abc"}, **PHOTO_OF_NOBODY)
    assert forged.status_code == 400
    other = answered(sign_in("support"), "Our garden", **seen, **PHOTO_OF_NOBODY)
    assert other.status_code == 400


def test_a_file_that_is_no_photo_or_too_large_is_refused_in_a_sentence_and_the_words_are_kept() -> None:
    teacher = sign_in("teacher")
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'></svg>"
    drawing = SimpleUploadedFile("x.jpg", svg, content_type="image/jpeg")
    refused = send(teacher, "Our garden", photo_1=drawing, **PHOTO_OF_NOBODY)
    assert "SVG" in read(refused).text
    assert "Our garden" in refused.content.decode()
    large = SimpleUploadedFile("large.jpg", photo().read() + b"\0" * 26 * 3 * 1024 * 1024, content_type="image/jpeg")
    refused = send(teacher, "Our garden", photo_1=large, **PHOTO_OF_NOBODY)
    assert "larger than 25 MB" in read(refused).text
    assert "Our garden" in refused.content.decode()
