"""Finds the names of a roll in the words of a text, and says how each was written."""

from collections.abc import Iterator

from gatepost.screening.names.aliases import FULL, HALF
from gatepost.screening.names.found import Match
from gatepost.screening.names.index import EXACT, FAR, LEET, NEAR, PET, Entry, Index, is_common
from gatepost.screening.names.initials import INITIAL_GAPS, initial_first, initial_last, surname_first
from gatepost.screening.names.known import COMMON_WORDS, FORENAMES, SURNAMES
from gatepost.screening.names.signs import stands_for
from gatepost.screening.names.small_letters import reads_as_a_name
from gatepost.screening.names.spelling import edits, sound
from gatepost.screening.names.view import View

_MIDDLE_NAMES = 2  # words that may stand between forename and surname
_CHAIN = 8  # words that may share one surname: `Freya, Tom and Zoe Hartley`
_MIDDLE_GAPS = frozenset((" ", ". ", "_", "-"))
_AND = frozenset(("and", "n", "a", "y", "i"))  # English and Welsh, Spanish, Polish
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "madam", "coach"))
_INITIALS = 2  # letters that may stand between a title and a surname


def whole_names(view: View, index: Index) -> Iterator[Match]:
    """Names with a forename, or an initial, and a surname."""
    for number, sight in view.sights.items():
        for family, family_how in sight.families:
            partners = index.by_family[family]
            yield from _backwards(view, number, family_how, partners)
            yield from _forwards(view, number, family_how, partners)
            if family_how == EXACT:
                yield from initial_first(view, number, family, index)
                yield from surname_first(view, number, family, index)
        for given, given_how in sight.givens:
            if given_how == EXACT:
                yield from initial_last(view, number, given, index)


def _backwards(view: View, family_at: int, family_how: int, partners: dict[str, list[Entry]]) -> Iterator[Match]:
    sights = view.sights
    nearest = family_at
    for at in range(family_at - 1, max(-1, family_at - 1 - _CHAIN), -1):
        sight = sights.get(at)
        paired = [pair for pair in sight.givens if pair[0] in partners] if sight else ()
        if not paired:
            continue
        if not all(view.joins(number) for number in range(at, nearest)):
            return
        nearest = at
        for given, given_how in paired:
            for entry in partners[given]:
                match = _between(view, at, family_at, given_how, family_how, entry)
                if match:
                    yield match


def _between(view: View, at: int, family_at: int, given_how: int, family_how: int, entry: Entry) -> Match | None:
    words = [word.replace("'", "") for word in view.words[at + 1 : family_at]]
    if entry.before:
        before_how = _before(words[-len(entry.before) :], entry.before)
        if before_how is None:
            return None
        family_how = max(family_how, before_how)
        words = words[: -len(entry.before)]
    how = _spelling(view, (at, family_at), given_how, family_how, entry)
    if how is None:
        return None
    if not words:
        return Match(at, family_at, (entry.person,), "order" if "," in view.gap(at) and how == "full" else how)
    middle = range(at + 1, at + 1 + len(words))
    plain = len(words) <= _MIDDLE_NAMES and max(given_how, family_how) <= NEAR
    if plain and all(view.gap(number - 1) in _MIDDLE_GAPS and _middle_name(view, number) for number in middle):
        return Match(at, family_at, (entry.person,), how if how != "full" else "middle")
    if _shares_surname(view, middle):
        return Match(at, at, (entry.person,), "shared" if how in ("full", "short") else how)
    return None


def _before(words: list[str], before: tuple[str, ...]) -> int | None:
    """How the first words of a surname are written; None when they are others."""
    if tuple(words) == before:
        return EXACT
    if len(words) != len(before):
        return None
    if all(map(stands_for, words, before)):
        return LEET
    off = sum(edits(word, name, 1) for word, name in zip(words, before, strict=True) if len(name) > 3 or word != name)
    return NEAR if off == 1 and all(len(name) > 3 or w == name for w, name in zip(words, before, strict=True)) else None


