"""What the routes about a draft take and tell: the description of the API is made from it."""

from typing import Any

from ninja import Field, Schema
from pydantic import JsonValue

from gatepost.vocabulary.words import vocabulary
from gatepost.web.checks.api import Decided
from gatepost.web.checks.drafts.brought import MOST_CHILDREN
from gatepost.web.checks.drafts.forms import ACTIONS, LONGEST_DRAFT, NO, YES
from gatepost.web.checks.drafts.uploads import MOST_PHOTOS


def words_of(fact: str) -> list[JsonValue]:
    """The words that a fact takes."""
    return list(vocabulary().facts[fact].values)


class Words(Schema):
    """A text. It travels in the body, and nothing of it is kept."""

    text: str = Field(max_length=LONGEST_DRAFT)
    account: str = Field("personal", json_schema_extra={"enum": words_of("capacity")})


class FoundIn(Schema):
    """One thing found; `start` and `end` count code points of the text that it stands in."""

    label: str = Field(description="A word of the vocabulary.")
    kind: str = Field(description="Its finer name.")
    start: int
    end: int
    sure: str = Field(description="`certain`, `likely` or `possible`.")
    why: str
    advice: str


class Protection(Schema):
    """What the law protects somebody in saying, so that no label is set from it."""

    kind: str
    start: int
    end: int
    sentence: str


class Screening(Schema):
    """What a text holds, as `gatepost screen` writes it."""

    facts: dict[str, dict[str, list[str]]]
    findings: list[FoundIn]
    protections: list[Protection]
    notices: list[str]


class DraftIn(Schema):
    """A draft, as a form."""

    text: str = Field("", max_length=LONGEST_DRAFT)
    action: str = Field("post", json_schema_extra={"enum": list(ACTIONS)})
    account: str = Field("personal", json_schema_extra={"enum": words_of("capacity")})
    handle: str = Field("", max_length=200, description="Of an account in the school's register that is the holder's.")
    platform: str = Field("", max_length=50, description="A platform of the page's list, or a word of `channel`.")
    audience: str = Field("", json_schema_extra={"enum": ["", *words_of("audience")]})
    from_day: str = Field("", description="Year-month-day, with `from_hour`: it does not go out before.", max_length=20)
    from_hour: str = Field("", description="Hours and minutes of the school's clock.", max_length=20)
    role: str = Field("", description="Needed of those whose roles at the school do not tell it.", max_length=50)
    pupils: str = Field(
        "",
        description="Needed with photos: whether one shows pupils.",
        json_schema_extra={"enum": ["", YES, NO, "unsure"]},
    )
    shows: list[str] = Field([], description="What else they show, words of `image-shows`; none where not sure.")
    setting: str = Field("", max_length=50, description="Where they were taken, a word of `image-setting`.")
    children: list[int] = Field([], description="Who is shown, by their numbers on the roll.", max_length=MOST_CHILDREN)
    alt: list[str] = Field([], description="Each photo in words, in their order.", max_length=MOST_PHOTOS)
    facts: str = Field(
        "{}", max_length=LONGEST_DRAFT, description="JSON: answers to `questions`, as an activity holds them."
    )


class FoundThere(FoundIn):
    """One thing found, with the words that it stands on."""

    words: str
    photo: int = Field(description="From 1; 0 for the text.")


class PhotoSeen(Schema):
    """What was seen of a photo."""

    people: bool | None = Field(description="True: people may be in it. Never false: a program cannot tell.")
    tells: list[str] = Field(description="What its file tells beside the picture.")
    notices: list[str]


class Choice(Schema):
    """An answer: `value` as `facts` takes it, of a set one of its words."""

    value: Any
    says: str


class Asked(Schema):
    """A question on which the answer turns."""

    fact: str
    question: str
    why: str
    several: bool
    options: list[Choice]


class Fits(Schema):
    """How long the text is on a platform."""

    platform: str
    letters: int
    over: int = Field(description="How much too long.")
    too_many: int = Field(description="Photos beyond those that one post takes.")


class Checked(Schema):
    """The whole answer to a draft."""

    fine: bool = Field(description="It can go out as it is: nothing speaks against it, and nothing unknown could.")
    says: str
    decision: Decided
    activity: dict[str, Any] = Field(description="What was decided, for the role of the decision.")
    findings: list[FoundThere]
    questions: list[Asked]
    permission_needed: list[str] = Field(description="Clauses under which permission is to be asked.")
    granted: list[str] = Field(description="Permissions held for exactly this draft.")
    news: list[str] = Field(description="That something in it is not to be public yet; never what.")
    complains: bool = Field(description="It reads like a complaint: the school has a way for these.")
    consent: bool | None = Field(description="Whether everybody shown may be; null where that is not known here.")
    kept_out: list[str] = Field(description="Who may not be shown, for those who may know names.")
    photos: list[PhotoSeen]
    protections: list[str]
    notices: list[str]
    counts: list[Fits]


class CheckOut(Schema):
    """The answer; null while the school has no policy here."""

    checked: Checked | None
