"""Ordinary posts of a school are left alone, and what only looks like them is not."""

import pytest

from gatepost.screening.finding import Finding
from gatepost.screening.screen import Screener
from gatepost.vocabulary import vocabulary

SCREENER = Screener()
CONTENT = frozenset(vocabulary().facts["content"].values)


def found(text: str) -> list[Finding]:
    return list(SCREENER.screen(text, "school-account", "teacher").findings)


def labels(text: str) -> set[str]:
    return {one.label for one in found(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Mr Haddad has fixed the wifi",
        "Mr Haddad fixed the printer, thank you!",
        "Mr Haddad is fixing the boiler, so wear a warm jumper",
        "The caretaker has fixed the children's bikes",
        "Mr Haddad has sorted the projector in the hall",
        "Our caretaker has mended the bench",
        "Mr Farrow rigged up the stage lights",
        "Mr Farrow threw a party for Year 6",
        "Mr Farrow forged a sword for the Romans' topic",
        "Mr Farrow faked a fall to make the children laugh",
        "Mr Farrow invented a times table game",
        "Mr Farrow pushed the trolley all the way",
        "Mr Farrow pushed the children on the swings",
        "Mr Haddad touched up the paint in the hall",
        "Mr Haddad is dealing with the leak",
        "Mrs Marlow deals with lost property",
        "Mrs Finch lined up the children for the photo",
        "Mrs Finch has been spending the afternoon with Reception",
        "Mrs Finch cheated at snakes and ladders",
        "Mrs Finch hit her target for the sponsored read",
        "Miss Nair lies in wait with her water pistol",
        "Miss Nair hit a home run in rounders",
        "Miss Nair grabbed a coffee",
        "Mrs Pickles doctored the recipe a little",
        "Mrs Pickles hits 30 years at our school today",
        "Mrs Pickles smashed it again at the cake sale",
        "Mr Farrow killed it at the staff talent show",
        "Mr Farrow shot a lovely video of the nativity",
        "Mr Farrow nailed it",
        "Open day on 3 March at 10am",
        "Join us on 3 March at 10am for our open day",
        "Spring term ends on 27 March at 3pm",
        "World Book Day is on Thursday 5th March this year",
        "Join us in March for our open mornings",
        "Inset day on Monday 2 March",
        "Children march in step to the hall at 2",
        "Come back to the green for the picnic",
        "Support the Green team on sports day",
        "Mrs Finch is back from maternity leave on Monday",
        "Mrs Finch beat Mr Farrow at chess",
        "Mrs Finch and Mrs Nair ran a lovely stall",
        "Mrs Finch is marrying Mr Farrow on Saturday",
        "Mr Farrow is taking Year 5 to the woods",
        "Mrs Penhale is moaning again about the mud, but we love forest school",
        "Goodbye to Mrs Holt, who leaves us on Friday",
        "Thank you to Mrs Patel, Mrs Kaur and Mr Nguyen for running the stall",
    ],
)
def test_an_ordinary_post_says_nothing_of_concern(text: str) -> None:
    assert labels(text) & CONTENT == set()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Mr Haddad fixed the raffle", "defamatory"),
        ("Mrs Finch has fixed the SATs results again", "defamatory"),
        ("The head faked her references", "defamatory"),
        ("Mr Farrow rigged the election", "defamatory"),
        ("Mr Farrow threw a kid across the room", "defamatory"),
        ("Mr Farrow hits children", "defamatory"),
        ("Mr Haddad locked a child in the cupboard", "defamatory"),
        ("Mr Haddad grabbed my son by the arm", "defamatory"),
        ("Mr Haddad has been dealing drugs", "defamatory"),
        ("Mrs Finch spent the PTA money on shoes", "defamatory"),
        ("The treasurer dipped into the charity fund", "defamatory"),
        ("Mrs Finch is lying to parents", "defamatory"),
        ("Mr Farrow cheated in the SATs", "defamatory"),
        ("March on Saturday against the cuts", "campaign"),
        ("Join the march on Saturday at the town hall", "campaign"),
        ("March with us on 3 March against the cuts", "campaign"),
        ("Vote for the Green party on Thursday", "campaign"),
        ("Mrs Finch is leaving at Easter. We will miss her", "unreleased-news"),
        ("Mr Farrow is taking Year 5 next year", "unreleased-news"),
    ],
)
def test_what_only_looks_like_one_is_still_found(text: str, label: str) -> None:
    assert label in labels(text)


@pytest.mark.parametrize(
    "text",
    [
        "Look at our wonderful Year 4 Romans!",
        "Year 5's Viking longships",
        "Year Six leavers",
        "our Reception children",
        "Well done Reception",
        "Y2 made bread",
        "Class 3 planted beans",
        "In Maple class we made soup",
        "Blwyddyn 4",
        "Edrychwch ar Flwyddyn 4 heddiw",
        "Dosbarth Derbyn yn y goedwig",
    ],
)
def test_a_class_that_is_spoken_of_is_asked_about(text: str) -> None:
    assert "pupil" in labels(text)
    assert not any(one.label == "pupil" and one.sure == "certain" for one in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "Last year 6 of us went camping",
        "Every year 3 trees are planted",
        "Happy New Year 1 January",
        "Meet in reception at 9",
        "The wedding reception was lovely",
        "Nursery places for September",
        "Year 4 curriculum",
        "World class effort",
        "The view was first class",
    ],
)
def test_other_years_and_receptions_are_no_class(text: str) -> None:
    assert "pupil" not in labels(text)
