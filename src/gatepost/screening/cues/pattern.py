"""One line of the pattern language, such as `{will} ~2 {harm} (you|u)`, read into steps hung on its rarest word."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from gatepost.vocabulary.nearest import did_you_mean, quoted

LONGEST_GAP = 12  # words
LONGEST_LINE = 4_000  # characters
MOST_STEPS = 14
_MOST_FORMS = 200  # of one phrase, with all its endings
REACH = 16  # words around an anchor that are looked at before a match is walked
MOST_IN_GAPS = 40  # words, all gaps of a pattern together: what `match` may rely on

Phrase = tuple[str, ...]
Sets = Mapping[str, tuple[Phrase, ...]]
Cut = Callable[[str], Phrase]  # a text into words, as the reading of a draft cuts it

_TOKEN = re.compile(r"[()\[\]|^$]|\{[^{}]*\}|~\d{0,3}|[^\s()\[\]|{}~]+|.")
PRICE = "<price>"
WILD = ("<number>", PRICE, "<name>", "<any>")
# A pattern hung on one of these would be tried on nearly every draft.
_FREQUENT_WORDS = """
a about after all am an and any are as at back be been but by can come did do for from get go got had has have he her
here him his how i if in is it just know like look me my no not now of on one or our out she so some that the their
them there they this time to today u up us was we well were what when who will with would you your school class child
children kids year day new really good i'm it's we're don't i'll you're that's
"""
_FREQUENT = frozenset(_FREQUENT_WORDS.split())
# Without their apostrophe these would be other words.
_OTHER_WORDS = ("he'll", "i'd", "i'll", "it's", "she'd", "she'll", "we'd", "we'll", "we're", "who're", "won't", "can't")


class PatternError(ValueError):
    """A pattern that cannot be read; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Step:
    """What may stand next: a word of `words`, or a phrase, its rest found under its first word.

    `gap` is instead up to so many words of anything; `wild` instead one of WILD: a number, a word after a pound
    sign, a word that reads as a name, any word.
    In the steps before an anchor the words of a phrase run backwards, as the steps do.
    """

    words: frozenset[str] = frozenset()
    phrases: Mapping[str, tuple[Phrase, ...]] | None = None
    optional: bool = False
    gap: int = 0
    wild: tuple[str, ...] = ()


