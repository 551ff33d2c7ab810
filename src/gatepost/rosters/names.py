"""Names of people: made tidy as they come in, and the skeleton by which two spellings of one name are equal."""

import re
import unicodedata

_LONGEST = 100
_FORMULA = ("=", "+", "-", "@")
_ERROR = re.compile(r"#(?:[A-Z]+/?[A-Z0]*[!?]?|N/A)")  # what a spreadsheet shows where it could not calculate
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # also turns the direction of text
_DAMAGED = re.compile("[ÃÂÄÅâ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]")
_EMAIL = re.compile(r"[^\s@\"(),:;<>\[\]\\=|`']+(?:'[^\s@\"(),:;<>\[\]\\=|`']+)*@[\w-]+(?:\.[\w-]+)+")
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ħ": "h", "ŋ": "n"}
)


class NotAName(ValueError):
    """A text that cannot be the name of a person; the message is a sentence that does not repeat the text."""


def tidy(text: str) -> str:
    """The text in composed Unicode, with single spaces and without characters that nobody sees."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", text)).split())


def has_unseen(text: str) -> bool:
    """Does the text hold characters that nobody sees?"""
    return not text.isascii() and bool(_UNSEEN.search(text))


def is_formula(text: str) -> bool:
    """Would a spreadsheet that opens this cell calculate it?"""
    return text.lstrip().startswith(_FORMULA)


def is_error(text: str) -> bool:
    """Is this what a spreadsheet shows where it could not calculate, such as `#REF!`?"""
    return text.startswith("#") and _ERROR.fullmatch(text) is not None


def looks_damaged(text: str) -> bool:
    """Was the text once read in the wrong encoding, so that `é` became `Ã©` or a question mark in a diamond?"""
    return not text.isascii() and ("\ufffd" in text or bool(_DAMAGED.search(text)))


def name(text: str) -> str:
    """The name, tidy; raises NotAName. An empty text stays empty."""
    clean = tidy(text)
    if not clean or (clean.isalpha() and len(clean) <= _LONGEST and clean.isascii()):
        return clean
    if is_formula(clean):
        raise NotAName("This cell begins as a formula does (=, +, - or @). Type the name itself.")
    if is_error(clean):
        raise NotAName("The spreadsheet could not calculate this cell. Type the name itself.")
    if looks_damaged(clean):
        raise NotAName("The accents in this cell are damaged. Export the file again as UTF-8.")
    if not clean.isprintable():
        raise NotAName("This cell holds control characters. Type the name again.")
    if any(c.isdigit() for c in clean):
        raise NotAName("A name holds no digits. Are the columns of this row in the right order?")
    if "@" in clean or "<" in clean or ">" in clean:
        raise NotAName("This is not a name. Are the columns of this row in the right order?")
    if not any(c.isalpha() for c in clean):
        raise NotAName("A name needs at least one letter.")
    if len(clean) > _LONGEST:
        raise NotAName(f"A name has at most {_LONGEST} characters. Is a quotation mark missing?")
    return clean


def is_email(text: str) -> bool:
    """Could this be an e-mail address? No more than that: only sending to it can tell."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def skeleton(text: str) -> str:
    """The letters of a name alone, without accents and case: `Siân O’Brien-Łuc` is `sianobrienluc`."""
    folded = text.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded.translate(_PLAIN))
    return "".join(c for c in folded if c.isalpha())
