"""Safe use's clauses on the pages of a draft: who checks what, the clause on the page, and the fact that takes it
away. The tests of a module share one database.
"""

from tests.web.checks.drafting import photo
from tests.web.clauses.here import Here

SCHOOL = "larksend"
NOT_ALLOWED, ASKED_NOT_TO = "Not allowed", "The school asks you not to"
RUDE = "Mrs Calloway is a stupid fat cow"
HARMFUL = {"content.derogatory": "yes", "mentions.staff": "yes"}
HARMLESS = {"content.derogatory": "no", "content.abusive": "no"}
DISGRACE = "Our school is a disgrace, the worst school ever."


def test_su_03_words_that_hurt_somebody_of_the_school_are_stopped(here: Here) -> None:
    page = here.checks("parent", RUDE, answers=HARMFUL)
    page.cites("SU-03", ASKED_NOT_TO, "This runs somebody down.", "may hurt or damage somebody else")
    here.checks("parent", RUDE, answers=HARMLESS).rests_not_on("SU-03")


def test_su_04_words_that_harm_the_schools_name_are_stopped(here: Here) -> None:
    page = here.checks("deputy", DISGRACE, answers={"content.disreputable": "yes"})
    page.cites("SU-04", NOT_ALLOWED, "A reader could think less of the school", "good name unharmed")
    here.checks("deputy", "The hall is cold.").rests_not_on("SU-04")


def test_su_05_what_outsiders_could_use_is_flagged_even_for_a_private_audience(here: Here) -> None:
    words = "The budget: our school is 40,000 in the red and two jobs will go."
    for audience in ("private-group", "one-person", "public"):
        page = here.checks("deputy", words, audience=audience, answers={"content.business-sensitive": "yes"})
        page.cites("SU-05", NOT_ALLOWED, "A small or private audience is no safeguard")
        page.rests_not_on("SU-04")
    here.checks("deputy", words, answers={"content.business-sensitive": "no"}).rests_not_on("SU-05")


def test_su_10_a_comment_or_picture_that_hurts_somebody_is_kept_back(here: Here) -> None:
    page = here.checks("parent", RUDE, action="comment", answers=HARMFUL)
    page.cites("SU-10", ASKED_NOT_TO, "to keep back any comment, picture or other material")
    pictured = {"photos": [photo()], "pupils": "no", "shows": ["staff"], "setting": "elsewhere"}
    page = here.checks("parent", "The party", answers={"image-unsuitable": "yes"}, **pictured)
    page.cites("SU-10", ASKED_NOT_TO).rests_not_on("SU-03")
    here.checks("parent", "The party", answers={"image-unsuitable": "no"}, **pictured).rests_not_on("SU-10")
    here.checks("parent", RUDE, action="comment", answers=HARMLESS).rests_not_on("SU-10")


def test_su_11_a_comment_that_injures_the_schools_reputation_is_stopped(here: Here) -> None:
    page = here.checks("deputy", DISGRACE, action="comment", answers={"content.disreputable": "yes"})
    page.cites("SU-11", NOT_ALLOWED, "no material that would injure its reputation")
    here.checks("deputy", "The hall is cold.", action="comment").rests_not_on("SU-11")


def test_su_14_a_draft_that_is_a_complaint_is_pointed_to_the_complaints_process(here: Here) -> None:
    words = "I am making a formal complaint about how the school treated me."
    page = here.checks("deputy", words, answers={"content.complaint": "yes"})
    page.cites("SU-14", "Advised against", "This reads as a complaint", "What you must do", "complaints process")
    here.checks("deputy", "I am grateful for how the school treated me.").rests_not_on("SU-14")
    here.checks("parent", words).rests_not_on("SU-14")  # the clause asks it of those who work there
