"""`gatepost screen`: a draft on each line in, what was found in it on each line out."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gatepost.commands.lines import Line, json_lines, opened
from gatepost.screening.faults import FileFaults
from gatepost.screening.reading import TooLong
from gatepost.screening.roll import read_roll
from gatepost.screening.school import School, read_school
from gatepost.screening.screen import Screened, Screener
from gatepost.vocabulary.nearest import did_you_mean, quoted
from gatepost.vocabulary.words import vocabulary

LONGEST = 5_000_000  # bytes of a line
_KEYS = ("id", "text", "account", "role")
_ALSO_CALLED = {"headteacher": "head", "head teacher": "head", "ta": "support-staff", "pta": "friend"}


class _BadDraft(ValueError):
    """A line that is no draft; the message is a sentence."""


def run(file_name: str, roll: str | None, school: str | None, words: Sequence[str], model: bool) -> int:
    """Answer every line; a bad one gets an error of its own and the rest goes on. Exit code 1 if any was bad.

    A fault in the roll, in the school's file or in a word list is told before the first line; raises OSError where one
    of them cannot be opened.
    """
    try:
        screener = Screener(
            roll=read_roll(roll) if roll else (),
            school=read_school(school) if school else School(),
            model=model,
            words=[Path(one) for one in words],
        )
    except FileFaults as faults:
        print(faults, file=sys.stderr)
        return 1
    code = 0
    with opened(file_name) as (file, shown):
        for line in json_lines(file, LONGEST):
            try:
                told = _answer(screener, line)
            except (_BadDraft, TooLong) as error:
                told = {"id": _identity(line.value), "error": str(error)}
                print(f"{shown}:{line.number}: {error}", file=sys.stderr)
                code = 1
            print(json.dumps(told, ensure_ascii=False))
    return code


def _answer(screener: Screener, line: Line) -> dict[str, Any]:
    if line.fault:
        raise _BadDraft(line.fault)
    draft = _draft(line.value)
    screened = screener.screen(draft["text"], account=draft.get("account"), role=draft.get("role"))
    return {"id": _identity(line.value), **to_json(screened)}


def to_json(screened: Screened) -> dict[str, Any]:
    """`facts` and `findings`; `protections` and `notices` only where there are any."""
    told: dict[str, Any] = {"facts": screened.facts, "findings": [asdict(finding) for finding in screened.findings]}
    if screened.protections:
        told["protections"] = [asdict(protection) for protection in screened.protections]
    if screened.notices:
        told["notices"] = list(screened.notices)
    return told


def _draft(value: Any) -> Mapping[str, Any]:
    """The line's draft. Keys of other names are left unread, unless one looks like a slip for one of ours."""
    if not isinstance(value, dict):
        raise _BadDraft('a draft must be a JSON object, such as {"id": 1, "text": "..."}')
    missing = [key for key in _KEYS if key not in value]
    for key in value:
        if key not in _KEYS and (hint := did_you_mean(key, missing)):
            raise _BadDraft(f"{quoted(key)} is no key of a draft{hint}")
    if "text" not in value:
        raise _BadDraft("there is no `text`")
    if not isinstance(value["text"], str):
        raise _BadDraft("`text` must be a text in quotation marks")
    for key, name in (("account", "capacity"), ("role", "role")):
        word, known = value.get(key), vocabulary().facts[name].values
        if word is not None and word not in known:
            hint = did_you_mean(_ALSO_CALLED.get(word.lower(), word), known) if isinstance(word, str) else ""
            raise _BadDraft(f"{quoted(word)} is no {key}{hint or '; it is one of ' + ', '.join(known)}")
    return value


def _identity(value: Any) -> str | int | None:
    identity = value.get("id") if isinstance(value, dict) else None
    return identity if isinstance(identity, str | int) and not isinstance(identity, bool) else None
