"""The page on sealing says what is so."""

import re

import pytest

from gatepost.sealing import envelope, keyring, phrase, recovery
from gatepost.sealing.card import ALPHABET, GROUPS, HIGHEST_NUMBER
from gatepost.sealing.recovery import Card, cut
from tests.pages import section, text

PAGE = "docs/sealing.md"


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("longest text", f"at most {envelope.LONGEST_TEXT:,} bytes"),
        ("steps", f"{envelope.SMALL_STEP} bytes, from {envelope.LARGE_STEP:,} bytes on {envelope.LARGE_STEP:,}"),
        ("chunk", f"{envelope.CHUNK:,} bytes in clear and {envelope.CHUNK_OVERHEAD} more sealed"),
        ("strength", f"{keyring.STRENGTH.memory_kib // 1024} MiB three times over"),
        ("bounds", f"{keyring.MOST_OPS} passes over {keyring.MOST_MEMORY_KIB // 1024**2} GiB, two at a time"),
        ("cards", f"{recovery.FEWEST_CARDS} to {recovery.MOST_CARDS} cards"),
        ("card", f"{GROUPS} groups of 4 symbols of `{ALPHABET}`"),
        ("numbers", f"1 to {HIGHEST_NUMBER}"),
        ("words", f"a list of {len(phrase.words()):,}"),
    ],
)
def test_every_figure_is_the_librarys(what: str, says: str) -> None:
    assert says in text(PAGE), what


def test_every_format_stands_with_its_first_byte_and_its_length() -> None:
    page = text(PAGE).split("\n## Formats\n")[1]
    for first in (envelope.TEXT, envelope.STREAM, keyring.WRAP, keyring.LOCK, keyring.HELD, recovery.ENVELOPE):
        assert f"`{first.hex()}`" in page
    private = keyring.new_pair()
    wrapped = keyring.wrap(envelope.DataKey.new(), private.public)
    for length in (len(wrapped), keyring.LOCKED_BYTES, len(keyring.hold(private)[1])):
        assert f": {length} in all |" in page


def test_the_compartment_shown_has_the_keys_of_one() -> None:
    made = cut([Card.new(1).public, Card.new(2).public]).to_json()
    shown = section(PAGE, "A compartment").split("```")[1]
    assert set(re.findall(r'"([a-z-]+)":', shown)) == set(re.findall(r'"([a-z-]+)":', made))
