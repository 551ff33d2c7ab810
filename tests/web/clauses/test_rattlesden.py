"""Rattlesden's clauses on the pages of drafts, news that is not out and photo consents: who goes there, the clause on
the page, and the fact that takes it away. The tests of a module share one database.
"""

from datetime import timedelta
from typing import Any

from gatepost.web.checks.models import HeldDraft
from gatepost.web.consents.purposes import from_code
from gatepost.web.operations.tick import tick
from gatepost.web.record.models import Entry
from tests.web.checks.drafting import photo
from tests.web.clauses.here import EVENING, Here, Seen
from tests.web.consents.families import adult, consents, pupil, says

SCHOOL = "tamberley"
NOT_ALLOWED, AGAINST = "Not allowed", "Advised against"
OFFICIAL: dict[str, Any] = {"account": "school-account", "platform": "x"}
CONFIDENCE = "Between us, this is confidential: a family at our school is being visited by social services."


def test_ra_02_what_is_confidential_is_advised_against_in_a_hint_too(here: Here) -> None:
    page = here.checks("teacher", CONFIDENCE, answers={"content.confidential": "yes"})
    page.cites("RA-02", AGAINST, "“this is confidential”", "A hint can do that as surely as a name.")
    here.checks("teacher", CONFIDENCE, answers={"content.confidential": "no"}).rests_not_on("RA-02")
    here.checks("parent", CONFIDENCE).rests_not_on("RA-02")  # no staff


def test_ra_03_a_draft_that_pre_empts_the_head_is_stopped_until_the_hour_of_its_audience(here: Here) -> None:
    words = "Such sad news: Mrs Hill is retiring!"
    here.checks("teacher", words).rests_not_on("RA-03")
    times = {
        "staff": "now",
        "parents": "until",
        "parents_day": "2026-03-04",
        "parents_hour": "12:00",
        "public": "until",
        "public_day": "2026-03-05",
        "public_hour": "12:00",
    }
    told = {"title": "Mrs Hill goes", "phrases": "Mrs Hill retires", "roles": [], "members": []}
    here.sees("head", "releases/note/", **told, **times).says("It is held.", "Mrs Hill goes")
    stopped = here.checks("teacher", words)
    stopped.cites("RA-03", NOT_ALLOWED, "It is for the Headteacher to say when information", "ask the Headteacher")
    stopped.says_not("Mrs Hill goes")  # she is told that there is something, and not what
    to_parents = {"platform": "approved-channel", "audience": "private-group"}
    here.checks("teacher", words, **to_parents).cites("RA-03", NOT_ALLOWED)
    with here.at(EVENING + timedelta(days=1)) as wednesday:
        wednesday.checks("teacher", words, **to_parents).rests_not_on("RA-03")
        wednesday.checks("teacher", words).cites("RA-03", NOT_ALLOWED)
    with here.at(EVENING + timedelta(days=2)) as thursday:
        thursday.checks("teacher", words).rests_not_on("RA-03")


def test_ra_06_naming_the_school_is_advised_against_unless_it_is_needed(here: Here) -> None:
    words = "Another day at Tamberley Church of England Primary School."
    page = here.checks("teacher", words, answers={"necessary": "no"})
    page.cites("RA-06", AGAINST, "This is the school's name.", "telling people of a school event does")
    here.checks("teacher", words, answers={"necessary": "yes"}).rests_not_on("RA-06")
    here.checks("teacher", "Another day at work.").rests_not_on("RA-06")


def test_ra_07_words_in_a_bad_light_are_stopped_for_friends_only_too(here: Here) -> None:
    words = "What a useless shower they are, idiots."
    for audience in ("friends", "public"):
        page = here.checks("teacher", words, audience=audience, answers={"content.derogatory": "yes"})
        page.cites("RA-07", NOT_ALLOWED, "not even where only your friends can read it")
    said = {"content.derogatory": "no", "content.abusive": "no"}
    here.checks("teacher", words, audience="friends", answers=said).rests_not_on("RA-07")


def test_ra_13_talk_with_a_parent_about_a_child_in_ones_class_goes_over_approved_channels(here: Here) -> None:
    words = "Your daughter did well today."
    said = {"target": "parent", "about-child-in-class": "yes"}
    alone = {"action": "message", "audience": "one-person"}
    page = here.checks("teacher", words, platform="messaging-app", answers=said, **alone)
    page.cites(
        "RA-13", NOT_ALLOWED, "Tapestry, school email, Gateway or SchoolComms", "channel the school has approved"
    )
    here.checks("teacher", words, platform="approved-channel", **alone).rests_not_on("RA-13")
    other = {"target": "parent", "about-child-in-class": "no"}
    here.checks("teacher", words, platform="messaging-app", answers=other, **alone).rests_not_on("RA-13")


