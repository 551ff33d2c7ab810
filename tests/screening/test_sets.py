"""The sets that measure the reader of drafts keep their promises: counts, shapes, spans, halves that never mix."""

import csv
import json
import shutil
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from bench.screening_sets import make_names, make_personal, make_unrelated

from gatepost.vocabulary import vocabulary

SETS = Path(__file__).resolve().parents[2] / "bench" / "screening_sets"
FILES = (
    "posts",
    "posts_frozen",
    "posts_frozen_2",
    "posts_frozen_3",
    "posts_blind",
    "names",
    "unrelated",
    "personal",
    "abuse",
)
CONTENT = vocabulary().facts["content"].values
FALSE_ALARMS = {
    "negated-hate", "quoting-to-condemn", "referencing-teaching", "neutral-identity", "positive-identity",
    "idiom-violence", "homonym", "benign-school",
}  # fmt: skip
DISGUISES_MUST = ("plain", "nickname", "initial", "hashtag", "unicode", "one-edit", "leet", "both-misspelt")

Row = dict[str, Any]


def rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def posts() -> list[Row]:
    return rows("posts") + rows("posts_frozen") + rows("posts_frozen_2") + rows("posts_frozen_3")


# All sets


@pytest.mark.parametrize("name", FILES)
def test_file_is_json_lines_with_readable_letters(name: str) -> None:
    for line in (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        assert line == json.dumps(json.loads(line), ensure_ascii=False)


def test_no_id_stands_twice() -> None:
    ids = [row["id"] for name in FILES if name != "posts_blind" for row in rows(name)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", FILES)
def test_no_text_is_empty_or_stands_twice(name: str) -> None:
    if name == "personal":  # the same number may be asked for twice
        texts = [(row["kind"], row["text"]) for row in rows(name)]
    else:
        texts = [row["text"] for row in rows(name)]
    assert all(texts)
    assert len(texts) == len(set(texts))


# Posts


def test_posts_are_many_and_their_halves_are_disjoint() -> None:
    parts = {"open": "posts", "frozen": "posts_frozen", "frozen-2": "posts_frozen_2", "frozen-3": "posts_frozen_3"}
    for part, name in parts.items():
        found = rows(name)
        assert {row["part"] for row in found} == {part}
        assert 450 <= len(found) <= 550
    assert len({row["text"] for row in posts()}) == len(posts()) >= 1_400


def test_posts_speak_the_vocabulary() -> None:
    facts = vocabulary().facts
    for row in posts():
        assert row["account"] in facts["capacity"].values, row
        assert row["role"] in facts["role"].values, row
        assert set(row["labels"]) <= set(CONTENT), row
        assert row["labels"] == sorted(set(row["labels"]), key=CONTENT.index), row


@pytest.mark.parametrize("label", CONTENT)
def test_every_label_has_positives_in_both_halves(label: str) -> None:
    opened = sum(label in row["labels"] for row in rows("posts"))
    frozen = sum(label in row["labels"] for row in rows("posts_frozen"))
    assert opened + frozen >= 24
    assert min(opened, frozen) >= 10


def test_hard_negatives_are_a_third() -> None:
    first = rows("posts") + rows("posts_frozen")
    hard = [row for row in first if not row["labels"] and row["note"] != "everyday"]
    assert len(hard) >= 300
    assert len(hard) >= len(first) / 3
    assert {row["note"].split(": ")[0] for row in hard} == {"near miss", "protected"}


def test_protected_posts_have_no_label() -> None:
    protected = [row for row in posts() if "protected" in row]
    assert len(protected) >= 40
    assert all(row["protected"] is True and row["labels"] == [] for row in protected)


def test_blind_file_is_the_posts_without_what_somebody_thought_of_them() -> None:
    blind = rows("posts_blind")
    assert [row["id"] for row in blind] != sorted(row["id"] for row in blind)
    keys = ("id", "account", "role", "text")
    assert all(tuple(row) == keys for row in blind)
    told = {row["id"]: {key: row[key] for key in keys} for row in posts()}
    assert {row["id"]: row for row in blind} == told


def test_guidelines_tell_of_every_label() -> None:
    guidelines = (SETS / "GUIDELINES.md").read_text(encoding="utf-8")
    assert [line.split("|")[1].strip() for line in guidelines.splitlines() if line.startswith("| ")][1:] == list(
        CONTENT
    )


# Names


def roll() -> list[dict[str, str]]:
    with (SETS / "roll.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_roll_has_a_thousand_people_each_with_a_name_of_their_own() -> None:
    people = roll()
    assert len(people) == 1000
    assert len({(row["forename"], row["surname"]) for row in people}) == 1000
    assert {row["kind"] for row in people} == {"pupil", "former-pupil", "staff", "governor", "parent"}
    assert all(
        bool(row["class"] and row["date_of_birth"]) == (row["kind"] == "pupil")
        for row in people
        if row["kind"] != "former-pupil"
    )


def test_every_disguise_has_its_posts() -> None:
    names = rows("names")
    count = Counter(row["disguise"] for row in names)
    assert set(count) == set(make_names.POSTS)
    assert all(count[disguise] >= 150 for disguise in DISGUISES_MUST), count
    assert len(names) >= 1500
    assert sum(row["form"] == "by-hand" for row in names) >= 100


def test_name_spans_point_to_a_name_of_somebody_on_the_roll() -> None:
    people = {f"{row['forename']} {row['surname']}": row for row in roll()}
    for row in rows("names"):
        start, end = row["span"]
        name = row["text"][start:end]
        assert name == name.strip(), row
        assert name, row
        assert row["person"] in people, row
        if row["disguise"] == "plain":
            assert name.casefold() == row["person"].casefold(), row
        if row["disguise"] == "first-name-in-context":
            assert name == people[row["person"]]["forename"], row
            assert people[row["person"]]["kind"] == "pupil", row


def test_unrelated_posts_name_nobody_of_the_roll() -> None:
    unrelated = rows("unrelated")
    assert Counter(row["with"] for row in unrelated) == {"people": 1000, "everyday": 988, "words": 12}
    names = make_unrelated.roll_names()
    whole = {f"{first} {last}" for first, last in names}
    for row in unrelated:
        if row["with"] != "words":
            assert not any(name in row["text"] for name in whole), row


# Personal data


def test_every_kind_of_personal_data_has_its_posts() -> None:
    count = Counter(row["kind"] for row in rows("personal"))
    assert set(count) == {*make_personal.KINDS, None}
    assert all(count[kind] >= 60 for kind in make_personal.KINDS)
    assert count[None] >= 150


def test_personal_data_spans_point_to_the_writing() -> None:
    for row in rows("personal"):
        if row["kind"] is None:
            assert "span" not in row
            continue
        start, end = row["span"]
        written = row["text"][start:end]
        assert written, row
        assert written == written.strip(), row
        assert row["text"][:start][-1:].strip().isalnum() is False, row
        assert row["text"][end : end + 1].strip().isalnum() is False, row


def numbers(kind: str, form: str = "") -> list[str]:
    found = [row for row in rows("personal") if row["kind"] == kind and row["form"].startswith(form)]
    return ["".join(c for c in row["text"][slice(*row["span"])] if c.isalnum()).upper() for row in found]


def test_nhs_numbers_have_their_check_digit() -> None:
    for number in numbers("nhs-number"):
        weighed = sum((10 - place) * int(digit) for place, digit in enumerate(number))  # the tenth weighs 1
        assert len(number) == 10
        assert weighed % 11 == 0, number


def test_pupil_numbers_have_their_check_letter() -> None:
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    for number in numbers("upn"):
        values = [letters.index(each) if each.isalpha() else int(each) for each in number[1:]]
        assert len(number) == 13
        assert letters[sum(place * value for place, value in enumerate(values, start=2)) % 23] == number[0], number


def test_ibans_and_card_numbers_have_their_check_digits() -> None:
    ibans, cards = numbers("bank-details", "iban"), numbers("bank-details", "card")
    assert ibans
    assert cards
    for iban in ibans:
        assert int("".join(str(int(each, 36)) for each in iban[4:] + iban[:4])) % 97 == 1, iban
    for card in cards:
        doubled = [int(each) * (1 + place % 2) for place, each in enumerate(reversed(card))]
        assert sum(value // 10 + value % 10 for value in doubled) % 10 == 0, card


# Abuse


def test_every_functionality_has_its_sentences() -> None:
    count = Counter(row["functionality"] for row in rows("abuse"))
    assert len(count) == 18
    assert min(count.values()) >= 20
    assert count["benign-school"] >= 200
    for row in rows("abuse"):
        assert row["flag"] is (row["functionality"] not in FALSE_ALARMS), row


# The scripts


@pytest.mark.parametrize(("script", "made"), [
    (make_names, ("roll.csv", "names.jsonl")),
    (make_personal, ("personal.jsonl",)),
    (make_unrelated, ("unrelated.jsonl",)),
])  # fmt: skip
def test_script_makes_the_file_that_stands_here(
    script: ModuleType, made: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(SETS / "roll.csv", tmp_path)
    monkeypatch.setattr(script, "HERE", tmp_path)
    script.main()
    for name in made:
        assert (tmp_path / name).read_bytes() == (SETS / name).read_bytes(), name


def test_readme_counts_are_so() -> None:
    readme = (SETS / "README.md").read_text(encoding="utf-8")
    for name in FILES:
        assert f"| `{name}.jsonl` | {len(rows(name)):,} |" in readme, name
