"""How well a draft is screened: every figure on the sets in bench/screening_sets, and docs/screening-card.md from them.

python -m bench.screen_quality             measures, prints, and writes the card
python -m bench.screen_quality --frozen    also opens the frozen parts, and records when and with which code
python -m bench.screen_quality --sets FOLDER --card FILE

The sets are made by another hand than the code's and are never tuned on. A frozen part is for one opening: each is
recorded in opened.jsonl beside it, with the hash of the code and its figures, and stands in the card for ever. A part
that was opened is not opened again.
A post is flagged where a finding is shown, however sure: there is one threshold, and it is the one people see.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.measure import told
from bench.screen_card import card
from bench.screen_figures import Figure, Tally
from bench.screen_posts import people
from gatepost.screening.finding import Finding
from gatepost.screening.roll import Person, read_roll
from gatepost.screening.school import School, read_school
from gatepost.screening.screen import Screened, Screener
from gatepost.vocabulary.words import vocabulary

ROOT = Path(__file__).resolve().parent.parent
SETS = ROOT / "bench/screening_sets"
CARD = ROOT / "docs/screening-card.md"
CODE = ROOT / "src/gatepost/screening"

FROZEN = {  # part -> file
    "frozen": "posts_frozen.jsonl",
    "frozen-2": "posts_frozen_2.jsonl",
    "frozen-3": "posts_frozen_3.jsonl",
}
LARGE = 100_000  # people
PERSONAL = ("personal-data", "own-personal-data")
PEOPLE = ("pupil", "staff", "governor", "parent")
TONE = ("derogatory", "threatening", "offensive", "discriminatory", "abusive", "sexual")
NAMES_WANTED = {
    **dict.fromkeys(("plain", "nickname", "initial", "hashtag", "unicode"), 0.99),
    "one-edit": 0.95,
    "leet": 0.90,
    "both-misspelt": 0.60,
}
# Functionalities whose name holds the word, and the share that is wanted right; those of IDENTITY together.
ABUSE_WANTED = {"slur": 0.85, "direct": 0.85, "benign": 0.99}
IDENTITY, IDENTITY_WANTED = ("neutral-identity", "positive-identity"), 0.97


def code_hash() -> str:
    """SHA-256 over every file that reads words, code and lists, by name and content; its first 16 digits."""
    made = hashlib.sha256()
    for path in sorted(CODE.rglob("*")):
        if path.is_file() and not {"__pycache__", "pictures"} & set(path.parts):
            made.update(path.relative_to(CODE).as_posix().encode() + b"\0")
            made.update(hashlib.sha256(path.read_bytes()).digest())
    return made.hexdigest()[:16]


def rows(path: Path) -> list[dict[str, Any]]:
    """The lines of a set; none where the set is not there."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def screened(screener: Screener, post: dict[str, Any]) -> Screened:
    return screener.screen(post["text"], account=post.get("account"), role=post.get("role"))


def hit(findings: Iterable[Finding], labels: Sequence[str], span: Sequence[int] | None = None, kind: str = "") -> bool:
    """Whether a finding has one of the labels, overlaps the span, and is of the kind."""
    return any(
        one.label in labels
        and (span is None or (one.start < span[1] and span[0] < one.end))
        and (not kind or one.kind == kind)
        for one in findings
    )


def of_the_roll(findings: Iterable[Finding]) -> list[Finding]:
    """Names found by the roll; who is only spoken of by their part (`the head`) is no name."""
    return [one for one in findings if one.label in PEOPLE and one.kind.startswith("roll")]


