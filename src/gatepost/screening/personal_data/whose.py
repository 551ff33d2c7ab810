"""Whether a piece of personal data is the writer's own, by the words beside it."""

import re

from gatepost.screening.personal_data.hit import Hit, ahead
from gatepost.screening.personal_data.words import WORDS, either

_WORDS = WORDS["whose"]
_ANY_NOUN = either(_WORDS["nouns"]).pattern
_ANY_BETWEEN = either(_WORDS["between"]).pattern
_OF_IT = r"(?!'s (?!(?:at|on|in|now|still) )[a-z])"  # `my number's 07` is `number is`; `my house's owner` is not mine
_MY = rf"(?<![a-z0-9'])(?:my|our|fy|ein)(?:[ ](?:{_ANY_BETWEEN})){{0,3}}[ ](?:{_ANY_NOUN}){_OF_IT}"
_MINE = re.compile(rf"{_MY}|{either(_WORDS['phrases']).pattern}")
_ANOTHERS = either(_WORDS["others"])
_PART = re.compile("[a-z0-9]+")
_MINE_PARTS = frozenset(_PART.findall(" ".join(_WORDS["phrases"]))) | {"my", "our", "fy", "ein"}  # a quick first look
_OTHERS_PARTS = frozenset(_PART.findall(" ".join(_WORDS["others"])))
_AFTERWARDS = re.compile(
    rf"[ ,\-()]{{0,4}}(?:(?:is|was|that's|it's|are|=|'s|for) {{0,2}})?(?:(?:{_MY})|(?:mine|me)(?![a-z'])|our "
    rf"(?:house|home|address|place|new))"
)
_AFTER = 40
_LIVES = re.compile(r"(?:live|lives|lived|living|byw)(?![a-z])")
_I_LIVE = re.compile(r"(?<![a-z0-9'])(?:i|we|i'm|we're|i am|we are|i've|we've|dwi'n|rwy'n) (?:[a-z]{1,12} ){0,2}$")
_BEFORE_LIVES = 30


def is_own(plain: str, hit: Hit) -> bool:
    """Whether the writer says it is their own: `my number is`, `call me on`, `I live at`; the nearest word decides."""
    before = ahead(plain, hit.start, 70)
    if hit.kind == "location" and _LIVES.match(plain, hit.start):
        return _I_LIVE.search(plain, max(0, hit.start - _BEFORE_LIVES), hit.start) is not None
    said = _PART.findall(before)
    mine = -1 if _MINE_PARTS.isdisjoint(said) else _last_end(_MINE, before)
    others = -1 if _OTHERS_PARTS.isdisjoint(said) else _last_end(_ANOTHERS, before)
    if mine > others:
        return True
    if others >= 0:
        return False
    return _AFTERWARDS.match(plain, hit.end, hit.end + _AFTER) is not None


def _last_end(pattern: re.Pattern[str], text: str) -> int:
    end = -1
    for match in pattern.finditer(text):
        end = match.end()
    return end