def _middle_name(view: View, number: int) -> bool:
    word = view.words[number]
    if word in _AND or (word in COMMON_WORDS and word not in FORENAMES):
        return False
    return (len(word) == 1 and word.isalpha()) or word in FORENAMES or view.capital(number)


def _shares_surname(view: View, between: range) -> bool:
    """Whether the words are like `and Tom`, or `, Zoe and Tom`: a list of forenames before one surname."""
    words = [view.words[number] for number in between]
    listed = [number for number in between if view.words[number] not in _AND]
    signs = "&" in view.gap(between[0] - 1) or any("&" in view.gap(number) for number in between)
    if not listed or not (signs or any(word in _AND for word in words)) or words[-1] in _AND:
        return False
    return all(view.words[n] in FORENAMES or (view.sights.get(n) and view.sights[n].givens) for n in listed)


def _forwards(view: View, family_at: int, family_how: int, partners: dict[str, list[Entry]]) -> Iterator[Match]:
    """`HARTLEY, Freya` and `Hartley Freya`."""
    at = family_at + 1
    sight = view.sights.get(at)
    if sight is None or not view.joins(family_at) or family_how > NEAR:
        return
    comma = "," in view.gap(family_at)
    for given, given_how in sight.givens:
        for entry in partners.get(given, ()):
            before = len(entry.before)
            start = family_at - before
            words = tuple(word.replace("'", "") for word in view.words[max(0, start) : family_at])
            if words != entry.before or given_how + family_how > NEAR:
                continue
            how = _spelling(view, (at, family_at), given_how, family_how, entry)
            if how == "full":
                yield Match(start, at, (entry.person,), "listed" if comma else "order")
            elif how:
                yield Match(start, at, (entry.person,), how)


def _spelling(view: View, places: tuple[int, int], given_how: int, family_how: int, entry: Entry) -> str | None:
    """How the two words are the name of the entry; None when they rather are something else."""
    worst = max(given_how, family_how)
    if LEET in (given_how, family_how):
        return _signed(view, places, given_how, family_how, entry)
    common = (is_common(entry.given), is_common(entry.family))
    joined = _without_a_space(view, *places)
    capitals = tuple(joined or view.capital(place) for place in places)
    odd = common[0] and entry.given_tier != FULL and entry.given not in FORENAMES  # `deep` for Sandeep
    if odd and not capitals[0] and not reads_as_a_name(view, min(places), max(places)):
        return None
    if common[0] and not all(capitals) and (common[1] or (capitals[1] and not capitals[0])):
        small = worst == EXACT and entry.family_tier != HALF and reads_as_a_name(view, min(places), max(places))
        return "small" if small else None
    if entry.family_tier == HALF:
        return "half" if worst == EXACT and all(capitals) and entry.given_tier == FULL else None
    if worst == EXACT:
        if all(common):
            return "words"
        return "full" if entry.given_tier == FULL and entry.family_tier == FULL else "short"
    if worst == PET:
        plain = family_how == EXACT and entry.given_tier == FULL
        return "pet" if plain and (capitals[1] or not common[1]) else None
    if joined:
        capitals = (False, False)
    return _misspelt(view.words[places[0]], view.words[places[1]], given_how, family_how, entry, capitals)


def _without_a_space(view: View, one: int, other: int) -> bool:
    """Whether two words next to each other are in one handle or file name, where capitals say nothing."""
    first = min(one, other)
    if abs(one - other) != 1 or (gap := view.gap(first)) not in ("", ".", "_", "-"):
        return False
    return gap == "_" or view.text.plain[max(0, view.starts[first] - 1) : view.starts[first]] in ("@", "#")


def _signed(view: View, places: tuple[int, int], given_how: int, family_how: int, entry: Entry) -> str | None:
    if max(given_how, family_how) > LEET or entry.family_tier == HALF:
        return None
    lettered = [any(map(str.isalpha, view.words[place].removesuffix("'s"))) for place in places]
    signed = [given_how == LEET, family_how == LEET]
    if not all(lettered) and not (all(signed) and any(lettered)):
        return None  # a mere number
    near = NEAR in (given_how, family_how)
    return None if near and (entry.given in COMMON_WORDS or entry.family in COMMON_WORDS) else "leet"


