"""The text of docs/screening-card.md, from the figures that bench/screen_quality.py measured."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

from bench.screen_figures import Figure

HASH_LINE = "Measured with the code and lists whose hash is"  # a test compares what follows it
_LONGEST_TEXT = 240  # characters of a miss

_OPENING = """# The screening's card

What the screening of drafts finds and what it misses, measured. `python -m bench.screen_quality` writes this page and
nobody's hand does; run that again after a change of the code or of a list.
{hash_line} `{code}`.

The sets are in `bench/screening_sets`, made by another hand than the code's, which never saw their texts. What kinds
of misses the open sets showed was told to it and mended, so their figures flatter; each frozen part was measured once,
before anything of it was known. All posts, names and numbers are invented. A post counts as flagged where any finding
is shown, however sure: that is the one threshold there is. "Right of" tells how many posts a figure rests on; a figure
that rests on thirty posts can be out by ten in a hundred.
"""

_LIMITS = """## Limits, in plain words

- It reads words, not meaning. Irony, hints, jokes between friends and an insult without a rude word are missed.
- It has not been measured on real posts of real schools: there is no such set that could be published.
- A finding is a reason to look again. It rules on nobody, blocks nothing by itself and is not kept.
- Names are found in the Latin alphabet however they are spelt, and in other alphabets only as the roll writes them.
  Both parts of a name misspelt is often missed. A first name alone is told only beside words of school life, or,
  on the school's own account, beside what a child did.
- With more than a few thousand people on the roll only full names are looked for, and each is `possible`.
- Where the roll may not be asked, whatever looks like a name is told of: names that no list knows are missed, and words
  with a capital may be taken for names.
- Personal data is known by its form. A number without a form, such as a locker code, is not seen.
- Welsh is read for names, addresses and the commonest words; its cues and its tone are known far less well than those
  of English. Other languages are not read at all.
- The model learnt from posts of adults, mostly American, who argued in public. It is only ever `possible`, and what it
  gives as its reason is the words that raised its sum, not the sense of the sentence.
