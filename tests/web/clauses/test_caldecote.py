"""Caldecote's clauses on the pages of drafts, requests, family links and phones: who goes there, the clause on the
page, and the fact that takes it away. The tests of a module share one database.
"""

from datetime import timedelta

from gatepost.web.approvals.models import PermissionRequest
from gatepost.web.people.models import FamilyLink
from gatepost.web.phones.models import Ban
from gatepost.web.phones.queries import classes
from gatepost.web.schools.person import today
from tests.web.cast import person
from tests.web.checks.drafting import photo
from tests.web.clauses.here import LESSON, Here
from tests.web.consents.families import pupil
from tests.web.people.switching import on

SCHOOL = "wrenmoor"
NOT_ALLOWED, FIRST, AGAINST = "Not allowed", "Permission first", "Advised against"
ASKED_NOT_TO = "The school asks you not to"
RUDE = "Mr Reeve is a useless idiot and a liar."
RUNS_DOWN = {"content.derogatory": "yes", "mentions.staff": "yes"}
HARMLESS = {"content.derogatory": "no", "content.abusive": "no"}
HATEFUL = "All those gypsies at our school should be thrown out, vermin."
UNLAWFUL = {
    RUDE: RUNS_DOWN,
    HATEFUL: {"content.discriminatory": "yes", "mentions.school": "yes"},
    "I scanned the whole phonics workbook, our school has it now.": {
        "content.copyright": "yes",
        "mentions.school": "yes",
    },
    "Our head was dealing drugs in the car park last night": {"content.illegal": "yes", "mentions.staff": "yes"},
}
SPORTS_DAY = "Sports day is on {}."
EVENT = {"mentions.school-event": "yes"}


def test_cp_01_a_derogatory_word_to_one_person_or_on_a_private_profile_counts_as_published(here: Here) -> None:
    alone = {"action": "message", "audience": "one-person", "platform": "messaging-app"}
    for told in (alone, {"audience": "friends"}):
        page = here.checks("parent", RUDE, answers=RUNS_DOWN, **told)
        page.cites("CP-11", ASKED_NOT_TO).cites("CP-01", "", "to a single reader or only onto a profile kept private")
        page.says("Telling even one other person counts as publishing.")
    here.checks("parent", RUDE, answers=HARMLESS, **alone).rests_not_on("CP-01").rests_not_on("CP-11")


def test_cp_06_own_use_in_working_time_needs_a_yes_which_lasts_whatever_is_written(here: Here) -> None:
    words = "Lovely day by the sea."
    private = {"purpose": "private"}
    with here.at(LESSON) as morning:
        page = morning.checks("teacher", words, answers=private)
        page.cites("CP-06", FIRST, "unless a Headteacher has allowed it", "A yes to this is bound to no draft.")
        asking = "permissions/ask/work-time/"
        assert f"/{here.slug}/{asking}" in page.html
        morning.sees("teacher", asking).says("(CP-06)")
        request = _asked(morning, "teacher", asking, words="To answer the hospital between lessons.")
        morning.checks("teacher", words, answers=private).cites("CP-06", FIRST)
        morning.grants(request)
        for one in (words, "Something else."):
            page = morning.checks("teacher", one, answers=private)
            page.rests_not_on("CP-06").says("Permission under clause CP-06 (worktime) is held.")
        morning.checks("head", words, answers=private).cites("CP-06", FIRST)  # somebody else's yes
    here.checks("head", words).rests_not_on("CP-06")  # in the evening


def _asked(here: Here, key: str, path: str, **told: str) -> PermissionRequest:
    here.sees(key, path, **{"note": "", "wanted_by": "", "said_on": "", **told}).says("Sent.")
    return here.latest_request()