def name_figures(sets: Path, roll: list[Person], school: School) -> Iterator[Figure]:
    """Recall by disguise and false hits, with the set's own roll and with LARGE people around it."""
    named, unrelated = rows(sets / "names.jsonl"), rows(sets / "unrelated.jsonl")
    screener = Screener(roll, school, model=False)
    tallies: dict[str, Tally] = {}
    for post in named:
        found = of_the_roll(screened(screener, post).findings)
        tallies.setdefault(post["disguise"], Tally()).count(hit(found, PEOPLE, post["span"]), post)
    for disguise, tally in sorted(tallies.items()):
        yield tally.figure("names", disguise, NAMES_WANTED.get(disguise))
    false = Tally()
    for post in unrelated:
        false.count(not of_the_roll(screener.screen(post["text"], role="teacher").findings), post)
    yield false.figure("names", "unrelated posts left alone", 0.999)
    large = Screener([*roll, *people(LARGE - len(roll))], school, model=False)
    full, false = Tally(), Tally()
    for post in named:
        if post["disguise"] == "plain":
            full.count(hit(of_the_roll(screened(large, post).findings), PEOPLE, post["span"]), post)
    for post in unrelated:
        false.count(not of_the_roll(large.screen(post["text"], role="teacher").findings), post)
    yield full.figure("names", f"plain, roll of {LARGE:,}", 0.99)
    yield false.figure("names", f"unrelated posts left alone, roll of {LARGE:,}", 0.995)


def personal_figures(sets: Path, school: School) -> Iterator[Figure]:
    """Recall by kind, the share given the right kind, and false hits on hard negatives and on unrelated posts."""
    screener = Screener((), school, model=False)
    found_at: dict[str, Tally] = {}
    named_right, hard, plain = Tally(), Tally(), Tally()
    for post in rows(sets / "personal.jsonl"):
        findings = screened(screener, post).findings
        kind = post.get("kind")
        if not kind or not post.get("span"):
            hard.count(not hit(findings, PERSONAL), post)
            continue
        seen = hit(findings, PERSONAL, post["span"])
        found_at.setdefault(kind, Tally()).count(seen, post)
        if seen:
            named_right.count(hit(findings, PERSONAL, post["span"], kind), post)
    for kind, tally in sorted(found_at.items()):
        yield tally.figure("personal data", kind, 0.98)
    yield named_right.figure("personal data", "given its right kind, of those found")
    yield hard.figure("personal data", "hard negatives left alone")
    for post in rows(sets / "unrelated.jsonl"):
        plain.count(not hit(screener.screen(post["text"]).findings, PERSONAL), post)
    yield plain.figure("personal data", "unrelated posts left alone", 0.998)


def abuse_figures(sets: Path, school: School, model: bool) -> Iterator[Figure]:
    """The share right by functionality: flagged where it should be, left alone where it should not."""
    screener = Screener((), school, model=model)
    group = "abuse" if model else "abuse without the model"
    tallies: dict[str, Tally] = {}
    identity = Tally()
    for post in rows(sets / "abuse.jsonl"):
        right = hit(screened(screener, post).findings, TONE) == post["flag"]
        tallies.setdefault(post["functionality"], Tally()).count(right, post)
        if post["functionality"] in IDENTITY:
            identity.count(right, post)
    for name, tally in sorted(tallies.items()):
        wanted = next((share for word, share in ABUSE_WANTED.items() if word in name), None)
        yield tally.figure(group, name, wanted if model else None)
    # Its misses stand under each of the two.
    yield Figure(group, " and ".join(IDENTITY), identity.right, identity.of, IDENTITY_WANTED if model else None)


def label_figures(posts: list[dict[str, Any]], school: School, group: str) -> Iterator[Figure]:
    """For each label of `content`: the posts that have it and are found, and those without it that are left alone."""
    screener = Screener((), school)
    labels = vocabulary().facts["content"].values
    found, alone = {label: Tally() for label in labels}, {label: Tally() for label in labels}
    clean, safe = Tally(), Tally()
    for post in posts:
        result = screened(screener, post)
        told_of = {one.label for one in result.findings}
        for label in labels:
            if label in post["labels"]:
                found[label].count(label in told_of, post)
            else:
                alone[label].count(label not in told_of, post)
        if not post["labels"]:
            clean.count(not told_of & set(labels), post)
        if post.get("protected"):
            safe.count(bool(result.protections), post)
    for label in labels:
        yield found[label].figure(f"{group}: found", label, 0.5)
    for label in labels:
        yield alone[label].figure(f"{group}: left alone", label)
    yield clean.figure(f"{group}: as a whole", "posts without any label left alone")
    yield safe.figure(f"{group}: as a whole", "protected posts whose protection is named")


