"""Telephone numbers and e-mail addresses."""

import re
from collections.abc import Iterator

from gatepost.screening.finding import Sure
from gatepost.screening.personal_data.hit import Hit, ahead, around
from gatepost.screening.personal_data.words import NEAR, WORDS

_GAP = r"[ \t.\-/()~*_\u00b7\u2022]{0,3}"
_DIGIT = r"[0-9o]"
_EXTENSION = r"(?:[ ,]{0,2}(?:extension|ext\.?|x) ?[0-9]{1,5}(?![0-9]))?"
_STOP = r"(?![0-9]|(?<=o)[a-z]|[.:][0-9])"
_UK = re.compile(
    rf"(?:\(?\+{_GAP}|(?<![0-9])00{_GAP}|(?<![0-9a-z+(]))44{_GAP}(?:\(?0\)?)?{_GAP}"
    rf"(?:7(?:{_GAP}{_DIGIT}){{9}}|[12](?:{_GAP}{_DIGIT}){{9}}|[12](?:{_GAP}{_DIGIT}){{8}}){_STOP}{_EXTENSION}"
)
_NATIONAL = re.compile(
    rf"[0o](?<![0-9]0)(?<![0-9][.:,]0)(?<![a-z0-9]o){_GAP}"
    rf"(?:7(?:{_GAP}{_DIGIT}){{9}}|[12](?:{_GAP}{_DIGIT}){{9}}|[12](?:{_GAP}{_DIGIT}){{8}}){_STOP}{_EXTENSION}"
)
_ABROAD = re.compile(rf"\+(?<![0-9a-z]\+)[1-9](?:{_GAP}[0-9]){{7,14}}(?![0-9])")
_SHORT = re.compile(r"[1-9](?<![0-9\u00a3$.,:/-].)(?:[ -]?[0-9]){4,9}(?![0-9]|[.:,/-][0-9]|[a-z%])")
_TIMES = re.compile(r"0[0-9][.:][0-5][0-9][^0-9.]|[0-3]?[0-9][./-][01]?[0-9][./-](?:19|20)?[0-9]{2}(?![0-9])")
_DECIMAL = re.compile(r"0[.,][0-9]{4,}")
_TOLD = re.compile(
    r"(?:(?:call|ring|text|phone|dial|tel|mob|mobile|landline|ffon|ffoniwch)[ :.]{0,2}"
    r"(?:me |us |him |her |them |mum |dad |home |number |no |is |on |at |ar ){0,3}|"
    r"(?:phone|mobile|landline|tel|home|house) ?(?:number|no\.?)?(?: is| on|:| -|'s){0,2} {0,2})$"
)
_RING = re.compile(r"(?<![a-z])(?:tel|mob|phone|mobile|call|ring|text|landline|contact|ffon|or)(?![a-z])")
_NHS_DIGITS = 10
TOLD_STARTS = frozenset(
    ("call", "ring", "text", "phone", "dial", "tel", "mob", "mobile", "landline", "ffon", "ffoniwch", "home", "house")
)
_LETTER_BEFORE = re.compile(r"[a-z]{1,12}$")
_LABELS = frozenset(
    ("t", "m", "p", "h", "w", "tel", "mob", "ph", "phone", "mobile", "call", "text", "ring", "no", "on")
)
_SPOKEN = {
    **{word: digit for digit, word in enumerate(("zero", "one", "two", "three", "four", "five", "six", "seven"))},
    "eight": 8,
    "nine": 9,
    "oh": 0,
    "o": 0,
    "nought": 0,
    "naught": 0,
    "dim": 0,
    "un": 1,
    "dau": 2,
    "tri": 3,
    "pedwar": 4,
    "pump": 5,
    "chwech": 6,
    "saith": 7,
    "wyth": 8,
    "naw": 9,
}
_TIMES_SPOKEN = {"double": 2, "triple": 3, "treble": 3}
SPOKEN_STARTS = frozenset(("zero", "oh", "nought", "naught", "o", "dim"))
_WHY = {
    "certain": "This is a telephone number.",
    "likely": "This looks like a telephone number.",
    "possible": "This may be a telephone number.",
}


def phones(plain: str) -> Iterator[Hit]:
    """Telephone numbers written in digits: mobile and land lines, and numbers abroad that begin with `+`.

    Numbers that begin 03, 05, 08 or 09 are those of organisations and help lines, so nobody's own.
    """
    if "44" in plain:
        for match in _UK.finditer(plain):
            if _is_phone(plain, match):
                yield _phone(plain, *match.span())
    for match in _NATIONAL.finditer(plain):
        if _is_phone(plain, match):
            yield _phone(plain, *match.span())
    if "+" in plain:
        yield from phones_abroad(plain)


