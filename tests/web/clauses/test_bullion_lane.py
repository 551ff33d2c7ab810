"""Bullion Lane's clauses on the pages of a draft: who checks what, the clause on the page, and the fact that takes it
away. The tests of a module share one database.
"""

from tests.web.checks.drafting import photo
from tests.web.clauses.here import Here

SCHOOL = "quillbrook"
NOT_ALLOWED = "Not allowed"


def test_bl_02_a_draft_that_harms_the_schools_name_is_flagged_until_the_words_go(here: Here) -> None:
    words = "Our school is a disgrace, the worst school ever."
    page = here.checks("governor", words, answers={"content.disreputable": "yes"})
    page.cites("BL-02", "Advised against", "show them respect", "A reader could think less of the school")
    here.checks("governor", "The hall is cold.").rests_not_on("BL-02")
    here.checks("parent", words).rests_not_on("BL-02")  # whom the policy does not bind


def test_bl_09_name_logo_and_material_need_written_permission_and_a_yes_lifts_it(here: Here) -> None:
    words = "Come to the fair at Quillbrook Primary School!"
    for place in ("facebook", "print"):
        page = here.checks("friend", words, platform=place)
        page.cites("BL-09", "Permission first", "This is the school's name.", "unless the Headteacher has agreed")
    here.checks("friend", "Come to the fair!", answers={"uses": ["school-logo"]}).cites("BL-09", "Permission first")
    copied = here.checks("friend", "Here is the school newsletter.", answers={"uses.school-document": "yes"})
    copied.cites("BL-09", "Permission first")
    request = here.asks("friend", words)
    here.checks("friend", words).cites("BL-09", "Permission first")  # what waits is no yes
    here.grants(request)
    here.checks("friend", words).says("Asked and granted: BL-09").rests_not_on("BL-09")
    here.checks("friend", f"{words}!").cites("BL-09", "Permission first")
    here.checks("friend", "Come to the fair!").rests_not_on("BL-09")


def test_bl_10_tying_the_school_to_a_crime_is_stopped(here: Here) -> None:
    words = "The head of Quillbrook Primary School has been stealing from the school fund."
    page = here.checks("volunteer", words, answers={"content.defamatory": "yes"})
    page.cites("BL-10", NOT_ALLOWED, "ties the school to unlawful conduct")
    here.checks("volunteer", words, answers={"content.defamatory": "no"}).rests_not_on("BL-10")


def test_bl_11_a_code_of_the_school_and_a_confidence_are_stopped(here: Here) -> None:
    page = here.checks("contractor", "The gate code is 4471.", answers={"content.security-sensitive": "yes"})
    page.cites("BL-11", NOT_ALLOWED, "“gate code is 4471”", "a code, a password or a key of the school")
    told = "Between us, this is confidential: a family is being visited by social services."
    here.checks("contractor", told, answers={"content.confidential": "yes"}).cites("BL-11", NOT_ALLOWED)
    pictured = {"pupils": "no", "shows": ["security-detail"], "setting": "school-premises"}
    here.checks("contractor", "Our gate", photos=[photo()], **pictured).cites("BL-11", NOT_ALLOWED)
    here.checks("contractor", "The gate is green.").rests_not_on("BL-11")


def test_bl_12_a_picture_of_a_school_activity_with_its_people_is_stopped(here: Here) -> None:
    taken = {"pupils": "no", "setting": "school-event"}
    for shown in ("staff", "governor", "connected-adult", "own-child"):
        page = here.checks("governor", "Our fair", photos=[photo()], shows=[shown], **taken)
        page.cites("BL-12", NOT_ALLOWED, "Photo 1", "No picture is posted of a child, an employee, a governor")
    pupils = here.checks("governor", "Our fair", photos=[photo()], pupils="yes", setting="school-activity")
    pupils.cites("BL-12", NOT_ALLOWED)
    changed = {**taken, "setting": "elsewhere"}
    here.checks("governor", "Our fair", photos=[photo()], shows=["staff"], **changed).rests_not_on("BL-12")
    here.checks("governor", "Our fair", photos=[photo()], shows=["none-of-these"], **taken).rests_not_on("BL-12")


def test_bl_13_running_down_somebody_of_the_school_is_stopped(here: Here) -> None:
    words = "Our head is an idiot"
    said = {"content.derogatory": "yes", "mentions.staff": "yes"}
    page = here.checks("teacher", words, answers=said)
    page.cites("BL-13", NOT_ALLOWED, "This runs somebody down.", "belittles or defames them, is rude or threatening")
    said = {"content.derogatory": "no", "content.abusive": "no"}
    here.checks("teacher", words, answers=said).rests_not_on("BL-13")


def test_bl_14_what_lowers_ones_own_standing_is_stopped(here: Here) -> None:
    words = "Got so drunk last night, went to work with a hangover and did nothing all day"
    page = here.checks("support", words, answers={"content.disreputable": "yes"})
    page.cites("BL-14", NOT_ALLOWED, "“drunk last night, went to work”", "or of your profession, because of this")
    here.checks("support", "A quiet evening at home").rests_not_on("BL-14")


def test_bl_15_ones_own_number_in_a_draft_is_flagged(here: Here) -> None:
    words = "I have a new phone, ring me on {}."
    page = here.checks("teacher", words.format("07700 900123"))
    page.cites("BL-15", "Allowed with care", "“07700 900123”", "This is a telephone number.", "identities are stolen")
    here.checks("teacher", words.format("the old number")).rests_not_on("BL-15")