def test_ra_17_four_questions_stand_before_a_post_and_doubt_holds_it_48_hours_and_asks_again(here: Here) -> None:
    page = here.checks("teacher", "Lovely day", answers={"in-doubt": "yes"})
    page.cites("RA-17", "Wait first", "48 hours", "let it rest, and see after 48 hours")
    page.says("Four questions before you post", "The policy asks you to think first:", "actions (RA-17)")
    here.checks("teacher", "Lovely day", answers={"in-doubt": "no"}).rests_not_on("RA-17")
    page = here.checks("teacher", "Lovely day", answers={"in-doubt": "yes"}, do="hold")
    page.says("It rests until 5 March 2026, 18:00. Then you are asked once.")
    with here.inside():
        (held,) = HeldDraft.objects.all()
    with here.at(EVENING + timedelta(hours=47)) as before:
        tick()
        before.sees("teacher", f"check/held/{held.sealed_at}/").says_not("Do you still want it?")
    with here.at(EVENING + timedelta(hours=49)) as after:
        tick()
        after.sees("teacher", "").says("A draft of yours is waiting")
        after.sees("teacher", f"check/held/{held.sealed_at}/").says("It has rested. Do you still want it?")


def test_ra_20_only_children_whose_parents_agreed_in_writing_appear(here: Here) -> None:
    with consents(here.slug):
        child = pupil("Merrily", here.slug)
        mother = adult(child, "Hester", slug=here.slug)
    on_x = from_code("x/photo/none")

    def shows_merrily(**changed: Any) -> Seen:
        taken = {"pupils": "yes", "shows": ["none-of-these"], "setting": "school-event", **OFFICIAL, **changed}
        return here.checks("teacher", "Our fair", photos=[photo()], children=[child.pk], **taken)

    shows_merrily().cites("RA-20", NOT_ALLOWED, "Do not publish pictures of:", "Merrily Vane", "permission in writing")
    with consents(here.slug):
        says(child, mother, True, on_x, here.slug)
    shows_merrily().rests_not_on("RA-20").says_not("Do not publish pictures of:")
    shows_merrily(platform="facebook").cites("RA-20", NOT_ALLOWED)  # nobody was asked about that
    named = {"answers": {"appearance-consent": "no"}, **OFFICIAL}
    here.checks("teacher", "Well done Merrily Vane!", **named).cites("RA-20", NOT_ALLOWED)
    work = {"photos": [photo()], "pupils": "no", "shows": ["screen-or-paper"], "setting": "school-premises"}
    here.checks("teacher", "A drawing", **work, **named).cites("RA-20", NOT_ALLOWED)
    here.checks("teacher", "A drawing", **{**work, "shows": ["none-of-these"]}, **OFFICIAL).rests_not_on("RA-20")


def test_ra_21_no_name_is_put_to_a_photograph(here: Here) -> None:
    with consents(here.slug):
        pupil("Ottoline", here.slug, surname="Featherby")
    taken = {"pupils": "no", "shows": ["none-of-these"], "setting": "school-event", **OFFICIAL}
    for told in (
        {"text": "Well done Ottoline Featherby!", "photos": [photo()], "answers": {"name-beside-photo": "yes"}},
        {"text": "Well done!", "photos": [photo()], "alts": ["Ottoline Featherby"]},
        {"text": "Well done!", "photos": [photo(name="Ottoline Featherby.jpg")]},
    ):
        page = here.checks("teacher", **told, **taken)
        page.cites("RA-21", NOT_ALLOWED, "no name is put to a photograph")
    here.checks("teacher", "Well done!", photos=[photo()], alts=["A stall"], **taken).rests_not_on("RA-21")
    unofficial = {**taken, "account": "personal"}
    here.checks("teacher", "Well done Ottoline Featherby!", photos=[photo()], **unofficial).rests_not_on("RA-21")


def test_ra_22_the_schools_account_gives_no_personal_view(here: Here) -> None:
    words = "In my opinion the council has got this badly wrong, I think it is a terrible idea."
    page = here.checks("teacher", words, answers={"content.personal-opinion": "yes"}, **OFFICIAL)
    page.cites("RA-22", NOT_ALLOWED, "a personal view", "The account gives no teacher's personal view.")
    here.checks("teacher", words, answers={"content.personal-opinion": "no"}, **OFFICIAL).rests_not_on("RA-22")
    here.checks("teacher", words).rests_not_on("RA-22")  # their own account


def test_ra_25_a_personal_check_is_voluntary_and_unseen_and_a_confidence_is_protected(here: Here) -> None:
    with here.inside():
        entries = Entry.objects.count()
    page = here.checks("teacher", CONFIDENCE, answers={"content.confidential": "yes"})
    page.says("your own affair: that you checked it is neither stored nor counted, and nobody can be asked to show it")
    page.says("What the policy says of personal and official use: aims (RA-25)")
    page.says("Speak about it only with those at school who need to know.")
    with here.inside():
        assert Entry.objects.count() == entries
    for path in ("", "record/entries/"):
        here.sees("head", path).says_not("social services")
    official = here.checks("teacher", "Lovely day", **OFFICIAL)
    official.says_not("your own affair", "(RA-25)")
