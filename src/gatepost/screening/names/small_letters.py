"""Names made of common words, in small letters: `grace winter` is somebody, `will long remember` is not."""

from gatepost.screening.names.known import each_once
from gatepost.screening.names.view import View
from gatepost.screening.word_list import read_toml

_FILE = "sentence_words.toml"
_lists = read_toml(_FILE, ("forenames", "before", "after", "verbs"))
_FORENAMES = each_once(_lists["forenames"], f"{_FILE}: [forenames]")
_MODALS = frozenset(_lists["forenames"]["modal"].split())
each_once(_lists["before"], f"{_FILE}: [before]")
_NAME_FOLLOWS = frozenset(_lists["before"]["names"].split())
_THINGS = frozenset(_lists["before"]["things"].split())
_THING_FOLLOWS = _THINGS | frozenset(_lists["before"]["clauses"].split())
_NAME_BEFORE = each_once(_lists["after"], f"{_FILE}: [after]")
each_once(_lists["verbs"], f"{_FILE}: [verbs]")
_ASK = frozenset(_lists["verbs"]["ask"].split())
_BARE_VERBS = frozenset(_lists["verbs"]["bare"].split())
_GIVEN = frozenset(_lists["verbs"]["given"].split())
_PARTING = frozenset((", ", " - ", " (", " & ", ": ", "; "))


def is_forename(word: str) -> bool:
    """Whether a forename is no verb, adjective or month: `Grace`, not `Mark` or `May`."""
    return word not in _FORENAMES


def follows_as_a_name(view: View, number: int) -> bool:
    """Whether the word before a name, such as `with`, says that a name comes."""
    return not view.opens(number) and view.words[number - 1] in _NAME_FOLLOWS


def precedes_as_a_name(view: View, number: int) -> bool:
    """Whether the word after a name, such as `won`, says that a name came: not so after `May` and `Will`."""
    follows = number + 1 < len(view.words) and view.words[number + 1] in _NAME_BEFORE and not view.opens(number + 1)
    return follows and view.words[number] not in _MODALS


def reads_as_a_name(view: View, first: int, last: int) -> bool:
    """Whether the words from `first` to `last` are a name rather than a part of their sentence, by their neighbours."""
    words = view.words
    opens = view.opens(first)
    before = "" if opens else words[first - 1]
    if opens and (last + 1 == len(words) or view.opens(last + 1)):
        return True  # nothing but the name
    parted = not opens and is_parted(view, first)
    if before in _THING_FOLLOWS and not parted:
        return False
    if words[first] not in _FORENAMES:
        return True
    if words[last] in _MODALS:
        return False
    if parted or before in _NAME_FOLLOWS:
        return True
    after = words[last + 1] if last + 1 < len(words) else ""
    return words[first] not in _MODALS and after in _NAME_BEFORE


def is_modal(word: str) -> bool:
    """Whether a forename is `may` or `will`."""
    return word in _MODALS


def comes_after_a_thing(view: View, first: int) -> bool:
    """Whether an article or the like stands right before: `the rose`, `my hope`."""
    return not (view.opens(first) or is_parted(view, first)) and view.words[first - 1] in _THINGS


def is_parted(view: View, first: int) -> bool:
    """Whether a comma, a dash or a bracket stands before a word: `hi all, bill herbert here`."""
    return first > 0 and view.gap(first - 1) in _PARTING


def is_given_to(view: View, first: int) -> bool:
    """Whether somebody comes next, by the two words before: `congratulations to`, `well done to`."""
    return first > 1 and not view.opens(first) and view.words[first - 1] == "to" and view.words[first - 2] in _GIVEN


def asks(view: View, first: int) -> bool:
    """Whether a question begins right before a name: `does`, `can`."""
    return not view.opens(first) and view.opens(first - 1) and view.words[first - 1] in _ASK


def did_something(view: View, last: int) -> bool:
    """Whether the word after is one that follows somebody's name, such as `won`."""
    return last + 1 < len(view.words) and not view.opens(last + 1) and view.words[last + 1] in _NAME_BEFORE


def modal_has_its_verb(view: View, first: int, last: int) -> bool:
    """Whether `may` or `will` is a verb here: `will hartley be`, `she will hartley`."""
    before = "" if view.opens(first) or is_parted(view, first) else view.words[first - 1]
    after = view.words[last + 1] if last + 1 < len(view.words) and not view.opens(last + 1) else ""
    return before in _THING_FOLLOWS or after in _BARE_VERBS
