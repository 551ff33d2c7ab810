"""The blocks under a clause: lines `key: value` to a Rule or a Breach, every fault told with its line."""

import re
from collections.abc import Iterable

from gatepost.policy.condition import Condition, alternatives, parse_condition
from gatepost.policy.document import Breach, Duty, Rule, Verdict
from gatepost.policy.duty import DutyError, parse_duty
from gatepost.policy.faults import FaultList
from gatepost.vocabulary.nearest import did_you_mean, quoted
from gatepost.vocabulary.words import Vocabulary

MOST_BLOCKS = 500
MOST_ALTERNATIVES_OF_A_FILE = 4096

ID = r"[A-Za-z0-9][A-Za-z0-9._-]{0,30}"
_BLOCK_NAME = re.compile(rf"({ID})(?:/([a-z]))?")
_HOLD = re.compile(r"hold ([1-9]\d{0,2}) hours?")
_RULE_KEYS = ("who", "does", "when", "unless", "verdict", "overrides", "duty", "option", "reading")
_BREACH_KEYS = ("who", "of", "says")
_PLAIN_VERDICTS = {"may": "may", "caution": "caution", "should not": "should-not", "must not": "must-not"}


class Value:
    """The value of one key, its continuation lines joined, able to say on which line an offset stands."""

    def __init__(self, line: int, text: str) -> None:
        self.line = line
        self.text = text
        self._starts = [(0, line)]

    def continued(self, line: int, text: str) -> None:
        self._starts.append((len(self.text) + 1, line))
        self.text += " " + text

    def line_at(self, offset: int) -> int:
        return max(line for start, line in self._starts if start <= offset or line == self.line)


