"""The screening's card is of this code, and the bench that writes it counts what it says."""

import json
from pathlib import Path

import pytest
from bench import screen_quality
from bench.screen_card import HASH_LINE, card
from bench.screen_figures import Figure
from bench.screen_quality import CARD, agreement, code_hash, main, rows


def test_the_card_is_of_this_code() -> None:
    assert f"{HASH_LINE} `{code_hash()}`." in CARD.read_text("utf-8"), "run `python -m bench.screen_quality` again"


def lines(path: Path, *entries: dict[str, object]) -> None:
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    (tmp_path / "roll.csv").write_text("kind,forename,surname\npupil,Amelia,Whitaker\n", encoding="utf-8")
    (tmp_path / "school.toml").write_text('contacts = ["01632 960123"]\n', encoding="utf-8")
    lines(
        tmp_path / "names.jsonl",
        {"id": "n1", "text": "Saw Amelia Whitaker", "disguise": "plain", "span": [4, 19], "role": "teacher"},
        {"id": "n2", "text": "Saw somebody else", "disguise": "plain", "span": [4, 12], "role": "teacher"},
    )
    lines(tmp_path / "unrelated.jsonl", {"id": "u1", "text": "Nice weather"}, {"id": "u2", "text": "Amelia Whitaker"})
    lines(
        tmp_path / "personal.jsonl",
        {"id": "d1", "text": "Ring her on 07700 900123", "kind": "phone", "span": [12, 24]},
        {"id": "d2", "text": "Ring us on 01632 960123", "kind": None, "span": None},
    )
    lines(
        tmp_path / "abuse.jsonl",
        {"id": "a1", "text": "you fucking idiot", "functionality": "profanity-hateful", "flag": True},
        {"id": "a2", "text": "A good morning to all", "functionality": "benign-school", "flag": False},
    )
    lines(
        tmp_path / "posts.jsonl",
        {
            "id": "p1",
            "text": "I'll kill you tonight",
            "labels": ["threatening"],
            "account": "personal",
            "role": "parent",
        },
        {"id": "p2", "text": "A good morning to all", "labels": [], "account": "personal", "role": "teacher"},
    )
    lines(tmp_path / "posts_second.jsonl", {"id": "p1", "labels": ["threatening"]}, {"id": "p2", "labels": ["sexual"]})
    lines(tmp_path / "posts_frozen.jsonl", {"id": "f1", "text": "Secret words", "labels": ["confidential"]})
    return tmp_path


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen_quality, "LARGE", 3_000)


def run(sets: Path, *options: str) -> str:
    page = sets / "card.md"
    with pytest.raises(SystemExit):
        main(["--sets", str(sets), "--card", str(page), *options])
    return page.read_text("utf-8")


def test_every_figure_is_counted_and_every_miss_is_listed(sets: Path) -> None:
    page = run(sets)
    assert "| plain | 1 of 2 | 50.0 % | 99.0 %, missed |" in page
    assert "- `n2` Saw somebody else" in page
    assert "| unrelated posts left alone | 1 of 2 | 50.0 % | 99.9 %, missed |" in page
    assert "| phone | 1 of 1 | 100.0 % | 98.0 % |" in page
    assert "| hard negatives left alone | 1 of 1 | 100.0 % |  |" in page
    assert "| profanity-hateful | 1 of 1 | 100.0 % | 100.0 % |  |" in page
    assert "| benign-school | 1 of 1 | 100.0 % | 100.0 % | 99.0 % |" in page
    assert "| threatening | 1 of 1 | 100.0 % | 0 of 1, 0.0 % | 1.00 |" in page
    assert "They have not been opened." in page


def test_an_opening_of_the_frozen_part_is_recorded_and_stands_in_the_card(sets: Path) -> None:
    page = run(sets, "--frozen")
    (opened,) = rows(sets / "opened.jsonl")
    assert opened["code"] == code_hash()
    line = f"| frozen | {opened['at']} | `{code_hash()}` |"
    assert line in page
    assert "Secret words" not in page
    assert line in run(sets)
    assert len(rows(sets / "opened.jsonl")) == 1


def test_a_part_that_was_opened_is_not_opened_again_and_a_new_one_is(sets: Path) -> None:
    run(sets, "--frozen")
    lines(sets / "posts_frozen_2.jsonl", {"id": "g1", "text": "Other words", "labels": []})
    page = run(sets, "--frozen")
    assert [one["part"] for one in rows(sets / "opened.jsonl")] == ["frozen", "frozen-2"]
    assert page.count("\n| frozen | ") == page.count("\n| frozen-2 | ") == 1
    run(sets, "--frozen")
    assert len(rows(sets / "opened.jsonl")) == 2


def test_agreement_is_kappa(sets: Path) -> None:
    agreed = agreement(sets)
    assert agreed["threatening"] == 1.0
    assert agreed["sexual"] == 0.0
    (sets / "posts_second.jsonl").unlink()
    assert agreement(sets) == {}


def test_a_miss_cannot_break_the_page() -> None:
    figure = Figure("names", "plain", 0, 1, None, (("x", "# [a](b) | `c`\n<b>\u202e" + "z" * 500),))
    page = card([figure], 0, 0, {}, [], "hash")
    (line,) = [line for line in page.splitlines() if line.startswith("- `x`")]
    assert line.startswith("- `x` \\# \\[a\\](b) \\| \\`c\\` \\<b\\> z")
    assert len(line) < 300
