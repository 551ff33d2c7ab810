"""`gatepost check`: a draft with its photos is screened and decided, and the answer is said in words."""

import errno
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gatepost.checking.found import NO_PICTURE, as_facts, labels, of_pictures
from gatepost.checking.open import Open, brings, is_fine, still_open
from gatepost.commands.explained import parts, show
from gatepost.commands.saying import NotSaid, Said, read_said
from gatepost.law.offices import offices
from gatepost.policy.answer import TAKEN, Answer, answer, answer_to_json
from gatepost.policy.explain import explain
from gatepost.policy.library import policy_named
from gatepost.policy.rulebook import Rulebook
from gatepost.screening.faults import FileFaults
from gatepost.screening.finding import Finding
from gatepost.screening.reading import LONGEST, TooLong
from gatepost.screening.roll import read_roll
from gatepost.screening.school import School, read_school
from gatepost.screening.screen import Screened, Screener
from gatepost.vocabulary.activity import Activity, ActivityError, Value, value_to_json
from gatepost.vocabulary.words import vocabulary

if TYPE_CHECKING:
    from gatepost.screening.pictures import PictureSeen

FINE, CHANGE, WRONG_USE = 0, 1, 2
_MOST_BYTES = 4 * LONGEST  # of standard input: no character takes more than four
_LONGEST_QUOTE = 80  # characters
_SURE = {"certain": "sure", "likely": "likely", "possible": "perhaps"}


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed: `text` or `-`, the names of the photos, and what its author says of it."""

    text: str
    photos: Sequence[str]
    role: str
    facts: Mapping[str, str]  # those that have an option of their own
    said: Sequence[str]  # `fact=value`


class _NoDraft(ValueError):
    """A text or a photo that cannot be checked; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class _Noted:
    """One finding: the words that it stands on, and in which photo, empty for the draft itself."""

    words: str
    where: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class _Checked:
    """A draft with everything that was found and decided; `photos` by name."""

    screened: Screened
    photos: Mapping[str, "PictureSeen"]
    noted: Sequence[_Noted]
    book: Rulebook
    answer: Answer
    still: Sequence[Open]

    @property
    def notices(self) -> list[str]:
        """Sentences about the whole, each once."""
        told = chain(self.screened.notices, *(one.notices for one in self.photos.values()))
        return list(dict.fromkeys(told))


def run(draft: Draft, policy: str, jurisdiction: str, roll: str | None, school: str | None, as_json: bool) -> int:
    """Check one draft. Exit code 0: fine as it is. 1: something must change, or it cannot be settled, or it cannot be
    checked. 2: wrong use.

    Raises UnknownPolicy, PolicyFaults or OSError.
    """
    book = Rulebook([policy_named(policy)])
    words = offices(jurisdiction)
    try:
        said = [read_said(one) for one in draft.said]
        text = _text(draft.text)
        screener = Screener(
            roll=read_roll(roll) if roll else (), school=read_school(school) if school else School(), model=True
        )
        checked = _checked(book, words, screener, draft, text, said)
    except (NotSaid, ActivityError) as error:
        print(f"gatepost: {error}", file=sys.stderr)
        return WRONG_USE
    except FileFaults as faults:
        print(faults, file=sys.stderr)
        return CHANGE
    except (_NoDraft, TooLong) as error:
        print(f"gatepost: {error}", file=sys.stderr)
        return CHANGE
    if as_json:
        print(json.dumps(_to_json(checked, words), ensure_ascii=False))
    else:
        _tell(checked, words)
    return FINE if is_fine(book, checked.answer.decision) else CHANGE


def _text(typed: str) -> str:
    """The draft; raises _NoDraft for what is no text."""
    if typed != "-":
        try:
            typed.encode()
        except UnicodeEncodeError:
            raise _NoDraft("the draft is not UTF-8 text") from None
        return typed
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed", "<stdin>")
    content = sys.stdin.buffer.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise _NoDraft(f"<stdin>: this is longer than {_MOST_BYTES // 1_000_000} MB; check it in parts")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _NoDraft("<stdin>: this is not UTF-8 text") from None
    if "\0" in text:
        raise _NoDraft("<stdin>: this is not text; give a photo with --photo")
    return text.removesuffix("\n")