- A person who wants to get past it can. It is made for people who want to get it right.
"""


def card(
    figures: Sequence[Figure],
    recall: float,
    false: float,
    agreed: Mapping[str, float],
    opened: Sequence[Mapping[str, Any]],
    code: str,
) -> str:
    """The whole page."""
    parts = [_OPENING.format(hash_line=HASH_LINE, code=code)]
    names = [one for one in figures if one.group == "names"]
    parts.append("## Names of the school's people\n\nA roll of 1,000; the posts as a teacher writes them.\n")
    parts.append(_table("Written", names))
    parts.append("## Personal data\n")
    parts.append(_table("Kind", [one for one in figures if one.group == "personal data"]))
    parts.append("## Abuse\n\nRight means flagged where the set says so and left alone where it does not.\n")
    parts.append(_abuse(figures))
    parts.append("## The labels of `content`\n\n" + _macro(recall, false))
    parts.append(_labels(figures, agreed))
    parts.append(_table("Posts", [one for one in figures if one.group == "labels: as a whole"]))
    parts.append(_agreement(agreed))
    parts.append(_frozen(opened))
    parts.append(_model())
    parts.append(_LIMITS)
    parts.append("## The misses\n\nEvery post of the open sets that was not read as the set says.\n")
    parts += _misses(figures)
    return "\n".join(part.rstrip("\n") + "\n" for part in parts if part)


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _wanted(one: Figure) -> str:
    if one.wanted is None:
        return ""
    return f"{_percent(one.wanted)}{'' if one.met else ', missed'}"


def _table(first: str, figures: Iterable[Figure]) -> str:
    lines = [f"| {first} | Right of | Share | Wanted |", "| --- | --- | --- | --- |"]
    lines += [f"| {one.name} | {one.right} of {one.of} | {_percent(one.share)} | {_wanted(one)} |" for one in figures]
    return "\n".join(lines) if len(lines) > 2 else "There is no set to measure it on."


def _abuse(figures: Sequence[Figure]) -> str:
    without = {one.name: one for one in figures if one.group == "abuse without the model"}
    lines = ["| Functionality | Right of | Share | Without the model | Wanted |", "| --- | --- | --- | --- | --- |"]
    for one in figures:
        if one.group == "abuse":
            alone = _percent(without[one.name].share) if one.name in without else ""
            lines.append(f"| {one.name} | {one.right} of {one.of} | {_percent(one.share)} | {alone} | {_wanted(one)} |")
    return "\n".join(lines) if len(lines) > 2 else "There is no set to measure it on."


def _macro(recall: float, false: float) -> str:
    return (
        f"The mean over the labels: {_percent(recall)} of the posts with a label are found (wanted: 75 %), and "
        f"{_percent(false)} of the posts without it are flagged with it (wanted: at most 5 %).\n"
    )


def _labels(figures: Sequence[Figure], agreed: Mapping[str, float]) -> str:
    alone = {one.name: one for one in figures if one.group == "labels: left alone"}
    lines = ["| Label | Found of | Recall | Flagged without it | Agreement |", "| --- | --- | --- | --- | --- |"]
    for one in figures:
        if one.group == "labels: found":
            its = alone.get(one.name)
            false = f"{its.of - its.right} of {its.of}, {_percent(1 - its.share)}" if its else ""
            kappa = f"{agreed[one.name]:.2f}" if one.name in agreed else ""
            lines.append(f"| {one.name} | {one.right} of {one.of} | {_percent(one.share)} | {false} | {kappa} |")
    return "\n".join(lines) if len(lines) > 2 else "There is no set to measure it on."


def _agreement(agreed: Mapping[str, float]) -> str:
    if not agreed:
        return "No second hand has labelled the posts yet."
    return (
        "Agreement is Cohen's kappa between the hand that wrote the posts and a second one that had the guidelines and "
        f"the texts alone: {agreed['mean']:.2f} on average (1: always alike, 0: as chance has it)."
    )


def _frozen(opened: Sequence[Mapping[str, Any]]) -> str:
    if not opened:
        return "## The frozen parts\n\nPosts are kept for one opening. They have not been opened."
    lines = ["## The frozen parts\n", "Each was measured once, by the code of that day.\n"]
    lines += ["| Part | Opened | Code | Recall, macro | False, macro |", "| --- " * 5 + "|"]
    for one in opened:
        figures = f"{_percent(one['recall'])} | {_percent(one['false'])}"
        lines.append(f"| {one['part']} | {one['at']} | `{one['code']}` | {figures} |")
    latest = opened[-1]
    lines += ["", f"| Figure of {latest['part']} | Right of |", "| --- | --- |"]
    lines += [f"| {name} | {right} of {of} |" for name, (right, of) in latest["figures"].items() if of]
    return "\n".join(lines)


def _model() -> str:
    written = tomllib.loads((files("gatepost.screening") / "lists/tone/model_card.toml").read_text("utf-8"))
    lines = ["## The model of tone\n"]
    lines += [f"- {name.replace('_', ' ')}: {value}" for name, value in written["model"].items()]
    lines += ["\nWhat taught it:\n"]
    lines += [f"- {one['name']} ({one['licence']}): {one['from']}" for one in written["source"]]
    lines += ["\nOn parts of those sources that were held out:\n"]
    lines += ["| Source | Holds | Part | Posts | The model alone flags | With the lists |", "| --- " * 6 + "|"]
    lines += [
        f"| {one['source']} | {one['label']} | {one['part']} | {one['posts']} | {_percent(one['model_flags'])} "
        f"| {_percent(one['tone_flags'])} |"
        for one in written["figure"]
    ]
    return "\n".join(lines)


def _misses(figures: Sequence[Figure]) -> Iterator[str]:
    for one in figures:
        if one.misses and one.group != "abuse without the model":
            yield f"### {one.group}: {one.name} ({len(one.misses)})\n"
            yield "\n".join(f"- `{identity}` {_shown(text)}" for identity, text in one.misses) + "\n"


def _shown(text: str) -> str:
    """A post in one line of Markdown: nothing in it is a mark, a link or a heading."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    cut = line if len(line) <= _LONGEST_TEXT else f"{line[:_LONGEST_TEXT]}…"
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|~" else c for c in cut)
