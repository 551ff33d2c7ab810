"""Names of which one part is an initial."""

from collections.abc import Iterator

from gatepost.screening.names.found import Match
from gatepost.screening.names.index import NEAR, Entry, Index
from gatepost.screening.names.known import COMMON_WORDS, FORENAMES
from gatepost.screening.names.small_letters import follows_as_a_name
from gatepost.screening.names.view import View

INITIAL_GAPS = frozenset((" ", ".", ". ", "_", "-"))
_NO_INITIALS = frozenset("abiknorstuvxy")  # words and short forms of words, where neither dot nor capital says more
_ITEM_ENDS = ("", ",", ";", ")", "]", "|", "/", "\n")
_WORD_GOES_ON = frozenset("'-&@$|€£")


def initial_first(view: View, family_at: int, family: str, index: Index) -> Iterator[Match]:
    """`F. Hartley`, `F J Hartley`, `FJ Hartley`."""
    entries_by_initial = index.by_initial.get(family)
    if not entries_by_initial or all(len(word) > 2 for word in view.words[max(0, family_at - 4) : family_at]):
        return
    for entries in entries_by_initial.values():
        for entry in entries:
            at = family_at - 1 - len(entry.before)
            if at < 0 or not _is_initial(view, at) or not _stands_before(view, family_at, entry):
                continue
            if at and len(view.words[at - 1]) == 1 and _is_initial(view, at - 1):
                if view.words[at - 1][0] == entry.given[0]:
                    at -= 1
                elif not _differs(view, at):
                    continue  # `J. M. Hartley`: somebody else's middle initial
            if view.words[at][0] == entry.given[0] and _initial_evidence(view, at, family_at):
                yield Match(at, family_at, (entry.person,), "initial")


def _stands_before(view: View, family_at: int, entry: Entry) -> bool:
    """Whether the other words of a surname stand before its last one."""
    first = family_at - len(entry.before)
    return first >= 0 and all(
        word.replace("'", "") == name for word, name in zip(view.words[first:family_at], entry.before, strict=True)
    )


def _differs(view: View, at: int) -> bool:
    """Whether the letter before an initial is written otherwise, so that it is a word: `Group C M. Hartley`."""
    return view.capital(at - 1) != view.capital(at) or (view.gap(at - 1) == " " and view.gap(at) != " ")


def surname_first(view: View, family_at: int, family: str, index: Index) -> Iterator[Match]:
    """`Hartley, F.`, `Hartley F.` and, at the end of a line or an item, `Hartley F`."""
    at = family_at + 1
    entries_by_initial = index.by_initial.get(family)
    if not entries_by_initial or at >= len(view.words) or len(view.words[at]) != 1:
        return
    letter, gap = view.words[at], view.gap(family_at)
    after = view.text.plain[view.ends[at] : view.ends[at] + 1]
    if gap not in (" ", ", ") or not view.capital(family_at) or not view.capital(at):
        return
    if after != "." and (after not in _ITEM_ENDS or letter in ("a", "i")):
        return
    for entry in entries_by_initial.get(letter, ()):
        first = family_at - len(entry.before)
        if not _stands_before(view, family_at, entry):
            continue
        common = all(word in COMMON_WORDS for word in view.words[first : family_at + 1])
        if common and (gap == " " or after != "."):
            continue
        if first and view.capital(first - 1) and not view.opens(first - 1) and view.gap(first - 1) == " ":
            continue  # `Oscar Hartley F.`
        if first == 1 and view.gap(0) == " " and view.words[0] in FORENAMES:
            continue
        yield Match(first, at, (entry.person,), "initial")


def _is_initial(view: View, at: int) -> bool:
    word = view.words[at]
    if not word.isalpha() or len(word) > 2 or view.gap(at) not in INITIAL_GAPS:
        return False
    return len(word) == 1 or (word not in COMMON_WORDS and _in_capitals(view, at))


def _initial_evidence(view: View, at: int, family_at: int) -> bool:
    letter = view.words[at]
    gap = view.gap(at)
    dotted = gap != " "
    surname = view.words[family_at]
    common = all(word in COMMON_WORDS for word in view.words[at + 1 : family_at + 1])
    if gap in ("", "_") and common:
        return False
    if view.capital(at) and view.capital(family_at):
        inside = not view.opens(at) and not view.capital(at - 1)  # where a capital says that it is an initial
        return dotted or letter not in ("a", "i") or not common or inside
    if common:
        return dotted and letter not in _NO_INITIALS and follows_as_a_name(view, at)
    if dotted:
        # `option b. Hartley came` begins a sentence with the surname; `b. hartley` is in small letters throughout.
        return not view.opens(family_at) or view.capital(at) == view.capital(family_at)
    return letter not in _NO_INITIALS and len(surname) > 3


def initial_last(view: View, given_at: int, given: str, index: Index) -> Iterator[Match]:
    """`Freya H`."""
    at = given_at + 1
    if at >= len(view.words) or len(view.words[at]) != 1 or view.gap(given_at) not in (" ", "_", "."):
        return
    letter = view.words[at]
    first, entries = given_at, index.by_given_and_initial.get((given, letter))
    for names in index.given_words.get(given, ()) if not entries else ():  # Siu Ling W
        first = given_at - len(names) + 1
        if first >= 0 and tuple(view.words[first:given_at]) == names[:-1]:
            entries = index.by_given_and_initial.get(("".join(names), letter))
            break
    if not entries or not view.capital(at) or not view.capital(given_at):
        return
    after = view.text.plain[view.ends[at] : view.ends[at] + 2]
    if (
        after[:1] in _WORD_GOES_ON
        or (after[:1] in ("!", "+") and after[1:].isalnum())
        or (after[:1] != "." and (letter == "i" or (letter == "a" and _in_capitals(view, given_at))))
    ):
        return
    following = view.words[at + 1] if at + 1 < len(view.words) else ""
    if after in (". ", ".") or after[:1] == " ":
        common = following in COMMON_WORDS and after[:1] == "."
        if following and view.capital(at + 1) and not common:
            return  # somebody else's middle initial
    if first and view.capital(first - 1) and not view.opens(first - 1) and view.gap(first - 1) == " ":
        return  # the end of a longer name
    for entry in entries[:1]:
        yield Match(first, at, (entry.person,), "initial")


def _in_capitals(view: View, number: int) -> bool:
    return view.text.cased[view.starts[number] : view.ends[number]].isupper()


def initial_joined(view: View, index: Index) -> Iterator[Match]:
    """`fhartley`, as in handles."""
    for number, sight in view.sights.items():
        word = view.words[number]
        for family, how in sight.families:
            if how == NEAR and len(family) > 3 and word[1:] == family and family not in COMMON_WORDS:
                for entry in index.by_initial.get(family, {}).get(word[0], ())[:1]:
                    yield Match(number, number, (entry.person,), "initial")