def macro(figures: Iterable[Figure]) -> float:
    shares = [figure.share for figure in figures if figure.of]
    return sum(shares) / len(shares) if shares else 0.0


def agreement(sets: Path) -> dict[str, float]:
    """Cohen's kappa of the two labellers by label, and their mean; empty where there is no second one."""
    second = {row["id"]: set(row["labels"]) for row in rows(sets / "posts_second.jsonl")}
    both = [row for name in ("posts.jsonl", *FROZEN.values()) for row in rows(sets / name) if row["id"] in second]
    found: dict[str, float] = {}
    for label in vocabulary().facts["content"].values if both else ():
        one = [label in row["labels"] for row in both]
        other = [label in second[row["id"]] for row in both]
        alike = sum(a == b for a, b in zip(one, other, strict=True)) / len(both)
        share, its = sum(one) / len(both), sum(other) / len(both)
        by_chance = share * its + (1 - share) * (1 - its)
        found[label] = 1.0 if by_chance == 1 else (alike - by_chance) / (1 - by_chance)
    if found:
        found["mean"] = sum(found.values()) / len(found)
    return found


def open_frozen(sets: Path, school: School) -> None:
    """Measure on each frozen part that was never opened, and record it; nothing of its texts is shown."""
    opened = {entry["part"] for entry in rows(sets / "opened.jsonl")}
    for part, name in FROZEN.items():
        if part in opened or not (sets / name).exists():
            continue
        figures = list(label_figures(rows(sets / name), school, "frozen"))
        entry = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "part": part,
            "code": code_hash(),
            "figures": {f"{one.group}: {one.name}": [one.right, one.of] for one in figures},
            "recall": round(macro(one for one in figures if one.group.endswith(": found")), 4),
            "false": round(1 - macro(one for one in figures if one.group.endswith("left alone")), 4),
        }
        with (sets / "opened.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def measured(sets: Path) -> list[Figure]:
    """Every figure that the sets of a folder give."""
    school = read_school(sets / "school.toml") if (sets / "school.toml").exists() else School()
    roll = read_roll(sets / "roll.csv") if (sets / "roll.csv").exists() else []
    return [
        *name_figures(sets, roll, school),
        *personal_figures(sets, school),
        *abuse_figures(sets, school, model=True),
        *abuse_figures(sets, school, model=False),
        *label_figures(rows(sets / "posts.jsonl"), school, "labels"),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sets", type=Path, default=SETS, help="another folder of sets")
    options.add_argument("--card", type=Path, default=CARD, help="where to write the card")
    options.add_argument("--frozen", action="store_true", help="open each frozen part that never was; recorded")
    chosen = options.parse_args(arguments)
    if not chosen.sets.is_dir():
        sys.exit(f"bench.screen_quality: there is no folder {chosen.sets}")
    figures = [one for one in measured(chosen.sets) if one.of]
    if chosen.frozen:
        school = read_school(chosen.sets / "school.toml") if (chosen.sets / "school.toml").exists() else School()
        open_frozen(chosen.sets, school)
    recall = macro(one for one in figures if one.group == "labels: found")
    false = 1 - macro(one for one in figures if one.group == "labels: left alone")
    agreed = agreement(chosen.sets)
    opened = rows(chosen.sets / "opened.jsonl")
    chosen.card.write_text(card(figures, recall, false, agreed, opened, code_hash()), encoding="utf-8")
    lines = [
        f"{one.group:28} {one.name:48} {one.right:5} of {one.of:5}  {one.share:6.1%}"
        + ("" if one.wanted is None else f"  (wanted: {one.wanted:.1%}){'' if one.met else '  MISSED'}")
        for one in figures
    ]
    lines.append(
        f"labels of content, macro: recall {recall:.1%} (wanted: 75 %), false {false:.1%} (wanted: at most 5 %)"
    )
    told(
        lines,
        {
            "code": code_hash(),
            "figures": {f"{one.group}: {one.name}": round(one.share, 4) for one in figures},
            "recall": round(recall, 4),
            "false": round(false, 4),
            "agreement": round(agreed.get("mean", 0.0), 4),
        },
        met=all(one.met for one in figures) and recall >= 0.75 and false <= 0.05,
    )


if __name__ == "__main__":
    main()
