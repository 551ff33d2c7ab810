"""The page on the ledger says what is so, and its example can be checked by hand as it tells."""

import base64
import re
from hashlib import sha256

import pytest

from gatepost.ledger.checkpoint import read_checkpoint
from gatepost.ledger.entry import LONGEST, from_bytes, to_bytes
from gatepost.ledger.verify import KINDS
from tests.pages import COMMANDS, fences, named, section, text

PAGE = "docs/ledger.md"


def example(name: str) -> str:
    (found,) = [fence.text for fence in fences(COMMANDS) if fence.file == name]
    return found


def test_every_kind_of_finding_has_its_row() -> None:
    told = {named(line)[0] for line in section(PAGE, "What a finding means").splitlines() if line.startswith("| `")}
    assert told == set(KINDS)


def test_every_key_of_an_entry_has_its_row() -> None:
    lines = [line.split("|")[1] for line in section(PAGE, "An entry").splitlines() if line.startswith("| `")]
    entry = from_bytes(example("log.jsonl").splitlines()[2].encode())
    assert {name for line in lines for name in named(line)} == set(entry.__slots__)
    assert f"at most {LONGEST:,} bytes" in text(PAGE)


def test_the_entry_and_head_shown_are_those_of_the_example() -> None:
    (shown,) = [fence.text for fence in fences(PAGE) if fence.language == "json"]
    assert to_bytes(from_bytes(shown.rstrip().encode())).decode() == example("log.jsonl").splitlines()[3]
    (head,) = [fence.text for fence in fences(PAGE) if fence.language == "text"]
    assert head == example("held.txt")


def test_checked_by_hand_the_example_gives_what_the_page_says() -> None:
    leaf = [sha256(b"\0" + line.encode()).digest() for line in example("log.jsonl").splitlines()[2:5]]
    assert f"Its first digits are `{leaf[1].hex()[:8]}`" in text(PAGE)
    root = sha256(b"\1" + sha256(b"\1" + leaf[0] + leaf[1]).digest() + leaf[2]).digest()
    assert f"`{base64.b64encode(root).decode()}`" in text(PAGE)
    assert read_checkpoint(example("held.txt")).root == root


@pytest.mark.parametrize("option", ["--head", "--key"])
def test_the_command_for_a_governor_has_options_that_exist(option: str) -> None:
    (command,) = re.findall(r"^ +(python3 checker.*)$", section(PAGE, "For a governor"), re.MULTILINE)
    assert f" {option} " in command
    assert f"`{option} FILE`" in section(COMMANDS, "ledger verify")
