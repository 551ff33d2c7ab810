"""Dates of birth: a date beside a word for being born."""

import re
from collections.abc import Iterator

from gatepost.screening.personal_data.hit import Hit
from gatepost.screening.personal_data.words import MONTHS, NEAR, WORDS, first_words

STARTS = first_words(WORDS["near"]["birth"]) - {"d"} | {"b"}
_OLDEST = 1925  # who was born before that is in a history lesson
_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")"
_YEAR = (
    r"(?:,?[ \-./']{1,3}((?:19|20)[0-9]{2}|'?[0-9]{2}(?![0-9:%]|[.][0-9])(?! ?(?:am|pm|years|children|pupils"
    r"|kids|o'clock))))?"
)
_FIGURES = re.compile(
    r"[0-9](?<![0-9].)(?<![0-9][./:-].)"
    r"(?:[0-9]? ?([./\-]|, ?| )? ?(?<=[./\-, ])[01]?[0-9] ?(?(1)\1|[./\-]) ?((?:19|20)?[0-9]{2})(?![0-9])"
    r"|[0-9]{3}([./\- ]{1,3})[01]?[0-9]\3[0-3]?[0-9](?![0-9]))"
)
_DAY_FIRST = re.compile(
    rf"[0-9](?<![0-9].)[0-9]? ?(?:st|nd|rd|th|af|il|ydd|fed|eg|ain)?[ ,./\-]{{0,2}}(?:of |o )?{_MONTH}"
    rf"(?![a-z]){_YEAR}(?![0-9])"
)
_MONTH_FIRST = re.compile(
    rf"(?<![a-z]){_MONTH}\.?[ ,]{{1,2}}(?:the )?[0-3]?[0-9](?:st|nd|rd|th)?(?![0-9]){_YEAR}(?![0-9])"
)
_EIGHT = re.compile(r"[0-9](?<![0-9].)[0-9]{5}(?:[0-9]{2})?(?![0-9])")
_SPOKEN_DAY = re.compile(
    rf"(?<![a-z])(?:twenty[ -]|thirty[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh"
    rf"|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
    rf" (?:of )?{_MONTH}(?![a-z]){_YEAR}"
)
_DAY_AND_MONTH = re.compile(r"[0-9](?<![0-9].)(?<![0-9][./:-].)[0-9]?/[01]?[0-9](?![0-9/])")
_B = re.compile(r"(?<![a-z0-9'])([a-z0-9']{0,20})[ ,;:(\-\u2013]{0,3}(?<![a-z0-9'])b(\.?) {0,2}(?:on )?(?:the )?$")
_LETTERED = WORDS["birth"]["lettered"]
_YEAR_LAST = re.compile(r"[^0-9]([0-9]{4}|[0-9]{2})$")
_LONG_YEAR = 4
_LATEST = 2100
_BEFORE = 45
_AFTER = 30
_AFTER_WORD = re.compile(
    r"(?:birthday|bday|b'day|b-day|dob|d\.o\.b|date of birth|birth date|was born|were born|penblwydd)"
)
_TURNED = re.compile(
    r"(?:turn(?:s|ed|ing)?|will be|'ll be) (?:[0-9]{1,2}|[a-z]{3,12})(?: years old| today)?(?: this| next)?,? "
    r"(?:on|in|ar)?"
)
_FOUR = re.compile(r"[ ,]{1,2}[0-9]{3,4}(?![0-9])")  # a year long gone
_NOT_A_PERSON = re.compile(
    r"(?:chicks|lambs|puppies|kittens|ducklings|calves|school|club|charity|church|company|king|queen|author"
    r"|poet|shakespeare|parties|party|trip|assembly|"
    r"celebrat(?:e|es|ing|ion|ions)|meeting|invitations?)"
)


def dates_of_birth(plain: str) -> Iterator[Hit]:
    """Dates beside `born`, `date of birth`, `birthday`, `turned 7 on`; without a year they are only possible."""
    end = 0
    for match in sorted(_dates(plain), key=lambda match: (match.start(), -match.end())):
        if match.start() < end:
            continue
        hit = _told(plain, match)
        if hit:
            end = match.end()
            yield hit


def _dates(plain: str) -> Iterator[re.Match[str]]:
    for pattern in (_FIGURES, _DAY_FIRST, _MONTH_FIRST, _SPOKEN_DAY, _DAY_AND_MONTH):
        yield from pattern.finditer(plain)
    for match in _EIGHT.finditer(plain):
        day, month, rest = int(match[0][:2]), int(match[0][2:4]), match[0][4:6]
        if (day <= 31 and month <= 12) or (day in (19, 20) and int(rest) <= 12):
            yield match


def _told(plain: str, match: re.Match[str]) -> Hit | None:
    start, end = match.span()
    before = plain[max(0, start - _BEFORE) : start]
    cut = max(before.rfind("\n\n"), before.rfind("! "), before.rfind("? "))
    before = before[cut + 1 :]
    words = list(NEAR["birth"].finditer(before))
    after = _AFTER_WORD.search(plain, end, end + _AFTER) if not words else None
    if after and re.search("[.!?\n]", plain[end : after.start()]):
        after = None
    if not words and after is None:
        return _told_by_b(plain, match)
    turned = words and (words[-1][0].startswith("turn") or words[-1][0].endswith(" be"))
    if turned and _TURNED.search(before) is None:
        return None
    if words and re.search("[.] [a-z]", before[words[-1].end() :]):
        return None
    if _NOT_A_PERSON.search(before) or _FOUR.match(plain, end):
        return None
    years = [int(part) for part in re.findall("[0-9]{4}", match[0])]
    if match.re is not _EIGHT and years and not _OLDEST <= years[0] <= _LATEST:
        return None
    figures = match.re is _FIGURES or match.re is _EIGHT
    if figures or years or re.search(r"[0-9].*[^0-9:]'?[0-9]{2}$", match[0]):
        sure_word = after is not None or words[-1][0] in WORDS["near"]["birth_sure"]
        if match.re is _EIGHT and not sure_word:
            return None
        if sure_word:
            return Hit("date-of-birth", start, end, "certain", "This is somebody's date of birth.")
        return Hit("date-of-birth", start, end, "likely", "This looks like somebody's date of birth.")
    return Hit("date-of-birth", start, end, "possible", "This may tell when somebody's birthday is.")


def _told_by_b(plain: str, match: re.Match[str]) -> Hit | None:
    """A whole date after `b.`: `Freya, b. 18 June 2022`; after `class`, `option` and the like a `b` is a letter."""
    start, end = match.span()
    told = _B.search(plain, max(0, start - 30), start)
    if told is None or told[1] in _LETTERED or told[1].isdigit() or match.re in (_EIGHT, _DAY_AND_MONTH):
        return None
    year = _YEAR_LAST.search(match[0])
    if year is None or (len(year[1]) == _LONG_YEAR and not _OLDEST <= int(year[1]) <= _LATEST):
        return None
    if not told[2] and not told[1]:
        return None
    return Hit("date-of-birth", start, end, "likely", "This looks like somebody's date of birth.")
