"""Where somebody lives, and where a child will be at a time."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from gatepost.screening.personal_data.hit import Hit
from gatepost.screening.personal_data.words import WORDS, either, first_words
from gatepost.screening.reading import Reading

_LIVES_WORD = re.compile(
    r"(?<![a-z])(?:live|lives|lived|living|byw)(?![a-z])(?! (?:music|stream|lesson|show|event|band|q&a))"
)
_PLACE_JOINT = re.compile(
    r" (?:just |right |still |literally |now |only |over |all |up |down ){0,2}"
    r"(in|at|on|near|next to|next door to|opposite|behind|above|beside|by|across from|(?:a)?round the corner from"
    r"|across the road from|off|along from|along|down|up|two doors (?:down|up|away|along) from|yn|ar|wrth)"
    r" (?:the |a |our |my |that |y |yr )?([a-z0-9][a-z0-9'-]{0,25})((?: [a-z][a-z'-]{0,25}){0,3})"
)
_SUBJECT = re.compile(
    r"(?:(?<![a-z])(?:i|we|he|she|they|who|family|child|boy|girl|son|daughter|kid|dad|mum|mam|nan|gran|pupil|miss"
    r"|sir|teacher|head|mr|mrs|ms|dr|friend|neighbour|twins|parents|grandparents|auntie|uncle|actually|now|currently"
    r"|also|still|both|ei|o|hi|and|is|are|am|was|were|'s|'re|'m|[a-z]{1,20}'(?:s|re|n))|^) {0,2}$"
)
_HOME_PLACES = either(
    (WORDS["street"]["sure"] | WORDS["location"]["places"] | {"close", "estate", "street"}) - {"drive"}
)
_WIDE = WORDS["location"]["wide"]
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr"))  # `goodbye to Mrs Holt` names nowhere
_CHILD = either(WORDS["location"]["child"])
_MOVES = either(WORDS["location"]["moves"])
_PLACES = either(WORDS["location"]["places"])
_TIME = re.compile(
    r"(?<![a-z0-9])(?:[0-2]?[0-9][:.][0-5][0-9](?:[ap]m)?|[0-9]{1,2} ?[ap]\.?m\.?|half (?:past )?[a-z0-9]{1,12}"
    r"|quarter (?:to|past) [a-z0-9]{1,12}"
    r"|every (?:day|morning|afternoon|evening|night|week|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days|after school|before school|at (?:[0-9]{1,2}|[a-z]{1,12} o'clock)"
    r"|on (?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:morning|afternoon|evening|night)s?)?|until [0-9]{1,2}"
    r"|till [0-9]{1,2}"
    r"|tonight|tomorrow|each (?:day|morning|afternoon|evening|night|week))(?![a-z0-9:])"
)
_AT_PLACE = re.compile(
    r"(?<![a-z])(?:at|outside|by|from|opposite|behind|near|in|to|past|through|along|on|up|down) (?:the |a |our "
    r"|my |his |her )?([a-z][a-z'-]{1,25})((?: [a-z][a-z'-]{0,25}){0,2})"
)
_SOMEBODY_DOES = re.compile(
    r"(?<![a-z])([a-z][a-z'-]{1,20}) (?:always |usually |often )?(?:walks|waits|gets|catches|cycles|goes|swims"
    r"|trains|has)(?![a-z])"
)
_NOBODY = WORDS["location"]["nobody"]
_NEXT_TO = re.compile(r" (?:opposite|next|above|behind|by|near|on|at|beside|across)(?![a-z])")
MOVES = first_words(WORDS["location"]["moves"]) - {"at", "is", "will", "home"} | {"alone"}  # a quick first look
TIMES = frozenset(
    (
        *("half", "quarter", "every", "school", "tonight", "tomorrow", "each", "o'clock"),
        *("mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    )
)
"""Without a digit a time holds one of these."""
STARTS = frozenset(("live", "lives", "lived", "living", "byw"))
_LOOSE = frozenset(("in", "up", "down", "yn", "by", "off", "on", "along"))  # what follows may be a whole town
_LONGEST = 600  # characters of a sentence; what is longer is a list


def homes(reading: Reading, found: Sequence[Hit]) -> Iterator[Hit]:
    """`lives on Mill Lane`, `live next to the chip shop`, `she lives in Tregarth`.

    `found` are the addresses and postcodes of the text in order: beside one of these nothing more need be said.
    """
    plain = reading.plain
    starts = [hit.start for hit in found]
    for lives in _LIVES_WORD.finditer(plain):
        joint = _PLACE_JOINT.match(plain, lives.end())
        if joint is None or joint[2] in _WIDE:
            continue
        following = bisect_left(starts, lives.start())
        if following < len(found) and starts[following] < joint.end() + 5:
            continue
        hit = _home(reading, lives.start(), joint)
        if hit:
            yield hit


def _home(reading: Reading, start: int, joint: re.Match[str]) -> Hit | None:
    plain = reading.plain
    at = joint.start(2)
    subject = _SUBJECT.search(plain, max(0, start - 30), start) is not None
    if not subject and not _capital_before(reading, start) and plain[max(0, start - 2) : start].strip():
        return None
    capital = reading.cased[at].isupper()
    place = _HOME_PLACES.search(plain, at, joint.end())
    if place and place.start() == at and place[0] not in WORDS["location"]["places"]:
        place = None  # `lived in villas`: a street has a name
    exact = joint[1] not in _LOOSE
    if place and (capital or exact or place[0] in WORDS["street"]["sure"] or _NEXT_TO.match(plain, place.end())):
        return Hit("location", start, place.end(), "likely", "This looks like where somebody lives.")
    end = _capitals_end(reading, at, joint.end())
    if not capital or plain[:end].endswith("'s"):
        return None
    if exact or joint[1] in ("on", "off", "along"):
        return Hit("location", start, end, "likely", "This looks like where somebody lives.")
    if subject or _capital_before(reading, start):
        return Hit("location", start, end, "possible", "This may tell where somebody lives.")
    return None


def _capital_before(reading: Reading, start: int) -> bool:
    word = re.search(r"([a-z'-]{2,25}) $", reading.plain[max(0, start - 27) : start])
    return word is not None and reading.cased[start - 1 - len(word[1])].isupper()


def _capitals_end(reading: Reading, start: int, end: int) -> int:
    last = start
    for match in re.finditer(r"[a-z0-9'-]+", reading.plain[start:end]):
        if not reading.cased[start + match.start()].isupper():
            break
        last = start + match.end()
    return last


def meetings(reading: Reading, found: Sequence[Hit]) -> Iterator[Hit]:
    """A child, a place and a time in one sentence: `he gets off the bus outside Spar at 3.30 every day`.

    `found` are the addresses and postcodes of the text in order.
    """
    starts = [hit.start for hit in found]
    for first, last in reading.sentences:
        start, end = reading.starts[first], reading.ends[last - 1]
        if (
            end - start <= _LONGEST
            and not MOVES.isdisjoint(reading.words[first:last])
            and _TIME.search(reading.plain, start, end + 1)
        ):
            hit = _meeting(reading, start, end, starts)
            if hit:
                yield hit


def _meeting(reading: Reading, start: int, end: int, addresses: Sequence[int]) -> Hit | None:
    plain = reading.plain
    move = _MOVES.search(plain, start, end)
    if move is None:
        return None
    following = bisect_left(addresses, move.end())
    if following < len(addresses) and addresses[following] < end:
        why = "This looks like where a child will be, and when."
        return Hit("location", move.start(), addresses[following] - 1, "likely", why)
    if not (_CHILD.search(plain, start, min(end, move.end() + 12)) or _named_child(reading, start, end)):
        return None
    for place in _AT_PLACE.finditer(plain, start, end):
        known = _PLACES.search(plain, place.start(1), place.end())
        named = reading.cased[place.start(1)].isupper() and place[1] not in _WIDE and place[1] not in _TITLES
        if known or named:
            stop = known.end() if known else _capitals_end(reading, place.start(1), place.end())
            why = "This may tell where a child will be, and when."
            return Hit("location", min(move.start(), place.start()), max(stop, move.end()), "possible", why)
    return None


def _named_child(reading: Reading, start: int, end: int) -> bool:
    """Whether somebody who is called by a name does something: `Maya walks`."""
    return any(
        reading.cased[match.start(1)].isupper() and match[1] not in _NOBODY
        for match in _SOMEBODY_DOES.finditer(reading.plain, start, end)
    )
