"""Small policy files for the tests of the reader, and what becomes of them."""

import pytest

from gatepost.policy.condition import Condition
from gatepost.policy.document import Policy, Rule
from gatepost.policy.faults import PolicyFaults
from gatepost.policy.parse import read_policy

FRONT = "---\npolicy: p\ntitle: P\nversion: 1\nbinds: everyone\n---\n"
RULE = "```rule A\nwho: teacher\ndoes: post\nverdict: may\n```\n"
PLAIN = FRONT + "**1** (A) Café prose.\n" + RULE


def file_of(*lines: str) -> str:
    """A policy of one clause with one rule; its `lines` begin on line 12 of the file."""
    rule = "\n".join(["```rule A", "who: teacher", "does: post", *lines, "```"])
    return f"{FRONT}**1** (A) Text.\n\n{rule}\n"


def read(text: str) -> Policy:
    return read_policy(text.encode())


def told(source: str | bytes) -> list[str]:
    """The faults of a file, as `line: message` or `line: clause ID: message`."""
    with pytest.raises(PolicyFaults) as raised:
        read_policy(source if isinstance(source, bytes) else source.encode(), "p.md")
    return [line.removeprefix("p.md:") for line in raised.value.lines()]


def the_rule(text: str) -> Rule:
    (rule,) = read(text).rules()
    return rule


def condition_of(text: str) -> Condition | None:
    return the_rule(file_of("verdict: may", f"when: {text}")).when
