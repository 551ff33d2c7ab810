"""Safe phrases: six words of our list, or words of one's own that are hard enough to guess."""

import re
import secrets
import unicodedata
from functools import cache
from importlib.resources import files

WORDS_OF_A_PHRASE = 6  # of 2,048 words: 66 bits
LONGEST = 500  # characters of a phrase, typed
ENOUGH = 50  # bits, as `weakness` counts them

# Every sentence that `weakness` can answer.
TOO_LONG = "This is longer than a safe phrase can be."
TOO_SHORT = "This is too short. Use six words, or at least 20 characters."
WELL_KNOWN = "This is a well-known line. Use words that do not belong together."
TOO_EASY = "This could be guessed. Add words that do not belong together, and leave out names, dates and runs of keys."
WEAKNESSES = (TOO_LONG, TOO_SHORT, WELL_KNOWN, TOO_EASY)

_FEWEST_CHARACTERS = 20
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "01234567890")
# Words that guessers try first; none is in our list.
_COMMON = frozenset(
    {
        "admin",
        "arsenal",
        "changeme",
        "charlie",
        "children",
        "cymru",
        "dragon",
        "education",
        "england",
        "gatepost",
        "headteacher",
        "letme",
        "letmein",
        "liverpool",
        "login",
        "london",
        "passphrase",
        "password",
        "passwort",
        "primary",
        "princess",
        "pupils",
        "safe",
        "safeguarding",
        "school",
        "schools",
        "sunshine",
        "teacher",
        "teachers",
        "wales",
    }
)
_LINES = frozenset(
    {
        "a partridge in a pear tree",
        "all that glitters is not gold",
        "all things bright and beautiful",
        "an apple a day keeps the doctor away",
        "baa baa black sheep have you any wool",
        "correct horse battery staple",
        "god save our gracious king",
        "happy birthday to you",
        "hickory dickory dock the mouse ran up the clock",
        "humpty dumpty sat on a wall",
        "i wandered lonely as a cloud",
        "incy wincy spider climbed up the water spout",
        "it was the best of times it was the worst of times",
        "jack and jill went up the hill",
        "mae hen wlad fy nhadau",
        "mary had a little lamb",
        "may the force be with you",
        "once upon a time",
        "our father who art in heaven",
        "row row row your boat gently down the stream",
        "shall i compare thee to a summers day",
        "the cat sat on the mat",
        "the owl and the pussycat went to sea",
        "the quick brown fox jumps over the lazy dog",
        "the wheels on the bus go round and round",
        "to be or not to be that is the question",
        "twinkle twinkle little star how i wonder what you are",
        "you shall not pass",
    }
)


@cache
def words() -> tuple[str, ...]:
    """The 2,048 words that phrases are proposed from, in order of the alphabet; no two begin with the same four."""
    return tuple(files("gatepost.sealing").joinpath("words.txt").read_text("utf-8").split())


def propose() -> str:
    """Six different words drawn at random, with single spaces between."""
    return " ".join(secrets.SystemRandom().sample(words(), WORDS_OF_A_PHRASE))


def fold(phrase: str) -> str:
    """The phrase as it is used: what a phone does to letters, spaces, hyphens and full stops locks nobody out."""
    folded = phrase
    while (further := _folded_once(folded)) != folded:
        folded = further
    return folded


def weakness(phrase: str, *about: str) -> str | None:
    """Why the phrase must not be taken, as one of `WEAKNESSES`, or None.

    `about` are words that others would try first: the person's names, e-mail address and school. It is a floor under
    what people choose, no measure of what is strong: chance makes the best phrases.
    """
    if len(phrase) > LONGEST:
        return TOO_LONG
    folded = fold(phrase)
    if len(folded) < _FEWEST_CHARACTERS:
        return TOO_SHORT
    plain = " ".join(_letters(folded))
    if any(line in plain and len(plain) < len(line) + _FEWEST_CHARACTERS for line in _LINES):
        return WELL_KNOWN
    known = _COMMON | {piece for text in about for piece in _pieces(fold(text))}
    return TOO_EASY if _bits(folded, known) < ENOUGH else None


def _folded_once(phrase: str) -> str:
    """NFKC and small letters; dashes, dots, commas and spaces of any kind are one space; unseen characters go."""
    small = unicodedata.normalize("NFKC", phrase).casefold()
    kept = []
    for character in unicodedata.normalize("NFKC", small):
        category = unicodedata.category(character)
        if category in ("Pd", "Zs", "Zl", "Zp", "Cc") or character in "_.,":
            kept.append(" ")
        elif character in "\u2018\u2019\u02bc\u0060\u00b4":  # a phone writes don't with any of them
            kept.append("'")
        elif category not in ("Cf", "Cs"):
            kept.append(character)
    return " ".join("".join(kept).split())


def _pieces(folded: str) -> list[str]:
    """Runs of letters, runs of digits, and every other character by itself."""
    return re.findall(r"[^\W\d_]+|\d+|[^\w\s]", folded.replace("'", ""))


def _letters(folded: str) -> list[str]:
    return [piece for piece in _pieces(folded) if piece[0].isalpha()]


def _bits(folded: str, known: frozenset[str]) -> float:
    """How many bits a patient guesser needs, at a guess: a word of a list counts 11 however long it is."""
    bits, signs = 0.0, 0
    seen: set[str] = set()
    for piece in _pieces(folded):
        if piece in seen or piece in known:
            bits += 1
        elif _is_run(piece):
            bits += 3
        elif piece[0].isalpha():
            bits += min(11, 2.75 * len(piece)) + min(12, 2 * max(0, len(piece) - 8))
        elif piece.isdigit():
            bits += 6 if re.fullmatch(r"(19|20)\d\d", piece) else min(20, 3 * len(piece))
        else:
            signs += 1
        seen.add(piece)
    return bits + min(8, 2 * signs)


def _is_run(piece: str) -> bool:
    """Whether it is one key held down, or keys that lie or letters that come in a row."""
    if len(piece) < 3:
        return False
    if len(set(piece)) <= 2:
        return True
    return any(piece in row or piece[::-1] in row for row in _ROWS)
