"""The whole look at one picture: what its file tells, who and what may be seen in it, and what to do about it."""

import re
from dataclasses import dataclass
from typing import Literal

from gatepost.screening.facts import FACTS
from gatepost.screening.finding import Finding
from gatepost.screening.names.tiers import LABELS
from gatepost.screening.pictures.boxes import Box
from gatepost.screening.pictures.codes import Code, codes
from gatepost.screening.pictures.likeness import Likeness, likeness
from gatepost.screening.pictures.metadata import Tell
from gatepost.screening.pictures.people import NoLook, People, people
from gatepost.screening.pictures.received import Picture, read
from gatepost.screening.pictures.words import SECONDS, Words, words
from gatepost.screening.screen import Screener

Source = Literal["alt", "file name", "picture", "code"]

LONGEST_NAME = 300  # characters of a file's name
LONGEST_ALT = 20_000

_PEOPLE = frozenset(LABELS.values())
# What is read off a picture is no sentence: of what it may perhaps mean only these are worth a question.
_TOLD = _PEOPLE | {"personal-data", "own-personal-data"}
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_JOINT = re.compile(r"[_\-.+]")
# People who type no blanks still write capitals: OliverBennett2, year4Trip.
_SEAM = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, and where: offsets of `finding` count in `text`, the text of `source`; `boxes` in the picture."""

    source: Source
    text: str
    finding: Finding
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class PictureSeen:
    """Everything that is told about one picture.

    `people` is None where the look for faces does not work. `likeness` is None for a picture of one colour. `facts`
    are what may be told to the policy: labels under `content`, `mentions` and `uses` that description, words and codes
    certainly have, and `name_beside`, True where a name of the roll certainly stands in the picture, its description or
    its file's name. A machine never tells that something is not in a picture, nor what it shows: that is asked of the
    person. `notices` are sentences on what could not be looked at.
    """

    picture: Picture
    people: People | None
    words: Words
    codes: tuple[Code, ...]
    likeness: Likeness | None
    found: tuple[Found, ...]
    facts: dict[str, tuple[str, ...]]
    name_beside: bool
    notices: tuple[str, ...]

    @property
    def tells(self) -> tuple[Tell, ...]:
        """What the file told beside its picture."""
        return self.picture.tells


def look(
    content: bytes,
    *,
    file_name: str,
    alt: str,
    screener: Screener,
    account: str | None = None,
    role: str | None = None,
    seconds: float = SECONDS,
) -> PictureSeen:
    """Look at one picture as it was sent; raises PictureRefused. Nothing of it is written anywhere.

    `account` and `role` are those of `Screener.screen`: names are held to the roll for the roles that may know it.
    `seconds` are what the reading of its words may take; everything else takes what it takes, which is bounded.
    """
    picture = read(content)
    notices = []
    try:
        seen = people(picture.image)
    except NoLook as broken:
        seen = None
        notices.append(str(broken))
    written = words(picture.image, seconds)
    if written.notice:
        notices.append(written.notice)
    held = codes(picture.image)
    texts: list[tuple[Source, str, tuple[Box, ...]]] = [
        ("alt", alt[:LONGEST_ALT], ()),
        ("file name", name_in_words(file_name), ()),
        ("picture", written.text, ()),
        *(("code", code.text, (code.box,)) for code in held),
    ]
    found: list[Found] = []
    has: dict[str, set[str]] = {fact: set() for fact in FACTS}
    for source, text, boxes in texts:
        if not text.strip():
            continue
        screened = screener.screen(text, account, role)
        # A file's name is no part of what is said: the clean copy has another.
        for fact in FACTS if source != "file name" else ():
            has[fact].update(screened.facts[fact]["has"])
        for one in screened.findings:
            if source == "alt" or one.sure != "possible" or one.label in _TOLD:
                where = written.boxes(one.start, one.end) if source == "picture" else boxes
                found.append(Found(source, text, one, where))
    beside = any(one.finding.label in _PEOPLE and one.finding.sure == "certain" for one in found)
    facts = {fact: tuple(sorted(labels)) for fact, labels in has.items()}
    return PictureSeen(
        picture, seen, written, held, likeness(picture.image), tuple(found), facts, beside, tuple(notices)
    )


def name_in_words(file_name: str) -> str:
    """A file's name as a person reads it: without folders and ending, with blanks between its words."""
    last = re.split(r"[/\\]", file_name)[-1][:LONGEST_NAME]
    joined = _JOINT.sub(" ", _ENDING.sub("", last))
    return " ".join(_SEAM.sub(" ", joined).split())
