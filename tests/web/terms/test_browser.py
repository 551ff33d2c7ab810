"""The school's year in a real browser: phone and desk, without JavaScript, and nothing for axe to find."""

import pytest
from tests.web.browsing import BOTH, Enter, Size, follow, sound

pytestmark = pytest.mark.browser

FILE = b"""kind,name,starts,ends
term,Autumn term,2/9/2028,15/12/2028
term,Spring term,3/1/2029,29/3/2029
term,Summer term,16/4/2029,20/7/2029
,Harvest supper,8/10/2028,
closure,Flood,4/2/2027,5/2/2027
"""


@BOTH
def test_the_office_types_a_year_mends_a_mistake_and_everybody_sees_it(enter: Enter, size: Size) -> None:
    page = enter("office", size)
    page.goto("/quillbrook/terms/2027-28/")
    follow(page.get_by_role("link", name="Enter the dates"))
    page.get_by_label("The dates are known until").fill("2027-12-31")
    first, second = (page.get_by_role("group", name=name, exact=True) for name in ("Date 1", "Date 2"))
    first.get_by_label("What").select_option("Term")
    first.get_by_label("First day").fill("2027-09-02")
    first.get_by_label("Last day").fill("2027-12-17")
    first.get_by_label("Name").fill("Autumn term")
    second.get_by_label("What").select_option("Half day")
    second.get_by_label("First day").fill("2027-12-17")
    follow(page.get_by_role("button", name="More rows"))
    follow(page.get_by_role("button", name="Save"))
    follow(page.get_by_role("link", name="Date 2: Give the time"))
    assert page.url.endswith("#id_row-1-closes")
    second.get_by_label("Half day ends at").fill("13:30")
    follow(page.get_by_role("button", name="Save"))
    assert page.get_by_text("The dates of 2027-28 are saved.").is_visible()
    reader = enter("parent", size)
    reader.goto("/quillbrook/terms/2027-28/")
    assert reader.get_by_text("Half day, until 13:30").is_visible()
    assert reader.get_by_role("img", name="December 2027: 13 school days. Half day: 17.").is_visible()
    assert reader.get_by_role("link", name="Change the dates").count() == 0


@BOTH
def test_the_office_takes_a_file_after_seeing_what_it_says(enter: Enter, size: Size) -> None:
    page = enter("office", size)
    page.goto("/quillbrook/terms/file/")
    follow(page.get_by_role("button", name="Show what it says"))
    page.get_by_label("File of term dates").set_input_files(
        {"name": "terms.csv", "mimeType": "text/csv", "buffer": FILE}
    )
    follow(page.get_by_role("button", name="Show what it says"))
    assert page.get_by_text("Harvest supper").is_visible()
    page.get_by_label("Save these dates for 2026-27").uncheck()
    follow(page.get_by_role("button", name="Save"))
    assert page.get_by_text("The dates of 2028-29 are saved.").is_visible()
    page.goto("/quillbrook/terms/2026-27/")
    assert page.get_by_text("Flood").count() == 0


@BOTH
def test_bells_and_hours_are_typed(enter: Enter, size: Size) -> None:
    page = enter("head", size)
    page.goto("/quillbrook/terms/2026-27/timetable/")
    page.get_by_label("Breaks").fill("10:45 to 11:00 Playtime\nlunch")
    follow(page.get_by_role("button", name="Save"))
    follow(page.get_by_role("link", name="Times 1: “lunch” does not say"))
    page.get_by_label("Breaks").fill("10:45 to 11:00 Playtime")
    follow(page.get_by_role("button", name="Save"))
    page.get_by_text("Playtime (break)").wait_for()
    follow(page.get_by_role("link", name="Working hours of members"))
    follow(page.get_by_role("link", name="Change Priya Nair"))
    page.get_by_label("Tuesday from").fill("08:30")
    page.get_by_label("Tuesday until").fill("12:00")
    follow(page.get_by_role("button", name="Save"))
    assert page.get_by_text("Tuesday 08:30 to 12:00").is_visible()


@BOTH
def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(enter: Enter, size: Size) -> None:
    page = enter("office", size, javascript=True)  # axe needs a script of its own
    for where in ("", "2027-28/", "2026-27/dates/", "2026-27/timetable/", "file/", "hours/"):
        page.goto(f"/quillbrook/terms/{where}")
        sound(page)
    follow(page.get_by_role("link", name="Change Priya Nair"))
    sound(page)
    page.goto("/quillbrook/terms/2027-28/dates/")
    page.get_by_label("Name").first.fill("Autumn term")
    follow(page.get_by_role("button", name="Save"))
    sound(page)
    page.goto("/quillbrook/terms/file/")
    page.get_by_label("File of term dates").set_input_files(
        {"name": "terms.csv", "mimeType": "text/csv", "buffer": FILE}
    )
    follow(page.get_by_role("button", name="Show what it says"))
    sound(page)
