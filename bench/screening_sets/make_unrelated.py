"""Writes unrelated.jsonl: 2,000 posts that name nobody on roll.csv, half of them with other people's names.

    python bench/screening_sets/make_unrelated.py

Run after make_names.py. The same file every time. Nothing in a post is within two letters of a whole name of the roll,
which this file makes sure of; twelve (`"with": "words"`) hold two common words that by chance are such a name.
"""

import csv
import json
import random
import re
import tomllib
from itertools import pairwise
from pathlib import Path

from rapidfuzz.distance import DamerauLevenshtein

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
NUMBER = 2000
FILLINGS = {
    "f": "forenames", "s": "surnames", "k": "characters", "h": "history", "l": "places", "b": "brands", "t": "things",
    "d": "days", "n": "numbers", "w": "weathers",
}  # fmt: skip
NEAR = 2  # letters


def roll_names() -> list[tuple[str, str]]:
    """Every whole name by which somebody on the roll goes, without capitals."""
    with (HERE / "roll.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    used = [(row["forename"], row["surname"]) for row in rows]
    used += [(row["known_as"], row["surname"]) for row in rows if row["known_as"]]
    return [(first.casefold(), last.casefold()) for first, last in used]


def fill(carrier: str, source: dict[str, list[str]], chance: random.Random) -> str:
    def filling(mark: re.Match[str]) -> str:
        kind = mark[1].rstrip("2")
        if kind == "p":
            return f"{chance.choice(source['forenames'])} {chance.choice(source['surnames'])}"
        return chance.choice(source[FILLINGS[kind]])

    return re.sub(r"\{(\w+)\}", filling, carrier)


def names_somebody(text: str, roll: list[tuple[str, str]]) -> bool:
    """Two neighbouring capitalised words that are, or nearly are, a whole name of the roll."""
    found = re.findall(r"[^\W\d_](?:[\w'’-]*\w)?", text)
    for first, last in pairwise(found):
        if not (first[0].isupper() and last[0].isupper()):
            continue
        a, b = first.casefold(), last.casefold()
        for forename, surname in roll:
            if a[0] == forename[0] and b == surname and len(a) == 1:
                return True
            distance = DamerauLevenshtein.distance(a, forename) + DamerauLevenshtein.distance(b, surname)
            if distance <= NEAR:
                return True
    return False


def main() -> None:
    chance = random.Random(20261122)
    source = tomllib.loads((SOURCES / "unrelated.toml").read_text(encoding="utf-8"))
    roll = roll_names()
    assert not {last for _, last in roll} & {surname.casefold() for surname in source["surnames"]}
    texts = {fill(carrier, source, chance): "words" for carrier in source["chance_carriers"]}
    for kind, number in (("people", NUMBER // 2), ("everyday", NUMBER // 2 - len(texts))):
        carriers: list[str] = source[f"{kind}_carriers"]
        fixed = [carrier for carrier in carriers if "{" not in carrier]
        texts |= dict.fromkeys(fixed, kind)
        open_ended = [carrier for carrier in carriers if "{" in carrier]
        while sum(each == kind for each in texts.values()) < number:
            text = fill(chance.choice(open_ended), source, chance)
            if text not in texts and not names_somebody(text, roll):
                texts[text] = kind
    order = list(texts.items())
    chance.shuffle(order)
    lines = (
        json.dumps({"id": f"u{place:04}", "with": kind, "role": "teacher", "text": text}, ensure_ascii=False) + "\n"
        for place, (text, kind) in enumerate(order, start=1)
    )
    (HERE / "unrelated.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