def phones_abroad(plain: str) -> Iterator[Hit]:
    """Telephone numbers that begin with `+` and the code of another country."""
    for match in _ABROAD.finditer(plain):
        if not match[0].startswith("+44"):
            yield _phone(plain, *match.span())


def told_to_ring(plain: str) -> Iterator[Hit]:
    """Numbers that are too short alone, after `ring me on` and the like: a local number, a mobile without its 0."""
    for match in _SHORT.finditer(plain):
        digits = re.sub("[^0-9]", "", match[0])
        mobile = len(digits) == 10 and digits[0] == "7"
        if (mobile or 6 <= len(digits) <= 8) and _TOLD.search(ahead(plain, match.start(), 40)):
            sure: Sure = "likely" if mobile else "possible"
            yield Hit("phone", *match.span(), sure, _WHY[sure])


def _is_phone(plain: str, match: re.Match[str]) -> bool:
    text = match[0]
    if _DECIMAL.fullmatch(text) or sum(c.isdigit() for c in text) < 6:
        return False
    before = ahead(plain, match.start(), 30)
    letters = _LETTER_BEFORE.search(before) if before and before[-1].isalpha() else None
    if letters and letters[0] not in _LABELS:
        return False
    if _TIMES.match(text) and not NEAR["phone"].search(before):
        return False
    return not _is_thing(before) and not _is_other_number(ahead(plain, match.start(), 40), text)


def _is_thing(before: str) -> bool:
    """Whether the last words before a number say that it is an order, a ticket, a book."""
    tail = before[-26:]
    return bool(NEAR["thing"].search(tail)) and not NEAR["phone"].search(tail)


def _is_other_number(before: str, text: str) -> bool:
    """Whether the words before say that it is an NHS number (ten digits) or a part of a card number or an IBAN."""
    other = NEAR["card"].search(before) or NEAR["iban"].search(before)
    if other is None and sum(c.isdigit() for c in text) == _NHS_DIGITS and "+" not in text:
        other = NEAR["nhs"].search(before)
    return other is not None and _RING.search(before, other.end()) is None


def _phone(plain: str, start: int, end: int) -> Hit:
    while plain[end - 1] in " .-/(":
        end -= 1
    if plain[start] == "(" and ")" not in plain[start:end]:
        start += 1
    elif plain[start] != "(" and plain[start:end].count(")") > plain[start:end].count("(") and plain[start - 1] == "(":
        start -= 1
    sure: Sure = "certain" if NEAR["phone"].search(around(plain, start, end)) else "likely"
    return Hit("phone", start, end, sure, _WHY[sure])


def spoken_phones(words: list[str], starts: list[int], ends: list[int]) -> Iterator[Hit]:
    """Telephone numbers in words, `oh seven seven double zero ...`, with figures among them."""
    digits = ""
    first = 0
    spoken = 0
    times = 1
    for number, word in enumerate([*words, ""]):
        if word == "hundred" and spoken:
            digits += "00"
            continue
        digit = _SPOKEN.get(word)
        if word in _TIMES_SPOKEN and number - first < 40:
            if not digits:
                first = number
            times = _TIMES_SPOKEN[word]
            continue
        if digit is not None or (word.isascii() and word.isdigit() and len(word) < 12 and len(digits) < 12):
            if not digits and times == 1:
                first = number
            digits += (str(digit) if digit is not None else word) * times
            spoken += digit is not None
            times = 1
            continue
        if spoken >= 3 and 10 <= len(digits) <= 11 and digits[0] == "0" and digits[1] in "127":
            yield Hit(
                "phone", starts[first], ends[number - 1], "likely", "This looks like a telephone number in words."
            )
        digits, spoken, times = "", 0, 1