def _misspelt(
    given: str, family: str, given_how: int, family_how: int, entry: Entry, capitals: tuple[bool, ...]
) -> str | None:
    if entry.given_tier != FULL:  # a short form with a letter wrong is too far from the name, unless it is long
        return (
            "two-off" if max(given_how, family_how) <= NEAR and len(family) > 3 < len(given) and all(capitals) else None
        )
    if EXACT in (given_how, family_how):
        right = entry.family if given_how else entry.given
        wrong, name = (given, entry.given) if given_how else (family, entry.family)
        if (right in COMMON_WORDS or min(len(name), len(wrong)) <= 3) and not capitals[1 if given_how else 0]:
            return None
        if wrong in (FORENAMES if given_how else SURNAMES) and not _sounds_alike(wrong, name):
            # A name of its own: somebody else, unless what stands on the roll is rare.
            rare = right not in FORENAMES and right not in SURNAMES and name not in FORENAMES and name not in SURNAMES
            return "two-off" if all(capitals) and rare else None
        return "one-off" if NEAR in (given_how, family_how) else "two-off"
    if given in FORENAMES or family in SURNAMES or FAR in (given_how, family_how):
        return None
    return "two-off" if all(capitals) or min(len(given), len(family)) > 4 else None


def _sounds_alike(one: str, other: str) -> bool:
    return len(other) > 3 and sound(one) == sound(other)


def titled_names(view: View, index: Index, staff: dict[str, list[int]]) -> Iterator[Match]:
    """`Mrs Hartley`, for the surnames of staff and governors: from the last word of a surname to whose it is."""
    for number, sight in view.sights.items():
        for family, how in sight.families:
            if how != EXACT or family not in staff:
                continue
            at = number - 1
            while at >= 0 and number - at <= _INITIALS and len(view.words[at]) == 1:
                at -= 1
            if at < 0 or view.words[at] not in _TITLES:
                continue
            if any(view.gap(between) not in INITIAL_GAPS for between in range(at, number)):
                continue
            if (family not in COMMON_WORDS or view.capital(number)) and not _goes_on(view, number):
                yield Match(at, number, tuple(staff[family]), "title")


def _goes_on(view: View, number: int) -> bool:
    """Whether another word of a name follows, so that this one is no surname: `Mr Anwar Begum`."""
    if number + 1 == len(view.words) or view.gap(number) not in (" ", "-") or view.words[number].endswith("'s"):
        return False
    following = view.words[number + 1]
    return view.capital(number + 1) and (following not in COMMON_WORDS or following in SURNAMES)


def joined_names(view: View, tagged: bool) -> Iterator[Match]:
    """Whole names written as one word. Inside a longer word they count above all in a hashtag or handle.

    `tagged`: every word of the view is from one.
    """
    for number, sight in view.sights.items():
        if not sight.inside:
            continue
        word = view.words[number]
        place = view.starts[number]
        in_tag = tagged or view.text.plain[place - 1 : place] in ("#", "@")
        whole = len(word.rstrip("0123456789"))
        for start, end, entry in sight.inside:
            surname = len(entry.family) + sum(map(len, entry.before))
            shortest = min(len(entry.given), surname)
            alone = start == 0 and end >= whole - 1 and (end == whole or word[whole - 1] == "s")
            if entry.given_tier != FULL and not alone:
                continue
            if word in FORENAMES or word in SURNAMES:
                continue
            enough = (end - start >= 7 and shortest >= 3) if alone else (end - start >= 10 and shortest >= 4)
            if in_tag:
                enough = alone or (end - start >= 8 and shortest >= 3)
            if enough:
                inside = (start, end) if len(word) == view.ends[number] - place else None
                yield Match(number, number, (entry.person,), "joined", inside)
