"""The registry names every action that the code appends, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from gatepost.ledger.entry import Entry
from gatepost.web.record.registry import actions

SOURCE = Path(__file__).resolve().parents[3] / "src" / "gatepost" / "web"
_NAME = re.compile(r"[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)+")


def _words(*suffixes: str) -> Iterator[str]:
    """Every literal in the site's code that could name an action of a noun in the registry."""
    nouns = {one.partition(".")[0] for one in actions()}
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            value = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if _NAME.fullmatch(value) and value.partition(".")[0] in nouns and not value.endswith((".toml", ".html")):
                yield value


def _appended() -> Iterator[str]:
    """Every literal that is given as an action to a function that appends."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "append":
                continue
            for keyword in node.keywords:
                if keyword.arg == "action":
                    literals = (one for one in ast.walk(keyword.value) if isinstance(one, ast.Constant))
                    yield from (one.value for one in literals if isinstance(one.value, str))


def test_every_action_that_is_appended_is_in_the_registry() -> None:
    assert set(_appended()) - set(actions()) == set()


def test_every_action_in_the_registry_is_named_by_the_code() -> None:
    assert set(actions()) - set(_words()) == set()


def test_every_name_of_an_action_can_stand_in_an_entry_and_its_sentence_goes_on_from_somebody() -> None:
    for action, sentence in actions().items():
        Entry("site.example/1", 0, "2026-11-21T16:13:59.123456Z", "-", "-", action, "-", {})
        assert sentence == sentence.strip(" .")
        assert sentence[0].islower()