def test_cp_07_an_account_for_a_service_is_approved_before_it_goes_live(here: Here) -> None:
    situation = "open-an-account-for-my-class"
    page = here.may_i("teacher", situation, capacity="school-service")
    page.cites("CP-07", FIRST, "gets a Headteacher's approval before it starts")
    asking = "permissions/ask/new-account/"
    here.sees("teacher", asking).says("(CP-07)")
    request = _asked(here, "teacher", asking, words="News of the Owls.", platform="Blog", handle="Wrenmoor Owls")
    here.sees("head", "school-accounts/").says_not("Wrenmoor Owls")
    here.sees("teacher", "check/").says_not("Blog: Wrenmoor Owls")
    here.grants(request)
    here.sees("head", "school-accounts/").says("Wrenmoor Owls", "News of the Owls.")
    here.sees("teacher", "check/").says("Blog: Wrenmoor Owls")
    here.may_i("teacher", "something-else", action="open-account", capacity="outside-body").rests_not_on("CP-07")


def test_cp_10_the_freedom_to_speak_is_explained_where_a_draft_is_stopped(here: Here) -> None:
    page = here.checks("parent", RUDE, answers=RUNS_DOWN)
    page.cites("CP-10", "", "Freedom of expression protects only what is lawful.", "other people's rights")
    here.checks("parent", RUDE, answers=HARMLESS).rests_not_on("CP-10")


def test_cp_11_what_could_bring_a_claim_for_damages_is_stopped(here: Here) -> None:
    for words, said in UNLAWFUL.items():
        page = here.checks("teacher", words, answers=said)
        page.cites("CP-11", NOT_ALLOWED, "breach of copyright or of data protection")
        here.checks("teacher", words, answers={**said, next(iter(said)): "no"}).rests_not_on("CP-11")
    swears = "Fuck off the lot of you at our school"
    here.checks("parent", swears, answers={"mentions.school": "yes"}).cites("CP-11", ASKED_NOT_TO)
    here.checks("parent", "The lot of you at our school").rests_not_on("CP-11")
    with here.inside():
        pupil("Peregrine", here.slug, surname="Ashdowne")
    here.checks("teacher", "Peregrine Ashdowne lives at 12 Mill Lane, CB23 7XT").cites("CP-11", NOT_ALLOWED)
    here.checks("teacher", "Peregrine Ashdowne lives on a hill").rests_not_on("CP-11")


def test_cp_12_selling_beside_the_schools_name_is_stopped(here: Here) -> None:
    words = "Wrenmoor Community Primary School does well. My cakes are for sale, £12 each, message me to order."
    page = here.checks("parent", words, answers={"content.commercial": "yes"})
    page.cites("CP-12", ASKED_NOT_TO, "own financial interests, a business or a personal campaign")
    here.checks("parent", words, answers={"content.commercial": "no"}).rests_not_on("CP-12")
    alone = words.split(". ", 1)[1]  # it has nothing to do with the school any more
    said = {"content.commercial": "yes", "uses": ["none-of-these"]}
    here.checks("teacher", alone, answers=said).rests_not_on("CP-12")


def test_cp_13_hateful_words_are_stopped(here: Here) -> None:
    said = {"content.discriminatory": "yes", "mentions.school": "yes"}
    page = here.checks("teacher", HATEFUL, answers=said)
    page.cites("CP-13", NOT_ALLOWED, "Nobody is to be abusive or hateful", "This wishes people away or harmed")
    said = {"content.discriminatory": "no", "content.abusive": "no"}
    here.checks("teacher", HATEFUL, answers=said).rests_not_on("CP-13")


def test_cp_16_discussing_school_matters_is_stopped_and_a_yes_to_a_name_does_not_lift_it(here: Here) -> None:
    words = "The staffing cuts are wrong. Sports day is on Friday."
    matter = {"mentions.school-matter": "yes", **EVENT}
    page = here.checks("teacher", words, answers=matter)
    page.cites("CP-16", NOT_ALLOWED, "This discusses how the school is run.", "no advice is given on them there")
    page.cites("CP-19", FIRST)
    request = here.asks("teacher", words, answers=matter)
    assert request.clauses == ["CP-19"]
    here.grants(request)
    page = here.checks("teacher", words, answers=matter).cites("CP-16", NOT_ALLOWED)
    page.rests_not_on("CP-19").says("Asked and granted: CP-19")
    here.checks("teacher", SPORTS_DAY.format("Monday"), answers=EVENT).rests_not_on("CP-16")  # a bare name