_LOCAL = re.compile(r"[a-z0-9][a-z0-9._%+'&-]{0,63}")  # read backwards from the @
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9][a-z0-9-]{0,62}){1,8}")
_DOT = r"(?: {0,2}[\[({<] {0,2}(?:dot|\.) {0,2}[\])}>] {0,2}| {1,2}dot {1,2}|_dot_|-dot-)"
_DOT_OR_POINT = rf"(?:{_DOT}|\.)"
_SPACED_DOMAIN = re.compile(rf" {{0,2}}[a-z0-9-]{{1,63}}(?:(?:{_DOT}| {{0,2}}\. {{0,2}})[a-z0-9-]{{2,63}}){{1,4}}")
_AT_HIDDEN = re.compile(
    rf"(?: {{0,2}}[\[({{<\"'*] {{0,2}}(?:at|@) {{0,2}}[\])}}>\"'*] {{0,2}}| at |_at_|-at-)"
    rf"([a-z0-9][a-z0-9-]{{0,40}}(?:{_DOT_OR_POINT}[a-z0-9][a-z0-9-]{{0,40}}){{0,4}})"
)
_LOCAL_HIDDEN = re.compile(rf"[a-z0-9][a-z0-9._%+'-]{{0,63}}(?:{_DOT}[a-z0-9][a-z0-9_+-]{{0,40}}){{0,3}}$")
_LABEL = re.compile(r"[a-z0-9-]+")
_BEFORE_AT = frozenset(("look", "me", "us", "him", "her", "them", "sign", "up", "in", "work", "works", "account", "it"))
_LONGEST_LOCAL = 90
_HAS_HIDDEN_DOT = re.compile(_DOT)
_ENDINGS = WORDS["email"]["endings"]
_OFFICES = WORDS["email"]["offices"]
_PROVIDERS = WORDS["email"]["providers"]


def emails(plain: str) -> Iterator[Hit]:
    """E-mail addresses with an @, but those of an office such as `info@`."""
    at = plain.find("@")
    while at != -1:
        hit = _email_at(plain, at)
        if hit:
            yield hit
        at = plain.find("@", at + 1)


def _email_at(plain: str, at: int) -> Hit | None:
    left = plain[max(0, at - 66) : at]
    stripped = left.rstrip(" ")
    local = _LOCAL.match(stripped[::-1]) if len(left) - len(stripped) <= 2 else None
    if local is None:
        return None
    written = local[0][::-1].lstrip(".'-&+%")
    start = at - (len(left) - len(stripped)) - len(written)
    domain = _DOMAIN.match(plain, at + 1) if stripped == left else None
    if domain is None and stripped == left:
        label = _LABEL.match(plain, at + 1)
        if label and label[0] in _PROVIDERS and written:
            return Hit("e-mail", start, label.end(), "likely", "This looks like an e-mail address without its ending.")
    if domain is None:  # spaces or `dot` written out: only an ending that is known is believed
        domain = _SPACED_DOMAIN.match(plain, at + 1)
    if domain is None or not written:
        return None
    labels = [label for label in _LABEL.finditer(plain, *domain.span()) if label[0] != "dot"]
    if domain.re is _SPACED_DOMAIN or labels[-1][0] not in _ENDINGS:
        while len(labels) > 1 and labels[-1][0] not in _ENDINGS:
            labels.pop()
        if len(labels) == 1 and domain.re is _SPACED_DOMAIN:
            return None
        if len(labels) == 1:
            labels = list(_LABEL.finditer(plain, *domain.span()))
    return _email(written, labels[-1][0], start, labels[-1].end())


def _email(local: str, ending: str, start: int, end: int) -> Hit | None:
    if not ending.isalpha() or len(ending) < 2:
        return None
    if ending not in _ENDINGS:
        return Hit("e-mail", start, end, "possible", "This may be an e-mail address.")
    if local in _OFFICES:
        return None
    return Hit("e-mail", start, end, "certain", "This is an e-mail address.")


def hidden_emails(plain: str) -> Iterator[Hit]:
    """E-mail addresses with `at` or `dot` in words: `jo dot smith at example dot com`, `jo (at) example.com`."""
    for match in _AT_HIDDEN.finditer(plain):
        labels = [label for label in _LABEL.finditer(plain, *match.span(1)) if label[0] != "dot"]
        while len(labels) > 1 and labels[-1][0] not in _ENDINGS:
            labels.pop()  # what follows the address is no part of it
        if not labels:
            continue
        start, end = match.start(), labels[-1].end()
        provider = labels[0][0] in _PROVIDERS
        bracketed = plain[start : match.start(1)].strip() != "at"
        dotted = _HAS_HIDDEN_DOT.search(plain, match.start(1), end) is not None
        plainly = not (bracketed or dotted or provider)
        if plainly and labels[-1][0] not in _ENDINGS:
            continue
        local = _LOCAL_HIDDEN.search(plain, max(0, start - _LONGEST_LOCAL), start)
        if local is None or (plainly and "." not in local[0]):
            continue
        if len(labels) == 1 and not (provider and re.search("[0-9._]", local[0])):
            continue
        if provider and not dotted and not bracketed and local[0] in _BEFORE_AT:
            continue
        yield Hit("e-mail", local.start(), end, "likely", "This looks like an e-mail address written out in words.")
