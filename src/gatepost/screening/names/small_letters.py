"""Names made of common words, in small letters: `grace winter` is somebody, `will long remember` is not."""

from gatepost.screening.names.known import each_once
from gatepost.screening.names.view import View
from gatepost.screening.word_list import read_toml

_FILE = "sentence_words.toml"
_lists = read_toml(_FILE, ("forenames", "before", "after"))
_FORENAMES = each_once(_lists["forenames"], f"{_FILE}: [forenames]")
_MODALS = frozenset(_lists["forenames"]["modal"].split())
each_once(_lists["before"], f"{_FILE}: [before]")
_NAME_FOLLOWS = frozenset(_lists["before"]["names"].split())
_THING_FOLLOWS = frozenset(_lists["before"]["things"].split())
_NAME_BEFORE = each_once(_lists["after"], f"{_FILE}: [after]")


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
    if before in _THING_FOLLOWS:
        return False
    if words[first] not in _FORENAMES:
        return True
    if words[last] in _MODALS:
        return False
    parted = not opens and view.gap(first - 1) in (", ", " & ", " - ", " (")
    if parted or before in _NAME_FOLLOWS:
        return True
    after = words[last + 1] if last + 1 < len(words) else ""
    return words[first] not in _MODALS and after in _NAME_BEFORE
