"""The text of a policy file to a Policy, or to every fault of the file at once.

clause = "**" WHERE "**" " (" ID ")" marks prose ; block = "```rule ID[/a]" | "```breach ID" ; lines "key: value"
"""

import re
from contextlib import suppress
from datetime import date

from gatepost.policy.blocks import ID, BlockReader, Value
from gatepost.policy.document import MARKS, Breach, Clause, Policy, Rule, Section, canonical, digest
from gatepost.policy.example import ExampleReader
from gatepost.policy.faults import FaultList, PolicyFaults, TooManyFaults
from gatepost.policy.topics import topics
from gatepost.vocabulary.nearest import did_you_mean, quoted
from gatepost.vocabulary.words import Vocabulary, vocabulary

LARGEST = 1_000_000  # bytes
MOST_CLAUSES = 1000

# Control characters, which terminals obey, and those that turn the direction of writing: what is read must be there.
_STRAY = re.compile("[\u200b\u200e\u200f\u2028\u2029\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_CLAUSE = re.compile(r"\*\*(?P<where>[^*]+)\*\* \((?P<id>[^)]*)\)(?P<rest>.*)")
# A line that was meant to open a clause, and would else be read as prose of the one above.
_NEARLY = re.compile(r"\s*(?:[-*+]\s+)?(?:\*\*|__|\d[\d.]*\s).{0,60}?[(\[][A-Za-z]{1,8}-?\d+[a-z]?[)\]]")
_MARK = re.compile(r"\s*\{([^{}]*)\}")
_FRONT = ("policy", "title", "source", "version", "effective", "review-due", "binds", "based-on", "reads-with")
_FRONT_NEEDED = ("policy", "title", "version", "binds")


def read_policy(source: bytes, file: str = "policy") -> Policy:
    """Read a file's bytes; raises PolicyFaults with every fault."""
    faults = FaultList()
    if len(source) > LARGEST:
        faults.add(1, None, f"the file is larger than {LARGEST // 1_000_000} MB; a policy is text of a few pages")
        raise PolicyFaults(file, faults.sorted())
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        faults.add(line, None, "this is not UTF-8 text; save the file as UTF-8 and try again")
        raise PolicyFaults(file, faults.sorted()) from None
    return parse_policy(text, file)


def parse_policy(text: str, file: str = "policy") -> Policy:
    """Read a policy's text; raises PolicyFaults with every fault."""
    faults = FaultList()
    text = canonical(text)
    if (nul := text.find("\0")) >= 0:
        faults.add(text.count("\n", 0, nul) + 1, None, "the file holds a NUL byte, which no text has")
        raise PolicyFaults(file, faults.sorted())
    if stray := _STRAY.search(text):
        line = text.count("\n", 0, stray.start()) + 1
        code = f"U+{ord(stray[0]):04X}"
        faults.add(line, None, f"the line holds {code}, a character that is not seen but changes what is; take it out")
        raise PolicyFaults(file, faults.sorted())
    policy = None
    with suppress(TooManyFaults):
        policy = _Parser(text, faults, vocabulary()).policy()
    if found := faults.sorted():
        raise PolicyFaults(file, found)
    assert policy is not None  # INVARIANT: without a fault the parser reached the end
    return policy


