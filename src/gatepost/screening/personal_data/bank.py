"""Bank details: sort code and account number, card (Luhn check), IBAN (modulus 97, ISO 13616)."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from gatepost.screening.personal_data.hit import Hit, ahead, around
from gatepost.screening.personal_data.words import NEAR, WORDS, first_words

STARTS = first_words(WORDS["near"]["account"] | WORDS["near"]["sort_code"])

_SORT_CODE = re.compile(
    r"[0-9](?<![0-9].)(?<![0-9][-./].)[0-9][ \-.:/]{1,3}[0-9]{2}[ \-.:/]{1,3}[0-9]{2}(?![0-9]|[-./][0-9])"
)
_SIX = re.compile(r"[0-9](?<![0-9].)(?<![0-9][.,/-].)(?<![#&].)[0-9]{5}(?![0-9]|[.,/-][0-9])")
_ACCOUNT = re.compile(
    r"[0-9](?<![0-9].)(?<![0-9][.,/-].)(?<![#&].)(?:[0-9]{7}|[0-9]{3}[ -][0-9]{4})(?![0-9]|[.,/-][0-9])"
)
_CARD = re.compile(r"[2-6](?<![0-9].)(?<![+\u00a3$].)(?:[ \-.]{0,2}[0-9]){12,18}(?![0-9])")
_CARD_GROUPS = re.compile(
    r"[0-9]{4}([^0-9]{0,2})[0-9]{4}\1[0-9]{4}\1[0-9]{1,7}|[0-9]{4}[^0-9]{1,2}[0-9]{6}[^0-9]{1,2}[0-9]{4,5}"
)
_IBAN = re.compile(r"[0-9](?<=[a-z]{2}.)(?<![a-z0-9]{3}.)[0-9](?:[ -]?[a-z0-9]){11,30}")
_IBAN_LENGTHS = {"gb": 22, "ie": 22, "fr": 27, "de": 22, "es": 24, "it": 27, "nl": 18, "be": 16, "pl": 28, "pt": 25}
_IBAN_LENGTHS |= {"ro": 24, "lt": 20, "lv": 21, "bg": 22, "hu": 28, "cz": 24, "sk": 24, "gr": 27, "dk": 18, "se": 24}
_PAY = re.compile(
    r"(?<![a-z])(?:send|pay|transfer|put|pop) (?:[a-z]{1,12} ){0,2}(?:to|into|on|onto) ?:? ?$|(?<![a-z])pay:? $"
)
_ISSUED = re.compile(
    r"4[0-9]{15}|(?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}|3[47][0-9]{13}"
    r"|(?:6011|64[4-9][0-9]|65[0-9]{2}|35(?:2[89]|[3-8][0-9])|62[0-9]{2}|67[0-9]{2}|50[0-9]{2})[0-9]{12}"
)
_RIGHT_BEFORE = 20  # characters
_APART = 70  # characters between a sort code and its account number


def accounts(plain: str, *, named: bool) -> Iterator[Hit]:
    """Sort codes and account numbers: a pair at sight, one alone beside a word for it (`named`: the text has one)."""
    found = [match.span() for match in _ACCOUNT.finditer(plain)]
    paired: set[int] = set()
    codes = [*_SORT_CODE.finditer(plain)]
    if named:
        codes += _SIX.finditer(plain)
    following = 0
    for code in sorted(codes, key=re.Match.start):
        near = around(plain, *code.span())
        while following < len(found) and found[following][0] < code.start():
            following += 1
        for number in (following, following - 1):
            if not 0 <= number < len(found) or number in paired:
                continue
            start, end = min(code.start(), found[number][0]), max(code.end(), found[number][1])
            gap = end - start - (code.end() - code.start()) - (found[number][1] - found[number][0])
            if not 0 <= gap <= _APART or (code.re is _SIX and not NEAR["sort_code"].search(near) and gap > 30):
                continue
            told = named and (NEAR["account"].search(near) or NEAR["sort_code"].search(near))
            if not told and plain[min(code.end(), found[number][1]) : max(code.start(), found[number][0])].strip(
                " ,/|-\n"
            ):
                continue
            paired.add(number)
            why = "These are a sort code and an account number." if told else "These look like bank details."
            yield Hit("bank-details", start, end, "certain" if told else "likely", why)
            break
        else:
            if named and NEAR["sort_code"].search(near):
                yield Hit("bank-details", *code.span(), "likely", "This looks like the sort code of a bank account.")
    for number, (start, end) in enumerate(found if named else ()):
        if number in paired or plain[max(0, start - 6) : start].rstrip(" :").endswith(" code"):
            continue
        if NEAR["account"].search(around(plain, start, end, 30, 12)):
            yield Hit("bank-details", start, end, "likely", "This looks like the number of a bank account.")


def cards_and_ibans(plain: str) -> Iterator[Hit]:
    """Numbers of bank cards, and international account numbers (IBAN) of the countries that families bank in."""
    ibans = list(_ibans(plain))
    yield from ibans
    starts = [hit.start for hit in ibans]
    for match in _CARD.finditer(plain):
        before = bisect_right(starts, match.start()) - 1
        if before >= 0 and match.start() < ibans[before].end:
            continue
        digits = re.sub("[^0-9]", "", match[0])
        near = around(plain, *match.span())
        told = NEAR["card"].search(near) is not None or _PAY.search(near.split("|")[0]) is not None
        if luhn_valid(digits) and len(set(digits)) > 1:
            grouped = _CARD_GROUPS.fullmatch(match[0]) is not None
            issued = _ISSUED.fullmatch(digits) is not None
            # A number as an issuer gives it out is another thing's only where the words right before say so.
            if not told and NEAR["thing"].search(ahead(plain, match.start(), _RIGHT_BEFORE) if issued else near):
                if issued:
                    yield Hit("bank-details", *match.span(), "possible", "This may be the number of a bank card.")
            elif told:
                yield Hit("bank-details", *match.span(), "certain", "This is a card number: its check digit is right.")
            elif grouped or issued:
                yield Hit("bank-details", *match.span(), "likely", "This looks like the number of a bank card.")
            else:
                yield Hit("bank-details", *match.span(), "possible", "This may be the number of a bank card.")
        elif told and len(digits) >= 15:
            why = "This may be a card number, but its check digit is wrong."
            yield Hit("bank-details", *match.span(), "possible", why)


def luhn_valid(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0


def _ibans(plain: str) -> Iterator[Hit]:
    for match in _IBAN.finditer(plain):
        start = match.start() - 2
        length = _IBAN_LENGTHS.get(plain[start : start + 2])
        if length is None:
            continue
        written = ""
        end = start
        while len(written) < length and end < match.end():
            if plain[end].isalnum():
                written += plain[end]
            end += 1
        if len(written) < length or plain[end : end + 1].isalnum():
            continue
        if iban_valid(written):
            yield Hit("bank-details", start, end, "certain", "This is an IBAN, the number of a bank account.")
        elif NEAR["iban"].search(around(plain, start, end)) or sum(map(str.isdigit, written)) >= length - 8:
            why = "This may be an IBAN, the number of a bank account, but its check digits are wrong."
            yield Hit("bank-details", start, end, "possible", why)


def iban_valid(written: str) -> bool:
    """Whether the check digits of an IBAN (small letters, no spaces) are right."""
    turned = written[4:] + written[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1
