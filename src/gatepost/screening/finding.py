"""One thing found in a text: where, what, how sure, why, and what to do about it."""

from dataclasses import dataclass
from typing import Literal

Sure = Literal["certain", "likely", "possible"]
SURENESS: tuple[Sure, ...] = ("certain", "likely", "possible")  # strongest first


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    `label` is a value of the facts `content`, `mentions` or `uses` of the vocabulary, and `kind` its finer name.
    `start` and `end` count Unicode code points of the original text, `end` not included. `why` and `advice` are
    plain sentences for the person who wrote the text.
    """

    label: str
    kind: str
    start: int
    end: int
    sure: Sure
    why: str
    advice: str