class _Parser:
    def __init__(self, text: str, faults: FaultList, words: Vocabulary) -> None:
        self.text = text
        self.lines = text.split("\n")[:-1]
        self.faults = faults
        self.words = words
        self.sections: list[Section] = []
        self.blocks = BlockReader(self.lines, faults, words, {})
        self.read = 0  # clauses

    def policy(self) -> Policy:
        front, start = self.front_matter()
        examples = ExampleReader(self.faults, self.words)
        self.body(start, examples)
        if not any(section.clauses for section in self.sections):
            self.faults.add(
                len(self.lines) or 1, None, "the policy has no clause; one starts **WHERE** (ID) and its text"
            )
        clauses = {clause.id: clause for section in self.sections for clause in section.clauses}
        self.references(clauses, examples)
        get = {key: value.text for key, value in front.items()}
        return Policy(
            name=get.get("policy", ""),
            title=get.get("title", ""),
            source=get.get("source"),
            version=get.get("version", ""),
            effective=self.day(front.get("effective"), "effective", ("unknown",)),
            review_due=self.day(front.get("review-due"), "review-due", ("unknown", "rolling")),
            binds=self.blocks.listed(front["binds"], None, "role") if "binds" in front else (),
            based_on=get.get("based-on"),
            reads_with=tuple(part.strip() for part in get.get("reads-with", "").split(";") if part.strip()),
            sections=tuple(self.sections),
            examples=examples.read(),
            digest=digest(self.text),
            _clauses=clauses,
        )

    # front matter -------------------------------------------------------------------------------------------------

    def front_matter(self) -> tuple[dict[str, Value], int]:
        if not self.lines or self.lines[0].strip() != "---":
            self.faults.add(1, None, "the file must start with a line `---` and the lines `policy:`, `title:`, ...")
            return {}, 0
        end = next((i for i in range(1, len(self.lines)) if self.lines[i].strip() == "---"), None)
        if end is None:
            self.faults.add(1, None, "the opening `---` has no closing `---`")
            return {}, len(self.lines)
        values = self.blocks.keys(1, end, None, _FRONT, repeatable=())
        front = {key: found[0] for key, found in values.items()}
        for key in _FRONT_NEEDED:
            if key not in front:
                self.faults.add(1, None, f"`{key}:` is missing between the `---` lines")
        name = front.get("policy")
        if name is not None and not _NAME.fullmatch(name.text):
            self.faults.add(name.line, None, f"{quoted(name.text)} is no name: use a-z, 0-9 and hyphens")
        return front, end + 1

    def day(self, value: Value | None, key: str, other: tuple[str, ...]) -> str | None:
        if value is None or value.text == "unknown":
            return None
        if value.text in other:
            return value.text
        try:
            return date.fromisoformat(value.text).isoformat()
        except ValueError:
            choices = " or ".join(f"`{word}`" for word in other)
            self.faults.add(
                value.line, None, f"`{key}` is a date such as 2026-09-01, or {choices}, not {quoted(value.text)}"
            )
            return None

    # body ---------------------------------------------------------------------------------------------------------

    def body(self, start: int, examples: ExampleReader) -> None:
        heading, introduction, clauses = "", list[str](), list[Clause]()
        at = start

        def close() -> None:
            text = "\n".join(introduction).strip()
            if heading or text or clauses:
                self.sections.append(Section(heading, text, tuple(clauses)))

        while at < len(self.lines):
            line = self.lines[at]
            if line.startswith("#"):
                close()
                heading, introduction, clauses = line.lstrip("#").strip(), [], []
                at += 1
                if heading == "Examples":
                    at = examples.table(self.lines, at)
                    heading = ""
            elif line.startswith("```"):
                at = self.stray_block(at)
            elif self.clause_line(at):
                clause, at = self.clause(at)
                clauses.append(clause)
            else:
                self.nearly_a_clause(at)
                introduction.append(line)  # a clause takes all lines after it, so this is before the first
                at += 1
        close()

    def stray_block(self, at: int) -> int:
        self.faults.add(at + 1, None, "this block stands under no clause")
        return self.blocks.block_end(at) + 1

    def nearly_a_clause(self, at: int) -> None:
        line = self.lines[at]
        if _NEARLY.match(line):
            says = "the line looks like a clause but is not read as one; a clause opens its line with **WHERE** (ID)"
            self.faults.add(at + 1, None, says)
        elif "<!--" in line:
            self.faults.add(at + 1, None, "the line opens an HTML comment, which hides text from readers; take it out")

    def clause_line(self, at: int) -> re.Match[str] | None:
        return _CLAUSE.match(self.lines[at])

    def clause(self, at: int) -> tuple[Clause, int]:
        match = self.clause_line(at)
        assert match is not None  # INVARIANT: the caller has looked
        start, id_ = at, match["id"]
        if not re.fullmatch(ID, id_):
            self.faults.add(at + 1, None, f"{quoted(id_)} is no clause id: letters, digits, `.`, `_` and `-`")
        self.blocks.unique(id_, at + 1, f"clause {quoted(id_)}")
        self.read += 1
        if self.read > MOST_CLAUSES:
            self.faults.add(at + 1, None, f"the file has more than {MOST_CLAUSES} clauses")
            raise TooManyFaults
        topic, mark, rest = self.marks(match["rest"], at + 1, id_)
        prose, rules, breaches = [rest], list[Rule](), list[Breach]()
        at += 1
        while at < len(self.lines):
            line = self.lines[at]
            if line.startswith("#") or self.clause_line(at):
                break
            if line.startswith("```"):
                at = self.blocks.block(at, id_, rules, breaches)
            else:
                self.nearly_a_clause(at)
                prose.append(line)
            at += 1
        clause = Clause(
            id=id_,
            where=match["where"].strip(),
            line=start + 1,
            topic=topic,
            mark=mark,
            prose="\n".join(prose).strip(),
            rules=tuple(rules),
            breaches=tuple(breaches),
            digest=digest("\n".join(self.lines[start:at])),
        )
        if not clause.prose:
            self.faults.add(start + 1, id_, "the clause has no text")
        return clause, at

    def marks(self, rest: str, line: int, id_: str) -> tuple[str | None, str | None, str]:
        topic = mark = None
        while match := _MARK.match(rest):
            word, rest = match[1].strip(), rest[match.end() :]
            if word.startswith("topic:"):
                if topic is not None:
                    self.faults.add(line, id_, "the clause has two topics")
                topic = word.removeprefix("topic:").strip()
                if topic not in topics():
                    self.faults.add(line, id_, f"{quoted(topic)} is not a topic{did_you_mean(topic, topics())}")
            elif word in MARKS:
                if mark is not None:
                    self.faults.add(line, id_, f"the clause has two marks, {quoted(mark)} and {quoted(word)}")
                mark = word
            else:
                known = [*MARKS, "topic: ..."]
                self.faults.add(line, id_, f"{quoted(word)} is not a mark{did_you_mean(word, known)}")
        return topic, mark, rest.strip()

    # what points at something else -----------------------------------------------------------------------------------

    def references(self, clauses: dict[str, Clause], examples: ExampleReader) -> None:
        rules = [rule for clause in clauses.values() for rule in clause.rules]
        targets = {rule.clause for rule in rules} | {rule.name for rule in rules}
        overriding = {rule.name for rule in rules if rule.overrides} | {rule.clause for rule in rules if rule.overrides}
        for rule in rules:
            for name in rule.overrides:
                if name not in targets:
                    message = f"overrides {quoted(name)}, which has no rule{did_you_mean(name, targets)}"
                    self.faults.add(rule.line, rule.clause, message)
                elif name in overriding and self.overriding_target(name, rules):
                    self.faults.add(
                        rule.line,
                        rule.clause,
                        f"overrides {quoted(name)}, which itself overrides; such a chain has no clear meaning, so"
                        " narrow the first rule with `unless` instead",
                    )
        for clause in clauses.values():
            for breach in clause.breaches:
                for name in breach.of:
                    if name not in clauses:
                        message = f"{quoted(name)} is not a clause{did_you_mean(name, clauses)}"
                        self.faults.add(breach.line, clause.id, message)
        examples.check_clauses(clauses)

    @staticmethod
    def overriding_target(name: str, rules: list[Rule]) -> bool:
        return any(rule.overrides and name in (rule.clause, rule.name) for rule in rules)
