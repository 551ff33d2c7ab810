"""Numbers that stand for a person: NHS, pupil (UPN), National Insurance, number plate, passport, driving licence, IP.

Check digits: the NHS number's is modulus 11 (NHS data dictionary), the UPN's letter modulus 23 (DfE's UPN guide).
"""

import re
from collections.abc import Iterator

from gatepost.screening.personal_data.hit import Hit, around
from gatepost.screening.personal_data.words import NEAR

_UPN_LETTERS = "abcdefghjklmnpqrtuvwxyz"  # A is 0; I, O and S are not used
_NHS = re.compile(r"[0-9](?<![0-9].)(?<![0-9][.,]|[\u00a3$+].)(?:[ \t.\-/_*]{0,3}[0-9]){9}(?![0-9]|[.,][0-9])")
_GROUPED = re.compile(r"[0-9]{3}[^0-9]{1,3}[0-9]{3}[^0-9]{1,3}[0-9]{4}")
_UPN = re.compile(r"[0-9](?<=[a-z ./-].)(?:[ \-./]{0,2}[0-9]){10}[ \-./]{0,2}[0-9a-hj-np-rt-z](?![a-z0-9])")
_UPN_LETTER = re.compile(r"(?<![a-z0-9])([a-z])[ \-./]{0,2}$")
_INSURANCE = re.compile(
    r"[0-9o](?<![0-9a-z].(?<=[0-9]).)(?:[ \-./]{0,2}[0-9o]){5}(?![0-9])(?:[ \-./]{0,2}([a-d])(?![a-z0-9]))?"
)
_INSURANCE_LETTERS = re.compile(r"(?<![a-z0-9])([a-z]) ?([a-z])[ \-./:]{0,2}$")
_NEVER_ISSUED = frozenset(("bg", "gb", "nk", "kn", "tn", "nt", "zz"))
_LICENCE = re.compile(r"[0-9](?<![a-z0-9]{6}.)[0156][0-9][0-3][0-9]{2} ?[a-z][a-z9] ?[0-9a-z][ ]?[a-z]{2}(?![a-z0-9])")
_LICENCE_NAME = re.compile(r"(?<![a-z0-9])([a-z][a-z9]{4})[ -]?$")
_NINE = re.compile(r"[0-9](?<![0-9].)(?: ?[0-9]){8}(?![0-9])")
_IP = re.compile(r"[0-9](?<![0-9.].)[0-9]{0,2}(?:\.[0-9]{1,3}){3}(?![0-9]|\.[0-9])")


def nhs_numbers(plain: str) -> Iterator[Hit]:
    """NHS numbers: ten digits, the last of which checks the others."""
    for match in _NHS.finditer(plain):
        digits = re.sub("[^0-9]", "", match[0])
        near = around(plain, *match.span())
        told = NEAR["nhs"].search(near) is not None
        if nhs_valid(digits):
            if not told and (NEAR["thing"].search(near) or NEAR["phone"].search(near) or digits[0] == "0"):
                continue
            if told or _GROUPED.fullmatch(match[0]):
                yield Hit("nhs-number", *match.span(), "certain", "This is an NHS number: its check digit is right.")
            elif plain[max(0, match.start() - 2) : match.start()].strip(" -.")[-1:].isdigit():
                continue  # the end of something longer
            elif len(set(digits)) > 1 and len(set(re.findall("[^0-9]+", match[0]))) < 2:
                why = "This looks like an NHS number: its check digit is right, though it may be some other number."
                yield Hit("nhs-number", *match.span(), "likely", why)
        elif told:
            why = "This may be an NHS number: it has ten digits, but its check digit is wrong."
            yield Hit("nhs-number", *match.span(), "possible", why)


def nhs_valid(digits: str) -> bool:
    """Whether the last of ten digits is the check digit of an NHS number."""
    rest = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return (11 - rest) % 11 == int(digits[9])


def upns(plain: str) -> Iterator[Hit]:
    """Unique pupil numbers: a check letter and twelve digits, or eleven and a letter where it is a temporary one."""
    for match in _UPN.finditer(plain):
        letter = _UPN_LETTER.search(plain, max(0, match.start() - 4), match.start())
        if letter is None:
            continue
        written = letter[1] + re.sub("[^0-9a-z]", "", match[0])
        start = letter.start(1)
        if upn_valid(written):
            yield Hit("upn", start, match.end(), "certain", "This is a pupil number (UPN): its check letter is right.")
        elif written[-1].isdigit() or NEAR["upn"].search(around(plain, start, match.end())):
            why = "This may be a pupil number (UPN): it is written like one, but its check letter is wrong."
            yield Hit("upn", start, match.end(), "possible", why)


def upn_valid(written: str) -> bool:
    """Whether the first letter of a UPN (small letters, no spaces) fits what follows it."""
    values = [int(c) if c.isdigit() else _UPN_LETTERS.find(c) for c in written[1:]]
    if written[0] not in _UPN_LETTERS or len(values) != 12 or -1 in values:
        return False
    return sum(value * weight for weight, value in enumerate(values, 2)) % 23 == _UPN_LETTERS.index(written[0])


def insurance_numbers(plain: str) -> Iterator[Hit]:
    """National Insurance numbers: two letters that are issued, six digits, and A, B, C or D."""
    for match in _INSURANCE.finditer(plain):
        letters = _INSURANCE_LETTERS.search(plain, max(0, match.start() - 6), match.start())
        if letters is None or sum(c.isdigit() for c in match[0]) < 4:
            continue
        prefix = letters[1] + letters[2]
        start = letters.start(1)
        told = NEAR["insurance"].search(around(plain, start, match.end())) is not None
        issued = prefix[0] not in "dfiquv" and prefix[1] not in "dfiquvo" and prefix not in _NEVER_ISSUED
        if issued and told:
            yield Hit("national-insurance", start, match.end(), "certain", "This is a National Insurance number.")
        elif issued and match[1]:
            why = "This looks like a National Insurance number."
            yield Hit("national-insurance", start, match.end(), "likely", why)
        elif told or (match[1] and prefix == "qq"):
            why = "This may be a National Insurance number, but its first letters are none that are given out."
            yield Hit("national-insurance", start, match.end(), "possible", why)


def driving_licences(plain: str) -> Iterator[Hit]:
    """Driving licence numbers: five letters of the surname, the date of birth, initials and checks."""
    for match in _LICENCE.finditer(plain):
        name = _LICENCE_NAME.search(plain, max(0, match.start() - 7), match.start())
        if name is None:
            continue
        start = name.start(1)
        month = int(plain[match.start() + 1 : match.start() + 3]) % 50
        if not 1 <= month <= 12:
            continue
        told = NEAR["licence"].search(around(plain, start, match.end())) is not None
        why = "This is a driving licence number." if told else "This looks like a driving licence number."
        yield Hit("driving-licence", start, match.end(), "certain" if told else "likely", why)


def passports(plain: str) -> Iterator[Hit]:
    """Passport numbers, nine digits, where a word near them says so."""
    for match in _NINE.finditer(plain):
        if NEAR["passport"].search(around(plain, *match.span())):
            yield Hit("passport", *match.span(), "likely", "This looks like a passport number.")


def ip_addresses(plain: str) -> Iterator[Hit]:
    """IP addresses (version 4) where a word near them says so."""
    for match in _IP.finditer(plain):
        if all(int(part) < 256 for part in match[0].split(".")) and NEAR["ip"].search(around(plain, *match.span())):
            yield Hit("ip-address", *match.span(), "likely", "This looks like the IP address of somebody's device.")
