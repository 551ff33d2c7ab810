"""Word lists are checked when they are read."""

from pathlib import Path

import pytest

from gatepost.screening.word_list import ListError, read_lines, read_toml


def test_a_list_is_read_without_its_comments(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("# all of it\none  # the first\n\ntwo words\n", encoding="utf-8")
    assert read_lines("list.txt", tmp_path) == ["one", "two words"]


def test_an_entry_that_stands_twice_is_named_with_both_lines(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("one\ntwo\none\n", encoding="utf-8")
    with pytest.raises(ListError, match=r"list\.txt:3: `one` stands already in line 1"):
        read_lines("list.txt", tmp_path)


@pytest.mark.parametrize(
    "text",
    ["[leters]\na = 'b'\n", "[letters]\na = 'b'\na = 'c'\n", "[letters]\na = 1\n", "letters = 'a'\n", ""],
    ids=["unknown table", "twice", "no text", "no table", "missing"],
)
def test_a_table_that_is_not_as_it_should_be_is_refused_by_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "list.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ListError, match=r"list\.toml"):
        read_toml("list.toml", ("letters",), tmp_path)