# A word of the set has to stand between these two numbers of words from the anchor, the second left out.
Near: TypeAlias = tuple[int, int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Hung:
    """A pattern seen from one word: what stands before it, nearest first, and what stands after it."""

    before: tuple[Step, ...]
    after: tuple[Step, ...]
    starts: bool  # the match begins its sentence
    ends: bool  # the match ends its sentence
    beside: tuple[tuple[int, frozenset[str]], ...] = ()  # Near of one word, by the number of the word
    near: tuple[Near, ...] = ()  # the others; both are told before a match is walked
    fixed: bool = False  # `beside` tells all there is to tell of its words


@dataclass(frozen=True, slots=True)
class _Item:
    phrases: tuple[Phrase, ...] = ()
    optional: bool = False
    gap: int = 0
    wild: tuple[str, ...] = ()


def read_pattern(line: str, sets: Sets, cut: Cut) -> list[tuple[str, Hung]]:
    """The pattern hung on each word that can anchor it; raises PatternError."""
    if len(line) > LONGEST_LINE:
        raise PatternError(f"a pattern is at most {LONGEST_LINE} characters long")
    tokens = [token for token in _TOKEN.findall(line) if not token.isspace()]
    starts, ends = tokens[:1] == ["^"], tokens[-1:] == ["$"]
    items = _items(tokens[starts : len(tokens) - ends], sets, cut)
    if len(items) > MOST_STEPS:
        raise PatternError(f"a pattern has at most {MOST_STEPS} parts")
    if sum(item.gap for item in items) > MOST_IN_GAPS:
        raise PatternError(f"the gaps of a pattern add up to at most {MOST_IN_GAPS} words")
    solid = [number for number, item in enumerate(items) if item.phrases and not item.optional and not item.wild]
    priced = [
        number for number, item in enumerate(items) if item.wild == (PRICE,) and not (item.phrases or item.optional)
    ]
    if priced:  # few drafts have one
        return [(PRICE, _hung(items, priced[0], (), (), starts, ends))]
    if not solid:
        raise PatternError("a pattern needs at least one word that must be there")
    at = min(solid, key=lambda number: _cost(items[number].phrases))
    anchored = []
    shared: dict[tuple[Phrase, Phrase], Hung] = {}
    for phrase in items[at].phrases:
        key = min(range(len(phrase)), key=lambda i: (phrase[i] in _FREQUENT, -len(phrase[i])))
        around = phrase[:key], phrase[key + 1 :]
        if around not in shared:
            shared[around] = _hung(items, at, *around, starts, ends)
        anchored.append((phrase[key], shared[around]))
    return anchored


def read_words(text: str, sets: Sets, cut: Cut) -> tuple[Phrase, ...]:
    """The words and phrases of one set, parted by `|`; raises PatternError."""
    tokens = [token for token in _TOKEN.findall(text) if not token.isspace()]
    return _alternatives(tokens, sets, cut)


def _cost(phrases: tuple[Phrase, ...]) -> tuple[int, int]:
    frequent = sum(1 for phrase in phrases if all(word in _FREQUENT for word in phrase))
    return frequent, len(phrases)


def _hung(items: list[_Item], at: int, left: Phrase, right: Phrase, starts: bool, ends: bool) -> Hung:
    before = [_step(item, backwards=True) for item in reversed(items[:at])]
    after = [_step(item, backwards=False) for item in items[at + 1 :]]
    before[:0] = [Step(words=frozenset({word})) for word in reversed(left)]
    after[:0] = [Step(words=frozenset({word})) for word in right]
    near = [*_near(after), *((1 - high, 1 - low, keys) for low, high, keys in _near(before))]
    near = [one for one in near if one[0] >= -REACH and one[1] <= REACH]
    near.sort(key=lambda one: (one[1] - one[0], len(one[2])))
    beside = tuple((low, keys) for low, high, keys in near if high - low == 1)
    wider = tuple(one for one in near if one[1] - one[0] > 1)
    fixed = len(beside) == len(before) + len(after) and not any(step.phrases for step in (*before, *after))
    return Hung(tuple(before), tuple(after), starts, ends, beside, wider, fixed)


def _near(steps: Sequence[Step]) -> Iterator[Near]:
    """For each step that must be there: how near and how far its first word stands, and the words it can be."""
    least, most = 1, 1
    for step in steps:
        if not (step.optional or step.gap or step.wild):
            yield least, most + 1, step.words.union(step.phrases or ())
        least += not (step.optional or step.gap)
        longest = max((len(rest) + 1 for rests in (step.phrases or {}).values() for rest in rests), default=1)
        most += step.gap or longest


@lru_cache(maxsize=4096)  # the same sets stand in many patterns
def _step(item: _Item, *, backwards: bool) -> Step:
    words: set[str] = set()
    longer: dict[str, list[Phrase]] = {}
    for phrase in item.phrases:
        if len(phrase) == 1:
            words.add(phrase[0])
        else:
            first, *rest = reversed(phrase) if backwards else phrase
            longer.setdefault(first, []).append(tuple(rest))
    phrases = {first: tuple(rests) for first, rests in longer.items()} or None
    return Step(frozenset(words), phrases, item.optional, item.gap, item.wild)


def _items(tokens: list[str], sets: Sets, cut: Cut) -> list[_Item]:
    items: list[_Item] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token in ("(", "["):
            close = ")" if token == "(" else "]"
            if close not in tokens[at:]:
                raise PatternError(f"{quoted(token)} is not closed by {quoted(close)}")
            end = tokens.index(close, at)
            inside = tokens[at:end]
            wild = tuple(other for other in inside if other in WILD)
            words = _joined([other for other in inside if other not in WILD]) if wild else inside
            items.append(_Item(_alternatives(words, sets, cut), optional=token == "[", wild=wild))
            at = end + 1
        elif token.startswith("~"):
            gap = int(token[1:] or 0)
            if not 1 <= gap <= LONGEST_GAP:
                raise PatternError(f"a gap is `~1` to `~{LONGEST_GAP}`, not {quoted(token)}")
            items.append(_Item(gap=gap))
        elif token in WILD:
            items.append(_Item(wild=(token,)))
        else:
            items.append(_Item(_alternatives([token], sets, cut)))
    if items and (items[0].gap or items[-1].gap):
        raise PatternError("a gap stands between two words, not at an end")
    return items


def _joined(tokens: list[str]) -> list[str]:
    """The tokens without the bars that parted what was taken out."""
    kept: list[str] = []
    for token in tokens:
        if token != "|" or (kept and kept[-1] != "|"):
            kept.append(token)
    return kept[:-1] if kept[-1:] == ["|"] else kept


def _alternatives(tokens: list[str], sets: Sets, cut: Cut) -> tuple[Phrase, ...]:
    found: dict[Phrase, None] = {}
    each: list[list[str]] = [[]]
    for token in tokens:
        if token == "|":
            each.append([])
        else:
            each[-1].append(token)
    for words in each:
        if not words:
            raise PatternError("there is nothing between two bars or brackets")
        for phrase in _phrases(words, sets, cut):
            found[phrase] = None
    return tuple(found)


def _phrases(tokens: list[str], sets: Sets, cut: Cut) -> list[Phrase]:
    if len(tokens) == 1 and tokens[0].startswith("{") and tokens[0].endswith("}"):
        name = tokens[0][1:-1].strip()
        if name not in sets:
            raise PatternError(f"{quoted(tokens[0])} is not a set{did_you_mean(name, sets)}")
        return list(sets[name])
    phrases: list[Phrase] = [()]
    for token in tokens:
        if token.startswith("{") and token.endswith("}"):
            phrases = _every(phrases, _phrases([token], sets, cut))
            continue
        if not any(char.isalnum() for char in token) or token.startswith(("{", "~", "<")):
            raise PatternError(f"{quoted(token)} cannot stand here{did_you_mean(token, WILD)}")
        phrases = _every(phrases, _forms(token, cut))
    return [phrase for phrase in phrases if phrase]


def _every(phrases: list[Phrase], forms: list[Phrase]) -> list[Phrase]:
    if len(phrases) * len(forms) > _MOST_FORMS:
        raise PatternError("too many endings in one phrase")
    return [phrase + form for phrase in phrases for form in forms]


def _forms(token: str, cut: Cut) -> list[Phrase]:
    """A word as drafts may hold it: with the usual endings where `+` follows it, without its apostrophe."""
    word = token.lower()
    if word.endswith("+"):
        texts = endings(word.rstrip("+"))
    elif "'" in word and word not in _OTHER_WORDS:
        texts = [word, word.replace("'", "")]
    else:
        texts = [word]
    return list(dict.fromkeys(cut(text) for text in texts))


def endings(word: str) -> list[str]:
    """The word and its regular forms: steal, steals, stealed, stealing; some are no word, which does no harm."""
    stem = word[:-1]
    if word.endswith("e"):
        return [word, word + "s", word + "d", stem + "ing"]
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return [word, stem + "ies", stem + "ied", word + "ing"]
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return [word, word + "es", word + "ed", word + "ing"]
    forms = [word, word + "s", word + "ed", word + "ing"]
    if re.search(r"[^aeiou][aeiou][bdgklmnprt]$", word):
        forms += [word + word[-1] + "ed", word + word[-1] + "ing"]
    return forms
