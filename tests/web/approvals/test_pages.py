"""The pages carry a request from the question to the yes, for those alone whom it concerns."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from gatepost.web.approvals import due, permissions
from gatepost.web.approvals.actions import asking
from gatepost.web.approvals.actions.asking import WAITS
from gatepost.web.approvals.kinds import KINDS, LONGEST, PUPIL_PHONE
from gatepost.web.approvals.models import PermissionRequest
from gatepost.web.record.models import Entry
from gatepost.web.schools.roles import ROLES
from gatepost.web.schools.scope import school_scope
from tests.pages import text
from tests.web.approvals.asked import PICTURES, POST, SCHOOL, asked_by, granted, with_pictures
from tests.web.browsing import BOTH, Enter, Size, follow, sound
from tests.web.cast import person, school, sign_in
from tests.web.people.switching import on

pytestmark = pytest.mark.usefixtures("database")

FORM = {"words": POST.words, "account": POST.account, "note": "Parents asked for it.", "wanted_by": "", "said_on": ""}
YES = {"decision": "yes", "words": "", "expires_on": "", "seen": "0"}


def asks(client: Any, slug: str = SCHOOL, **changes: str) -> str:
    """Sends the form, and returns where the request is."""
    answer = client.post(f"/{slug}/permissions/ask/event/", FORM | changes)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_a_teacher_asks_the_head_says_yes_with_a_condition_and_the_teacher_reads_it() -> None:
    teacher, head = sign_in("teacher", SCHOOL), sign_in("head", SCHOOL)
    chosen = teacher.post(f"/{SCHOOL}/permissions/ask/", {"kind": "event"})
    assert chosen.headers["Location"] == f"/{SCHOOL}/permissions/ask/event/"
    assert "CP-19" in teacher.get(chosen.headers["Location"]).content.decode()
    wrong = teacher.post(f"/{SCHOOL}/permissions/ask/event/", FORM | {"words": ""}).content.decode()
    assert "Say what you ask for" in wrong
    assert "Parents asked for it." in wrong
    where = asks(teacher)
    assert where in head.get(f"/{SCHOOL}/permissions/waiting/").content.decode()
    assert "request for permission waits" in head.get(f"/{SCHOOL}/").content.decode()
    page = head.get(where).content.decode()
    for shown in (POST.words, POST.account, "Parents asked for it.", "Callum Reeve", "3.9 (CP-19)"):
        assert shown in page
    assert head.post(where, YES | {"words": "Only for parents."}).status_code == 302
    answer = teacher.get(where).content.decode()
    for shown in ("Only for parents.", "Philippa Dunmore", "in writing", ">Yes<"):
        assert shown in answer
    assert "meanwhile" not in answer
    late = sign_in("cohead", SCHOOL).post(where, YES | {"seen": "1"}, follow=True)
    assert "This has been decided already: it was a yes." in late.content.decode()


def test_no_and_a_question_need_words_and_a_question_is_answered_once() -> None:
    teacher, head = sign_in("teacher", SCHOOL), sign_in("head", SCHOOL)
    where = asks(teacher)
    assert "Say why not" in head.post(where, YES | {"decision": "no"}).content.decode()
    assert "Write your question" in head.post(where, YES | {"decision": "back"}).content.decode()
    assert head.post(where, YES | {"decision": "back", "words": "Who is in it?"}).status_code == 302
    assert "A question about a permission" in teacher.get(f"/{SCHOOL}/").content.decode()
    assert "Who is in it?" in teacher.get(where).content.decode()
    assert teacher.post(f"{where}reply/", {"words": "Nobody."}).status_code == 302
    assert "Nobody." in head.get(where).content.decode()
    assert "No question waits" in teacher.post(f"{where}reply/", {"words": "Nobody."}).content.decode()
    assert head.post(where, YES | {"decision": "no", "words": "Wait a week."}).status_code == 302
    assert "Wait a week." in teacher.get(where).content.decode()
    assert "Wait a week." in head.get(asks(teacher, words="Our fair is on Monday.")).content.decode()  # last time


def test_a_yes_is_withdrawn_and_a_request_taken_back_from_their_pages() -> None:
    teacher, head = sign_in("teacher", SCHOOL), sign_in("head", SCHOOL)
    where = asks(teacher)
    head.post(where, YES)
    assert teacher.post(f"{where}withdraw/", {"words": "No."}).status_code == 404
    assert head.post(f"{where}withdraw/", {"words": "The fair is off."}).status_code == 302
    assert "The fair is off." in teacher.get(where).content.decode()
    again = asks(teacher)
    assert head.post(f"{again}take-back/").status_code == 404
    assert ">Taken back<" in teacher.post(f"{again}take-back/", follow=True).content.decode()
    assert "there is nothing to decide any more" in head.post(again, YES, follow=True).content.decode()


def test_whoever_says_yes_without_having_seen_a_no_sees_it_and_keeps_what_they_typed() -> None:
    where = asks(sign_in("teacher", SCHOOL))
    sign_in("head", SCHOOL).post(where, YES | {"decision": "no", "words": "Too soon."})
    cohead = sign_in("cohead", SCHOOL)
    page = cohead.post(where, YES | {"words": "Only for parents."}).content.decode()
    for shown in ("meanwhile", "Too soon.", "Only for parents.", 'name="seen" value="1"'):
        assert shown in page
    page = cohead.post(where, YES | {"words": "Only for parents.", "seen": "1"}, follow=True).content.decode()
    assert "Your yes is noted" in page


def test_only_the_asker_and_whoever_decides_can_open_it_and_a_denied_one_is_a_missing_one() -> None:
    with school_scope(school(SCHOOL).pk):
        request = asking.ask(person=person("teacher", SCHOOL), wanted=with_pictures())
    where = f"/{SCHOOL}/permissions/{request.pk}/"
    for key in ("teacher", "head", "cohead"):
        client = sign_in(key, SCHOOL)
        assert POST.words in client.get(where).content.decode()
        answer = client.get(f"{where}picture/1/")
        assert (answer.content, answer.headers["Content-Type"]) == (PICTURES[0], "image/jpeg")
        assert "no-store" in answer.headers["Cache-Control"]
    for key in ("chair", "office", "dsl", "parent"):
        client = sign_in(key, SCHOOL)
        for rest in ("", "picture/1/", "reply/"):
            with CaptureQueriesContext(connection) as denied:
                answer = client.get(f"{where}{rest}")
            with CaptureQueriesContext(connection) as missing:
                nothing = client.get(f"/{SCHOOL}/permissions/999999/{rest}")
            assert (answer.status_code, answer.content) == (404, nothing.content), (key, rest)
            assert len(denied) == len(missing), (key, rest)
    assert sign_in("head").get(f"/quillbrook/permissions/{request.pk}/").status_code == 404
    with school_scope(school(SCHOOL).pk):
        read = Entry.objects.filter(action="permission.read").values_list("actor", flat=True)
        assert set(read) == {person(key, SCHOOL).actor for key in ("head", "cohead")}


def test_whoever_decides_sees_the_words_for_those_who_cannot_see_a_picture_and_every_hidden_sign() -> None:
    told = with_pictures()
    hides = replace(told.asked, words="Our fair\u202e is\u200b on\r\nFriday.", alt_texts=("A st\u200ball.", ""))
    with school_scope(school(SCHOOL).pk):
        request = asking.ask(person=person("teacher", SCHOOL), wanted=replace(told, asked=hides, note="Se\u2066e."))
    where = f"/{SCHOOL}/permissions/{request.pk}/"
    page = sign_in("head", SCHOOL).get(where).content.decode()
    sign = '<span class="gp-unseen">[U+{}]</span>'.format
    assert f"Our fair{sign('202E')} is{sign('200B')} on<br>Friday." in page
    assert f"A st{sign('200B')}all.</span></figcaption>" in page
    assert f"Se{sign('2066')}e." in page
    assert page.count("<figcaption") == 2
    assert page.count("It has no words for those who cannot see it.") == 1
    assert "<title>Request: Mention an event" in page
    assert f"Request {request.pk}" not in page


def test_a_list_shows_nothing_of_what_was_written_and_nothing_of_another_school() -> None:
    teacher = sign_in("teacher", SCHOOL)
    asks(teacher)
    for client, page in ((teacher, ""), (sign_in("head", SCHOOL), "waiting/")):
        shown = client.get(f"/{SCHOOL}/permissions/{page}").content.decode()
        assert "Mention an event" in shown
        assert "fair" not in shown
    assert "Mention an event" not in sign_in("head").get("/quillbrook/permissions/waiting/").content.decode()
    assert "Mention an event" not in sign_in("teacher").get("/quillbrook/permissions/").content.decode()


def test_a_school_whose_policy_asks_for_nobodys_permission_says_so() -> None:
    client = sign_in("deputy", "larksend")
    assert "nothing to ask for" in client.get("/larksend/permissions/ask/").content.decode()
    page = client.post("/larksend/permissions/ask/event/", FORM).content.decode()
    assert "nothing to ask for" in page
    assert client.get("/larksend/permissions/ask/nonsense/").status_code == 404
    with school_scope(school("larksend").pk):
        assert PermissionRequest.objects.count() == 0


def test_a_headteacher_notes_a_yes_by_word_of_mouth() -> None:
    with school_scope(school(SCHOOL).pk):
        member = person("teacher", SCHOOL).membership_id
        own = person("head", SCHOOL).membership_id
    sent = {"member": str(member), "kind": "work-time", "asked": "The hospital.", "conditions": "", "expires_on": ""}
    head = sign_in("head", SCHOOL)
    where = head.post(f"/{SCHOOL}/permissions/note/", sent).headers["Location"]
    assert "by word of mouth" in sign_in("teacher", SCHOOL).get(where).content.decode()
    assert head.post(f"/{SCHOOL}/permissions/note/", sent | {"member": str(own)}).status_code == 200
    assert "No clause" in sign_in("head").get("/quillbrook/permissions/note/").content.decode()


def test_pages_ask_a_constant_number_of_queries() -> None:
    head, teacher = sign_in("head", SCHOOL), sign_in("teacher", SCHOOL)
    counts = []
    for number in (1, 6):
        with school_scope(school(SCHOOL).pk):
            for one in range(number):
                wanted = {"asked": with_words(f"{number} {one}")}
                asked_by(**wanted)
                granted("office", **wanted)
        with CaptureQueriesContext(connection) as asked:
            head.get(f"/{SCHOOL}/permissions/waiting/")
            teacher.get(f"/{SCHOOL}/permissions/")
            head.get(f"/{SCHOOL}/permissions/note/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def with_words(words: str) -> Any:
    return replace(POST, words=words)


def _photo(colour: str) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (1600, 900), colour).save(drawn, "JPEG")
    return drawn.getvalue()


@pytest.mark.browser
@BOTH
def test_a_request_and_its_yes_on_every_screen(enter: Enter, size: Size) -> None:
    with school_scope(school(SCHOOL).pk):
        before = asked_by("office")
        shown = asking.ask(person=person("dsl", SCHOOL), wanted=with_pictures(_photo("sienna"), _photo("teal")))
        asking.take_back(person=person("office", SCHOOL), request=before)
        granted("office", by="cohead")
    page = enter("teacher", size, SCHOOL, javascript=True)
    page.goto(f"/{SCHOOL}/permissions/")
    sound(page, "permissions-mine")
    follow(page.get_by_role("link", name="Ask for permission"))
    sound(page, "permissions-choose")
    page.get_by_label("Mention an event or activity of the school").check()
    follow(page.get_by_role("button", name="Continue"))
    sound(page, "permissions-ask")
    follow(page.get_by_role("button", name="Send"))
    sound(page, "permissions-ask-wrong")
    page.get_by_label("What exactly do you want to publish?").fill(POST.words)
    page.get_by_label("Where will it appear?").fill("The class blog")
    follow(page.get_by_role("button", name="Send"))
    sound(page, "permissions-asked")
    where = page.url
    head = enter("head", size, SCHOOL, javascript=True)
    head.goto(f"/{SCHOOL}/")
    follow(head.get_by_role("link", name="requests for permission wait"))
    sound(head, "permissions-waiting")
    head.goto(f"/{SCHOOL}/permissions/{shown.pk}/")
    sound(head, "permissions-with-pictures")
    assert head.locator("img").evaluate_all("found => found.map(one => one.naturalWidth)") == [1600, 1600]
    head.goto(where)
    sound(head, "permissions-decide")
    head.get_by_label("Yes", exact=True).check()
    head.get_by_label("Conditions, your reason for a no, or your question").fill("Only for parents.")
    follow(head.get_by_role("button", name="Save"))
    page.goto(where)
    assert "Only for parents." in page.locator("main").inner_text()
    sound(page, "permissions-granted")
    for name in ("note", "waiting"):
        head.goto(f"/{SCHOOL}/permissions/{name}/")
        sound(head, f"permissions-{name}-later")
    head.goto(f"/{SCHOOL}/school-accounts/")
    sound(head, "school-accounts")


PAGE = "docs/asking-permission.md"


def test_the_page_says_who_decides_and_how_long_things_last() -> None:
    said = " ".join(text(PAGE).split())
    assert ("for four weeks" in said, WAITS) == (True, timedelta(days=28))
    assert ("reminded every three days" in said, due.REMINDED_AFTER) == (True, timedelta(days=3))
    assert ("two weeks before" in said, due.ENDS_SOON) == (True, timedelta(days=14))
    assert ("A year after" in said, due.KEPT) == (True, timedelta(days=365))
    assert ("never for longer than a year" in said, LONGEST) == (True, timedelta(days=366))
    assert ("four pictures" in said, asking.MOST_PICTURES) == (True, 4)
    assert ("6 MB" in said, asking.LARGEST_PICTURE) == (True, 6 * 1024 * 1024)
    assert ("everybody but the data protection officer" in said, set(ROLES) - permissions.ASK) == (True, {"dpo"})
    for kind in KINDS.values():
        assert f"| {kind.title} |" in said
        assert f"| {kind.lasts.days} days |" in said


def test_a_yes_to_a_pupils_phone_leads_the_headteacher_to_the_list_of_phones_where_it_is_kept() -> None:
    told = {"words": "Una Vane, Owls: she walks home alone.", "note": "", "wanted_by": "", "said_on": ""}
    asked = sign_in("parent", SCHOOL).post(f"/{SCHOOL}/permissions/ask/{PUPIL_PHONE}/", told)
    where, phones = str(asked.headers["Location"]), f'href="/{SCHOOL}/phones/"'
    head = sign_in("head", SCHOOL)
    said = head.post(where, YES, follow=True).content.decode()
    assert "Pupils’ phones" not in said
    assert "on the list of the class" not in head.get(where).content.decode()  # the school keeps none
    with school_scope(school(SCHOOL).pk):
        on("phones", SCHOOL)
    shown = head.get(where).content.decode()
    assert "on the list of the class" in shown
    assert phones in shown
    assert "on the list of the class" not in sign_in("parent", SCHOOL).get(where).content.decode()
    again = sign_in("parent", SCHOOL).post(f"/{SCHOOL}/permissions/ask/{PUPIL_PHONE}/", told | {"words": "Una too."})
    answered = head.post(str(again.headers["Location"]), YES, follow=True).content.decode()
    assert "Note it in Pupils’ phones for the child as well." in answered