class BlockReader:
    """Reads the blocks of one file, given its lines."""

    def __init__(self, lines: list[str], faults: FaultList, words: Vocabulary, names: dict[str, int]) -> None:
        self.lines = lines
        self.faults = faults
        self.words = words
        self.names = names  # clause and block names already used, with their line
        self.blocks = 0
        self.unfolded = 0

    def unique(self, name: str, line: int, what: str) -> None:
        if name in self.names:
            self.faults.add(line, None, f"{what} is there twice; it stands first on line {self.names[name]}")
        else:
            self.names[name] = line

    def block_end(self, at: int) -> int:
        end = at + 1
        while end < len(self.lines) and self.lines[end].rstrip() != "```":
            if self.lines[end].startswith(("```", "#", "**")):
                break
            end += 1
        if end >= len(self.lines) or self.lines[end].rstrip() != "```":
            self.faults.add(at + 1, None, "the block is not closed by a line ```")
            return end - 1
        return end

    def block(self, at: int, clause: str, rules: list[Rule], breaches: list[Breach]) -> int:
        """Read the block that opens on line `at`; gives the index of its last line."""
        end = self.block_end(at)
        kind, _, name = self.lines[at][3:].strip().partition(" ")
        match = _BLOCK_NAME.fullmatch(name.strip())
        if kind not in ("rule", "breach"):
            hint = did_you_mean(kind, ("rule", "breach"))
            self.faults.add(at + 1, clause, f"{quoted(kind)} is no kind of block: rule or breach{hint}")
        elif match is None:
            self.faults.add(at + 1, clause, f"{quoted(name)} is no block name, such as {clause} or {clause}/a")
        elif match[1] != clause:
            self.faults.add(
                at + 1, clause, f"the block names clause {quoted(match[1])} but stands under {quoted(clause)}"
            )
        else:
            self.unique(f"{kind} {name.strip()}", at + 1, f"{kind} {quoted(name)}")
            self.blocks += 1
            if self.blocks == MOST_BLOCKS + 1:
                self.faults.add(at + 1, clause, f"the file has more than {MOST_BLOCKS} blocks")
            if self.blocks <= MOST_BLOCKS:
                if kind == "rule":
                    self.rule(at, end, clause, match[2] or "", rules)
                else:
                    self.breach(at, end, clause, match[2] or "", breaches)
        return end

    def keys(
        self, start: int, end: int, clause: str | None, known: tuple[str, ...], repeatable: tuple[str, ...]
    ) -> dict[str, list[Value]]:
        found: dict[str, list[Value]] = {}
        last: Value | None = None
        for at in range(start, end):
            line = self.lines[at]
            if not line.strip():
                continue
            if line.startswith("  "):
                if last is None:
                    self.faults.add(at + 1, clause, "this line continues nothing; a key comes first")
                else:
                    last.continued(at + 1, line.strip())
                continue
            key, colon, value = line.partition(":")
            key, value = key.strip(), value.strip()
            last = Value(at + 1, value)
            if not colon:
                self.faults.add(at + 1, clause, f"expected `key: value`, found {quoted(line)}")
            elif key not in known:
                self.faults.add(at + 1, clause, f"{quoted(key)} is not a key here{did_you_mean(key, known)}")
            elif not value:
                self.faults.add(at + 1, clause, f"`{key}:` says nothing")
            elif key in found and key not in repeatable:
                self.faults.add(at + 1, clause, f"`{key}:` is there twice; join the two, or write two blocks")
            else:
                found.setdefault(key, []).append(last)
        return found

    def rule(self, at: int, end: int, clause: str, block: str, rules: list[Rule]) -> None:
        keys = self.keys(at + 1, end, clause, _RULE_KEYS, repeatable=("duty", "option"))
        for key in ("who", "does"):
            if key not in keys:
                self.faults.add(at + 1, clause, f"the rule does not say `{key}:`")
        if not keys.keys() & {"verdict", "duty", "option", "overrides"}:
            self.faults.add(
                at + 1, clause, "the rule has neither verdict, duty, option nor overrides, so it says nothing"
            )
        rules.append(
            Rule(
                clause=clause,
                block=block,
                line=at + 1,
                who=self.listed(keys["who"][0], clause, "role") if "who" in keys else (),
                does=self.listed(keys["does"][0], clause, "action") if "does" in keys else (),
                when=self.condition(keys.get("when"), clause),
                unless=self.condition(keys.get("unless"), clause),
                verdict=self.verdict(keys.get("verdict"), clause),
                overrides=self.split(keys.get("overrides")),
                duties=self.duties(keys.get("duty", []), clause),
                options=self.duties(keys.get("option", []), clause),
                reading=keys["reading"][0].text if "reading" in keys else None,
            )
        )

    def breach(self, at: int, end: int, clause: str, block: str, breaches: list[Breach]) -> None:
        keys = self.keys(at + 1, end, clause, _BREACH_KEYS, repeatable=())
        for key in _BREACH_KEYS:
            if key not in keys:
                self.faults.add(at + 1, clause, f"the breach block does not say `{key}:`")
        of = self.split(keys.get("of"))
        breaches.append(
            Breach(
                clause=clause,
                block=block,
                line=at + 1,
                who=self.listed(keys["who"][0], clause, "role") if "who" in keys else (),
                of=() if of == ("all",) else of,
                says=keys["says"][0].text if "says" in keys else "",
            )
        )

    def split(self, values: list[Value] | None) -> tuple[str, ...]:
        return tuple(part.strip() for part in values[0].text.split(",")) if values else ()

    def listed(self, value: Value, clause: str | None, fact: str) -> tuple[str, ...]:
        """The words of a `who`, `does` or `binds` line, checked against the fact's values and groups."""
        known = [*self.words.facts[fact].values, *self.words.facts[fact].groups]
        chosen: list[str] = []
        offset = 0
        for part in value.text.split(","):
            word = part.strip()
            if word not in known:
                article = "an" if fact[0] in "aeiou" else "a"
                message = f"{quoted(word)} is not {article} {fact}{did_you_mean(word, known)}"
                self.faults.add(value.line_at(offset + part.find(word)), clause, message)
            chosen.append(word)
            offset += len(part) + 1
        return tuple(dict.fromkeys(chosen))

    def condition(self, values: list[Value] | None, clause: str) -> Condition | None:
        if not values:
            return None
        value = values[0]
        condition = parse_condition(
            value.text, self.words, lambda offset, message: self.faults.add(value.line_at(offset), clause, message)
        )
        if condition is not None:
            before = self.unfolded
            self.unfolded += alternatives(condition, self.words)
            if before <= MOST_ALTERNATIVES_OF_A_FILE < self.unfolded:
                self.faults.add(
                    value.line,
                    clause,
                    f"the conditions together unfold to more than {MOST_ALTERNATIVES_OF_A_FILE} alternatives",
                )
        return condition

    def verdict(self, values: list[Value] | None, clause: str) -> Verdict | None:
        if not values:
            return None
        text = " ".join(values[0].text.split())
        if text in _PLAIN_VERDICTS:
            return Verdict(_PLAIN_VERDICTS[text])
        if match := _HOLD.fullmatch(text):
            return Verdict("hold", hours=int(match[1]))
        if text in ("needs permission from head", "needs written permission from head"):
            return Verdict("needs-permission", level="written" if "written" in text else "spoken")
        known = [*_PLAIN_VERDICTS, "hold 48 hours", "needs permission from head", "needs written permission from head"]
        self.faults.add(values[0].line, clause, f"{quoted(text)} is not a verdict{did_you_mean(text, known)}")
        return None

    def duties(self, values: Iterable[Value], clause: str) -> tuple[Duty, ...]:
        read: list[Duty] = []
        for value in values:
            try:
                read.append(parse_duty(value.text, self.words))
            except DutyError as error:
                self.faults.add(value.line, clause, str(error))
        return tuple(read)
