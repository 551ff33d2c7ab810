"""Llandough's clauses on the pages of a draft and of photo consents: who goes there, the clause on the page, and the
fact that takes it away. The tests of a module share one database.
"""

from typing import Any

from gatepost.web.consents.purposes import from_code
from tests.web.checks.drafting import photo
from tests.web.clauses.here import Here, Seen
from tests.web.consents.families import adult, consents, pupil, says

SCHOOL = "abercelydd"
NOT_ALLOWED = "Not allowed"
ON_WEBSITE = from_code("website/photo/none")


def test_ll_07_what_is_confidential_to_anyone_of_school_or_council_is_stopped(here: Here) -> None:
    words = "Between us, this is confidential: a family at our school is being visited by social services."
    page = here.checks("teacher", words, answers={"content.confidential": "yes"})
    page.cites("LL-07", NOT_ALLOWED, "“this is confidential”", "confidential to the council or the school")
    here.checks("teacher", words, answers={"content.confidential": "no"}).rests_not_on("LL-07")
    here.checks("governor", words).rests_not_on("LL-07")  # no employee


def test_ll_08_running_down_the_school_its_people_or_the_council_is_stopped(here: Here) -> None:
    words = "{} is an idiot and a liar."
    for who, what in {
        "Mrs Pugh, the head of our school,": "staff",
        "Every councillor at the county council": "council",
    }.items():
        said = {"content.derogatory": "yes", f"mentions.{what}": "yes"}
        page = here.checks("teacher", words.format(who), answers=said)
        page.cites("LL-08", NOT_ALLOWED, "This runs somebody down.", "good name of the school or the council")
    drunk = "Got so drunk last night, went to work with a hangover and did nothing all day"
    here.checks("teacher", drunk, answers={"content.disreputable": "yes"}).cites("LL-08", NOT_ALLOWED)
    here.checks("teacher", drunk, answers={"content.disreputable": "no"}).rests_not_on("LL-08")


def test_ll_10_an_unsuitable_picture_of_staff_or_pupils_is_stopped(here: Here) -> None:
    pictured: dict[str, Any] = {"photos": [photo()], "pupils": "no", "shows": ["staff"]}
    for setting in ("school-premises", "school-activity"):
        page = here.checks("teacher", "A day", setting=setting, answers={"image-unsuitable": "yes"}, **pictured)
        page.cites("LL-10", NOT_ALLOWED, "that could be found unsuitable or give offence")
        here.checks("teacher", "A day", setting=setting, answers={"image-unsuitable": "no"}, **pictured).rests_not_on(
            "LL-10"
        )
    here.checks("teacher", "A day", setting="elsewhere", **pictured).rests_not_on("LL-10")


def test_ll_11_a_picture_that_may_show_pupils_needs_a_parents_permission_and_no_no_of_the_child(here: Here) -> None:
    with consents(here.slug):
        child = pupil("Olwen", here.slug)
        mother = adult(child, "Bethan", slug=here.slug)

    def shows_olwen() -> Seen:
        taken = {"pupils": "yes", "shows": ["none-of-these"], "setting": "school-premises"}
        return here.checks(
            "teacher",
            "Our hall",
            photos=[photo()],
            children=[child.pk],
            account="school-account",
            platform="website",
            **taken,
        )

    shows_olwen().cites("LL-11", NOT_ALLOWED, "Do not publish pictures of:", "Olwen Vane", "even by accident")
    with consents(here.slug):
        says(child, mother, True, ON_WEBSITE, here.slug)
    shows_olwen().rests_not_on("LL-11").says_not("Do not publish pictures of:")
    with consents(here.slug):
        says(child, None, False, ON_WEBSITE, here.slug)  # her own no
    shows_olwen().cites("LL-11", NOT_ALLOWED, "Olwen Vane")
    grounds = {"photos": [photo()], "pupils": "no", "shows": ["school-grounds"], "setting": "school-premises"}
    here.checks("teacher", "The bins", answers={"image-unsuitable": "yes"}, **grounds).cites("LL-11", NOT_ALLOWED)
    here.checks("teacher", "The bins", answers={"image-unsuitable": "no"}, **grounds).rests_not_on("LL-11")


def test_ll_17_before_every_public_post_people_are_advised_to_think_twice(here: Here) -> None:
    page = here.checks("teacher", "Lovely day", audience="public")
    page.cites("LL-17", "Allowed with care", "bear in mind how their views may be taken")
    page.says("Four questions before you post", "The policy asks you to think first: 13 (LL-17).")
    here.checks("teacher", "Lovely day", audience="friends").rests_not_on("LL-17")
