"""What the benches share: activities to decide, rounds to time, and the one JSON line at the end."""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from gatepost.vocabulary.words import vocabulary


def complete_activity(chance: random.Random) -> dict[str, Any]:
    """One random activity in which every fact is known and nothing impossible is said."""
    words = vocabulary()
    facts: dict[str, Any] = {}
    for name, fact in words.facts.items():
        match fact.kind:
            case "one-of":
                facts[name] = chance.choice(fact.values)
            case "any-of":
                facts[name] = [word for word in fact.values if chance.random() < 0.1]
            case "whole-number":
                facts[name] = chance.randint(fact.low, min(fact.high, 80))
            case _:
                facts[name] = chance.random() < 0.5
    if facts["image-setting"] == "no-image":
        facts["image-shows"], facts["name-beside-photo"] = [], False
    if facts["role"] == "pupil":
        facts["own-age"] = chance.randint(3, 19)
    if facts["target"] == "former-pupil":
        facts["target-age"] = chance.randint(4, 40)
    if facts["target"] == "nobody":
        facts["family-link"] = "none"
    return facts


def part_known(chance: random.Random) -> dict[str, Any]:
    """Role and action, and each other fact with a chance of four in ten."""
    return {
        name: value
        for name, value in complete_activity(chance).items()
        if name in ("role", "action") or chance.random() < 0.4
    }


def rounds(run: Callable[[], int], times: int = 5) -> float:
    """Things done per second of this process's own time: the median of `times` rounds of `run`, which counts them."""
    rates = []
    for _ in range(times):
        start = time.process_time()
        done = run()
        rates.append(done / (time.process_time() - start))
    return statistics.median(rates)


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of all values do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def resident_mb() -> float:
    """The memory this process holds now, in MB (Linux)."""
    with open("/proc/self/statm", encoding="ascii") as file:
        pages = int(file.read().split()[1])
    import resource

    return pages * resource.getpagesize() / 1e6


def told(lines: Iterator[str] | list[str], figures: dict[str, Any], met: bool) -> None:
    """Print the lines, then the figures as JSON on the last line; exit 1 where a bound is not met."""
    for line in lines:
        print(line)
    print(json.dumps({**figures, "met": met}))
    sys.exit(0 if met else 1)