def test_cp_18_an_employee_does_not_speak_as_the_school(here: Here) -> None:
    words = "Speaking on behalf of our school: we welcome the news."
    page = here.checks("teacher", words, answers={"content.claims-to-represent": "yes"})
    page.cites("CP-18", AGAINST, "A reader would take this as the school speaking.")
    here.checks("teacher", words, answers={"content.claims-to-represent": "no"}).rests_not_on("CP-18")
    here.checks("parent", words).rests_not_on("CP-18")  # no employee


def test_cp_19_naming_people_and_events_needs_a_yes_that_is_for_these_words(here: Here) -> None:
    words = SPORTS_DAY.format("Tuesday")
    here.checks("teacher", words, answers=EVENT).cites("CP-19", FIRST, "until a Headteacher has been asked beforehand")
    request = here.asks("teacher", words, answers=EVENT)
    here.checks("teacher", words, answers=EVENT).cites("CP-19", FIRST)
    here.grants(request)
    here.checks("teacher", words, answers=EVENT).rests_not_on("CP-19").says("Asked and granted: CP-19")
    here.checks("teacher", f"{words}!", answers=EVENT).cites("CP-19", FIRST)
    with here.inside():
        pupil("Tobiah", here.slug, surname="Wintersgill")
    here.checks("teacher", "Well done Tobiah Wintersgill").cites("CP-19", FIRST)
    here.checks("teacher", "Well done everybody").rests_not_on("CP-19")


def test_cp_24_a_declared_family_link_lifts_the_contact_rules_and_an_undeclared_one_does_not(here: Here) -> None:
    with here.inside():
        on("family-links", here.slug)
    told = {"target": "pupil", "device": "own", "place": "off-premises"}
    page = here.may_i("teacher", "stay-friends", **told)
    page.cites("CP-17", NOT_ALLOWED).cites("CP-22", NOT_ALLOWED).rests_not_on("CP-24")
    page.says("Is the other person one of your family?", "declare a family link")
    alike = {**told, "target": "other-child"}
    here.may_i("teacher", "stay-friends", **alike).says_not("Is the other person one of your family?")
    statement = {"relationship": "child", "statement": "She is my daughter, and we follow each other."}
    here.sees("teacher", "family-links/declare/", other_name="Emily Reeve", other_is="pupil", **statement)
    here.may_i("teacher", "stay-friends", **told).cites("CP-17", NOT_ALLOWED).rests_not_on("CP-24")  # not noted yet
    with here.inside():
        link = FamilyLink.objects.get()
    noted = {"decision": "note", "review_on": (today() + timedelta(days=300)).isoformat(), "words": ""}
    here.sees("head", f"family-links/{link.pk}/", **noted)
    here.sees("teacher", "family-links/").says("Emily Reeve")
    page = here.may_i("teacher", "stay-friends", family_link="declared", **told)
    page.cites("CP-24", "Allowed").rests_not_on("CP-17").rests_not_on("CP-22").says("CP-17", "CP-22")
    with here.at(LESSON) as morning:
        at_work = {**told, "device": "school", "family_link": "declared"}
        morning.may_i("teacher", "stay-friends", **at_work).cites("CP-24", AGAINST)
    young = here.may_i(None, "go-on-social-media-at-home", role="pupil", own_age="3-12")
    young.cites("CP-30", NOT_ALLOWED)


