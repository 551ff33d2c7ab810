"""`gatepost decide`: an activity on each line in, a decision on each line out."""

import json
import sys
from typing import Any

from gatepost.commands.lines import Line, json_lines, opened
from gatepost.law.offices import offices
from gatepost.policy.answer import answer_to_json, answers
from gatepost.policy.library import policy_named
from gatepost.policy.rulebook import Rulebook
from gatepost.vocabulary.activity import Activity, ActivityError


def run(policy_name: str, file_name: str, jurisdiction: str) -> int:
    """Answer every line; a bad one gets an error of its own and the rest goes on. Exit code 1 if any was bad.

    Raises UnknownPolicy, PolicyFaults or OSError before the first line.
    """
    policy = policy_named(policy_name)
    book = Rulebook([policy])
    words = offices(jurisdiction)
    code = 0
    with opened(file_name) as (file, shown):
        for line in json_lines(file):
            try:
                decided = answer_to_json(book, answers(book, _activity(line), policy.name), words)
            except ActivityError as error:
                decided = {"id": _identity(line.value), "error": str(error)}
                print(f"{shown}:{line.number}: {error}", file=sys.stderr)
                code = 1
            print(json.dumps(decided, ensure_ascii=False))
    return code


def _activity(line: Line) -> Activity:
    if line.fault:
        raise ActivityError(line.fault)
    return Activity.from_json(line.value)


def _identity(value: Any) -> str | int | None:
    identity = value.get("id") if isinstance(value, dict) else None
    return identity if isinstance(identity, str | int) and not isinstance(identity, bool) else None