def _checked(
    book: Rulebook, words: Mapping[str, str], screener: Screener, draft: Draft, text: str, said: Sequence[Said]
) -> _Checked:
    account = draft.facts["capacity"]
    screened = screener.screen(text, account, draft.role)
    photos = _photos(draft.photos, screener, account, draft.role)
    noted = [_Noted(text[one.start : one.end], "", one) for one in screened.findings] + [
        _Noted(one.text[one.finding.start : one.finding.end], name, one.finding)
        for name, photo in photos.items()
        for one in photo.found
    ]
    has, lacks = labels(screened, [one.facts for one in photos.values()], [one.finding for one in noted])
    pictured = of_pictures(any(one.name_beside for one in photos.values())) if photos else NO_PICTURE
    facts: dict[str, Value] = {**TAKEN, "role": draft.role, **draft.facts, **pictured, **as_facts(has, lacks)}
    for one in said:
        facts[one.fact] = one.added_to(facts.get(one.fact))
    (policy,) = book.policies
    found = answer(book, Activity(facts), policy, alone=True)
    return _Checked(screened, photos, noted, book, found, still_open(book, found, words))


def _photos(names: Sequence[str], screener: Screener, account: str, role: str) -> dict[str, "PictureSeen"]:
    """Each photo, looked at; raises _NoDraft with the name of the first that cannot be."""
    if not names:
        return {}
    # Here, so that a draft without photos starts none of what looks at them.
    from gatepost.screening.pictures import MOST_BYTES, PictureRefused, look

    found = {}
    for name in dict.fromkeys(names):
        with Path(name).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        try:
            found[name] = look(
                content, file_name=Path(name).name, alt="", screener=screener, account=account, role=role
            )
        except PictureRefused as refused:
            raise _NoDraft(f"{name}: {refused}") from None
    return found


def _tell(checked: _Checked, words: Mapping[str, str]) -> None:
    one = checked.answer
    told = dict(parts(explain(checked.book, one.decision, one.activity, one.fixes, None, words)))
    told.pop("It still turns on")  # with the answers to each below
    print("\n".join(told.pop("")))
    found = {
        "What was found": [_noted_words(each) for each in checked.noted],
        "What the files of the photos tell": [
            f"{name}: {each.says}" for name, photo in checked.photos.items() for each in photo.tells
        ],
        "Bear in mind": [
            *dict.fromkeys(each.sentence for each in checked.screened.protections),
            *(
                f"{name}: people may be in this photo."
                for name, photo in checked.photos.items()
                if photo.people is not None and photo.people.may_be_there
            ),
            *checked.notices,
        ],
    }
    asked = {"Still to be asked": list(chain.from_iterable(_open_words(each, one) for each in checked.still))}
    show({**found, **told, **asked})


def _noted_words(noted: _Noted) -> str:
    line = " ".join(noted.words.split())
    quote = line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1]}…"
    where = f"{noted.where}: " if noted.where else ""
    return f"{where}“{quote}” ({_SURE[noted.finding.sure]}): {noted.finding.why} {noted.finding.advice}"


def _open_words(still: Open, one: Answer) -> list[str]:
    """A question, and below it each answer with what the decision would then be."""
    ways = [f"  {way.label}: {brings(way, one.decision.role)}" for way in still.ways]
    return [f"{still.question} [{still.fact}]", *ways]


def _to_json(checked: _Checked, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "fine": is_fine(checked.book, checked.answer.decision),
        "activity": checked.answer.activity.to_json(),
        "decision": answer_to_json(checked.book, (checked.answer,), words),
        "findings": [{**asdict(one.finding), "words": one.words, "photo": one.where or None} for one in checked.noted],
        "photos": [
            {
                "name": name,
                "people": photo.people.may_be_there or None if photo.people is not None else None,
                "tells": [one.says for one in photo.tells],
            }
            for name, photo in checked.photos.items()
        ],
        "open": [_open_json(one) for one in checked.still],
        "protections": [asdict(one) for one in checked.screened.protections],
        "notices": checked.notices,
    }


def _open_json(still: Open) -> dict[str, Any]:
    fact = vocabulary().facts[still.fact]
    ways = [
        {
            "value": one.value if isinstance(one.value, str) else value_to_json(fact, one.value),
            "says": one.label,
            "outcome": one.outcome,
            "ceiling": one.ceiling,
        }
        for one in still.ways
    ]
    return {"fact": still.fact, "question": still.question, "why": still.why, "several": still.several, "ways": ways}