def test_cp_32_a_pupils_phone_needs_permission_and_handing_in_and_a_need_outranks_it(here: Here) -> None:
    with here.inside():
        on("phones", here.slug)
        child = pupil("Una", here.slug, surname="Vane").pk
    where = f"phones/children/{child}/"
    clause = "5.3 (CP-32)"
    here.sees("teacher", where).says(clause, "What our policy says", "on silent and with its internet")
    here.sees("head", "permissions/ask/pupil-phone/").says("(CP-32)")
    here.may_i(None, "use-my-phone-at-school", role="pupil").cites("CP-32", FIRST, "office", "silent", "internet")
    until = (today() + timedelta(days=30)).isoformat()
    here.sees("head", f"{where}permit/", reason="alone", note="", until=until).says("The child may bring a phone.")
    here.sees("teacher", f"phones/hand-in/?class={_place(here)}", child=child)
    page = here.sees("teacher", where).says("Yes, if the phone is handed in, silent and with its internet off.")
    page.says(clause, "If this is not kept", "a complete ban").says_not("must not")
    page.says(f"Hand in the phone at the school office at the start of the day: clause {clause}", "Collect the phone")
    page.says("Switch the phone silent throughout", "Switch the internet off throughout")
    dsl = person("dsl", here.slug).membership_id
    looked = {"considered_by": dsl, "need": "none", "need_words": "Asked the family."}
    ban = {"of": "phone", "starts": today().isoformat(), "until": until, "why": "It was not handed in.", **looked}
    here.sees("head", f"{where}ban/", **ban).says("The ban stands.", clause)
    kept = {"reason": "need", "keeps": "on", "note": "Glucose readings.", "until": until}
    here.sees("head", f"{where}permit/", **kept).says("that outranks the rules on phones").says_not(clause)


def _place(here: Here) -> int:
    """The number by which the pages of phones know the class of the tests."""
    with here.inside():
        return next(room.place for room in classes(person("teacher", here.slug)) if room.name == "Owls")


def test_cp_35_getting_round_the_firewall_costs_a_pupil_the_schools_equipment(here: Here) -> None:
    page = here.may_i(None, "get-round-the-filter", role="pupil")
    page.cites("CP-35", NOT_ALLOWED, "no use of school ICT equipment except under close supervision")
    here.may_i(None, "get-round-the-filter", role="teacher").rests_not_on("CP-35")
    with here.inside():
        on("phones", here.slug)
        child, dsl = pupil("Piers", here.slug, surname="Outram").pk, person("dsl", here.slug).membership_id
    where, until = f"phones/children/{child}/", (today() + timedelta(days=30)).isoformat()
    here.sees("teacher", where).says_not("(CP-35)")
    looked = {"considered_by": dsl, "need": "none", "need_words": "Asked the family."}
    ban = {"of": "ict", "starts": today().isoformat(), "until": until, "why": "A proxy.", **looked}
    page = here.sees("head", f"{where}ban/", **ban).says("The ban stands.", "5.6 (CP-35)")
    page.says("The school’s ICT equipment, except under close supervision")
    here.sees("teacher", "phones/").says("Piers Outram")
    with here.inside():
        made = Ban.objects.get(child_id=child)
    here.sees("head", f"phones/bans/{made.pk}/lift/", go="on").says("The ban is lifted.").says_not("(CP-35)")


def test_cp_48_pictures_of_other_peoples_children_at_an_event_stay_off(here: Here) -> None:
    taken = {"photos": [photo()], "setting": "school-event"}
    page = here.checks("parent", "Sports day!", pupils="yes", shows=["own-child"], **taken)
    page.cites("CP-48", ASKED_NOT_TO, "any pupils but the parent's own children")
    here.checks("parent", "Sports day!", pupils="no", shows=["other-child"], **taken).cites("CP-48", ASKED_NOT_TO)
    here.checks("parent", "Sports day!", pupils="no", shows=["own-child"], **taken).rests_not_on("CP-48")


def test_cp_49_a_parents_words_that_harm_the_schools_name_are_advised_against(here: Here) -> None:
    words = "The school is a disgrace, the teachers are useless."
    page = here.checks("parent", words, answers={"content.disreputable": "yes"})
    page.cites("CP-49", "The school advises against it", "A reader could think less of the school")
    said = {"content.disreputable": "no", "content.derogatory": "no"}
    here.checks("parent", words, answers=said).rests_not_on("CP-49")


def test_cp_50_a_parents_complaint_is_offered_the_official_channels(here: Here) -> None:
    words = "I am making a formal complaint about how the school treated us."
    page = here.checks("parent", words, answers={"content.complaint": "yes"})
    page.cites("CP-50", "Something to do", "the Parent Forum, or the Complaints Procedure", "complaints process")
    page.says("You may report the complaint to the class teacher (if nobody answers: the Headteacher)")
    here.checks("parent", words, answers={"content.complaint": "no"}).rests_not_on("CP-50")
