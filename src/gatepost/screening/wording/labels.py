"""What the wording of each label reads like, and what to do about it: sentences from lists/wording/labels.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from gatepost.screening.tone.entries import check_keys, line_of, tables
from gatepost.screening.word_list import ListError
from gatepost.screening.wording.model import FOLDER
from gatepost.vocabulary import vocabulary
from gatepost.vocabulary.nearest import did_you_mean, quoted

_FILE = "labels.toml"


@dataclass(frozen=True, slots=True)
class Asking:
    """`reads` completes "these words read like ..."; `advice` is a sentence for the person who wrote the text."""

    reads: str
    advice: str


@lru_cache(maxsize=1)
def askings() -> Mapping[str, Asking]:
    """The list that Gatepost brings; raises ListError."""
    return read_askings(FOLDER.joinpath(_FILE).read_text(encoding="utf-8"), _FILE)


def read_askings(text: str, name: str) -> Mapping[str, Asking]:
    """An asking for each label; raises ListError for an unknown label or key."""
    known = vocabulary().facts["content"].values
    found = {}
    for label, table in tables(text, name).items():
        if label not in known:
            raise ListError(f"{name}:{line_of(text, label)}: {quoted(label)} is no label{did_you_mean(label, known)}")
        if not isinstance(table, dict):
            raise ListError(f"{name}:{line_of(text, label)}: write `[{label}]`, then `reads` and `advice`")
        check_keys(table, {"reads", "advice"}, set(), text, name)
        found[label] = Asking(str(table["reads"]), str(table["advice"]))
    return found
