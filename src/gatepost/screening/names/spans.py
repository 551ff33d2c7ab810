"""Which words of a text may stand together as one whole name, by what is between and beside them."""

from collections.abc import Container

from gatepost.screening.names.aliases import PARTICLES
from gatepost.screening.names.known import COMMON_WORDS, FORENAMES
from gatepost.screening.reading import Reading

_IN_A_PART = frozenset((" ", "-", "'", " '", "' ", "`", ".", "_", " - ", "- ", " -"))
_BETWEEN_PARTS = frozenset((" ", "  ", "   ", "\t", "_", ".", " '"))
_AFTER_INITIAL = frozenset((" ", ". ", "."))
_NO_INITIAL = frozenset("ainoruxy&")  # letters that stand for words: `freya n tom`, `u`, `x`
_OPENS_KNOWN_AS = frozenset((' "', " '", " (", " ["))
_CLOSES_KNOWN_AS = frozenset(('" ', "' ", ") ", "] "))
_MOST_INITIALS = 2
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "sir", "prof", "rev", "coach"))
_COMMAS = frozenset((", ", ",", ",  "))
_SPACES = frozenset((" ", "-"))


def gap(reading: Reading, number: int) -> str:
    """What stands between a word and the next."""
    return reading.plain[reading.ends[number] : reading.starts[number + 1]]


def parts_joined(reading: Reading, words: list[str], first: int, family: int, end: int) -> bool:
    """Whether a forename from `first` up to `family` and the surname up to `end` are written as one name."""
    for number in range(first, end - 1):
        written = gap(reading, number)
        if number + 1 != family:
            if written not in _IN_A_PART:
                return False
        elif written == "-":
            if words[family] in FORENAMES or _follows_a_capital(reading, first):
                return False  # `Enya-James` is a forename
        elif written not in _BETWEEN_PARTS and not _wrapped(reading, first, number, written):
            return False
    return reading.plain[reading.ends[end - 1] : reading.ends[end - 1] + 1] != "-"  # half of a longer surname


def _wrapped(reading: Reading, first: int, number: int, written: str) -> bool:
    """Whether a line was broken within a name: not so where the forename stands on a line of its own, as in a list."""
    if written.strip(" \r") != "\n" or not reading.capital(number):
        return False
    if not reading.capital(number + 1) and reading.words[number + 1] not in PARTICLES:
        return False
    return first > 0 and "\n" not in gap(reading, first - 1)


def _follows_a_capital(reading: Reading, first: int) -> bool:
    return first > 0 and gap(reading, first - 1) == " " and reading.capital(first - 1)


def part_of_another(reading: Reading, words: list[str], first: int, forenames: Container[str]) -> bool:
    """Whether a name begins before the word `first`: `Enya-Grace Taylor`, `Enya Grace Taylor`."""
    if not first:
        return False
    written = gap(reading, first - 1)
    if written == "-":
        return True
    before = words[first - 1]
    return written == " " and before in forenames and before not in COMMON_WORDS


def between(reading: Reading, number: int) -> int | None:
    """The number of the word after initials, or a name in use, that stand from word `number` on; None without any."""
    last = len(reading.words) - 1
    if not 0 < number < last:
        return None
    if gap(reading, number - 1) in _OPENS_KNOWN_AS:
        return number + 1 if gap(reading, number) in _CLOSES_KNOWN_AS else None
    at = number
    while at < last and at - number < _MOST_INITIALS and _is_initial(reading, at):
        at += 1
    return at if at > number else None


def _is_initial(reading: Reading, number: int) -> bool:
    word = reading.words[number]
    if len(word) != 1 or not word.isalpha() or gap(reading, number - 1) not in (" ", ". ", "."):
        return False
    after = gap(reading, number)
    if after not in _AFTER_INITIAL:
        return False
    if "." in after or (reading.capital(number) and word != "i"):
        return True
    return word not in _NO_INITIAL and not reading.capital(number)


def comma_before(reading: Reading, number: int) -> bool:
    """Whether a word stands right after a comma."""
    return number > 0 and gap(reading, number - 1) in _COMMAS


def surname_stands_first(reading: Reading, words: list[str], first: int, given: int, end: int, doubtful: bool) -> bool:
    """Whether `Hartley, Freya` is one person: the surname from `first`, the forename from `given` up to `end`.

    `doubtful`: the surname is a forename too, as in a list of children. Then it needs capitals throughout, or a line
    of its own.
    """
    if any(gap(reading, number) not in _IN_A_PART for number in (*range(first, given - 1), *range(given, end - 1))):
        return False
    alone = _alone_on_line(reading, first, end)
    if alone:
        return reading.capital(first) and reading.capital(given)
    before = words[first - 1] if first else ""
    if first and gap(reading, first - 1) in (*_SPACES, ". ") and before in _TITLES:
        return False
    if (
        first
        and gap(reading, first - 1) in _SPACES
        and (
            (reading.capital(first - 1) and before not in COMMON_WORDS)
            or (before in FORENAMES and before not in COMMON_WORDS)
        )
    ):
        return False  # the surname of somebody else: `Tom Baker, Freya`
    if (
        end < len(words)
        and gap(reading, end - 1) in _SPACES
        and (reading.capital(end) and words[end] not in COMMON_WORDS)
    ):
        return False  # the forename of somebody else: `Baker, Freya Hartley`
    surname = reading.cased[reading.starts[first] : reading.ends[given - 1]]
    forename = reading.cased[reading.starts[given] : reading.ends[end - 1]]
    if doubtful:
        return surname.isupper() and not forename.isupper()
    if not (reading.capital(given - 1) and reading.capital(given)):
        return words[given] in FORENAMES and COMMON_WORDS.isdisjoint((*words[first:given], words[given]))
    return (
        not all(word in COMMON_WORDS for word in words[first:given]) or surname.isupper() or not _opens(reading, first)
    )


def _alone_on_line(reading: Reading, first: int, end: int) -> bool:
    plain = reading.plain
    start = plain.rfind("\n", 0, reading.starts[first]) + 1
    head = plain[start : min(reading.starts[first], start + 8)]
    if reading.starts[first] - start > 6 or any(char.isalpha() for char in head):
        return False
    after = plain[reading.ends[end - 1] : reading.ends[end - 1] + 2].strip(" \r;.")
    return after == "" or after.startswith("\n")


def _opens(reading: Reading, number: int) -> bool:
    if number == 0:
        return True
    written = gap(reading, number - 1)
    return any(stop in written for stop in ".!?\n:;")
