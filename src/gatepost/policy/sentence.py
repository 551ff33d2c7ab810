"""Rules and breach blocks in English: sentences that governors can sign and from which the block can be rebuilt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from gatepost.policy.document import Breach, Duty, Policy, Rule, Verdict
from gatepost.policy.english import Group, Node, Words, condition_text, group, is_simple, listed, role_names, tree
from gatepost.vocabulary.wording import said, wording
from gatepost.vocabulary.words import vocabulary

_CONCERNS = {"learn-of-concern": ("learn of", "learns of"), "handle-concern": ("deal with", "deals with")}


def rule_sentence(policy: Policy, rule: Rule, offices: Mapping[str, str]) -> str:
    """What the rule says, in one or a few full sentences."""
    does = vocabulary().facts["action"].expand(rule.does)
    when = None if rule.when is None else tree(rule.when)
    over, when = _message_channels(when, does)
    who = _who(policy, rule.who, offices)
    if rule.verdict is None and not rule.duties and not rule.options:
        return _nothing_but_overrides(policy, rule, who, does, when, over, offices)
    if rule.verdict is None:
        said_first, rest = _duties_alone(rule, who, does, when, over, offices)
    else:
        said_first, rest = _verdict(rule.verdict, rule, who, does, when, over, offices)
    return " ".join([said_first, *rest, *_overrides(policy, rule)])


def breach_sentence(policy: Policy, breach: Breach, offices: Mapping[str, str]) -> str:
    """What may follow, for whom, and for going against which clauses."""
    who = _who(policy, breach.who, offices)
    of = "any clause of this policy" if not breach.of else clauses_words(policy, breach.of)
    says = breach.says.strip().rstrip(".")
    return f"What may follow when {who.anyone} {who.verb('go', 'goes')} against {of}: {says}."


def legend(policy: Policy, offices: Mapping[str, str]) -> tuple[str, ...]:
    """What the short words in the sentences of this policy stand for, one sentence each."""
    role, action = vocabulary().facts["role"], vocabulary().facts["action"]
    spoken = wording()
    binds = role.expand(policy.binds)
    texts = " ".join(rule_sentence(policy, rule, offices) for rule in policy.rules())
    used = {name for rule in policy.rules() for name in role_names(role.expand(rule.who) & binds, offices)}
    used |= {name for breach in policy.breaches() for name in role_names(role.expand(breach.who) & binds, offices)}
    told = []
    if "this policy binds" in texts:
        names = role_names(binds, offices)
        used |= set(names)
        told.append(f"This policy binds {listed(names)}.")
    for group_name, name in spoken.facts["role"].forms["group"].items():
        if name in used and group_name != "everyone":
            members = [said(spoken.facts["role"].phrase[value], offices) for value in role.groups[group_name]]
            told.append(f"{capital(name)} are {listed(members)}.")
    for known in spoken.facts["action"].sets:
        if known.phrase in texts and "message" in known.values:
            verbs = [spoken.facts["action"].forms["base"][value] for value in action.values if value in known.values]
            told.append(f"To {known.phrase} is to {listed(verbs, 'or')}.")
    told.extend(text for word, text in spoken.legend.items() if word in " ".join([texts, *told]))
    return tuple(told)


# who does what ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Who:
    """The people of a rule. `everyone` is said in the singular: everyone must, nobody may, when anyone does."""

    names: str
    everyone: bool
    limit: str  # " this policy binds", where everyone is not everyone in school life

    @property
    def subject(self) -> str:
        return f"Everyone{self.limit}" if self.everyone else capital(self.names)

    @property
    def nobody(self) -> str:
        return f"Nobody{self.limit}"

    @property
    def anyone(self) -> str:
        return f"anyone{self.limit}" if self.everyone else self.names

    def verb(self, plural: str, singular: str) -> str:
        return singular if self.everyone else plural


def _who(policy: Policy, words: tuple[str, ...], offices: Mapping[str, str]) -> Who:
    role = vocabulary().facts["role"]
    binds = role.expand(policy.binds)
    people = role.expand(words) & binds
    if not people:
        unbound = listed(role_names(role.expand(words), offices))
        return Who(f"{unbound} (whom this policy does not bind)", False, "")
    everyone = people == frozenset(role.values)
    names = role_names(people, offices)
    if people == binds and len(names) > 2 and not everyone:
        return Who(listed(names), True, " this policy binds")
    return Who(listed(names), everyone, "")


def actions_words(does: frozenset[str], over: str | None, form: str = "base") -> str:
    """The actions as verbs: `post, comment or share`; `over` says on which channels a message counts."""
    spoken, order = wording().facts["action"], vocabulary().facts["action"].values
    left, items = set(does), list[tuple[int, str]]()
    for known in spoken.sets:
        if left >= known.values:
            left -= known.values
            text = known.third if form == "third" else known.phrase
            if "message" in known.values and over:
                text += f" (messages only {over})"
            items.append((min(order.index(value) for value in known.values), text))
    for value in left:
        text = spoken.forms[form][value]
        items.append((order.index(value), f"{text} {over}" if value == "message" and over else text))
    texts = [text for _, text in sorted(items)]
    short = [text for text in texts if ", " not in text]
    long = [text for text in texts if ", " in text]
    if not long:
        return listed(short, "or")
    if len(texts) == 1:
        return texts[0]
    if len(long) == 1:
        return f"{', '.join(short)}, or {long[0]}"
    return "; ".join([*([", ".join(short)] if short else []), *long[:-1], f"or {long[-1]}"])


def _message_channels(when: Node | None, does: frozenset[str]) -> tuple[str | None, Node | None]:
    """Take `action is not message or channel is ...` out of a condition: it limits the messages, not the rest."""
    parts = when.parts if isinstance(when, Group) and when.joint == "and" else () if when is None else (when,)
    for part in parts:
        if not (isinstance(part, Group) and part.joint == "or" and len(part.parts) == 2):
            continue
        other = Words("action", frozenset({"message"}), negated=True)
        channel = next((one for one in part.parts if isinstance(one, Words) and one.fact == "channel"), None)
        if other in part.parts and channel is not None and not channel.negated and "message" in does:
            phrases = wording().facts["channel"].phrase
            over = listed([phrase for value, phrase in phrases.items() if value in channel.values], "or")
            rest = [one for one in parts if one is not part]
            return over, group("and", rest) if rest else None
    return None, when


# verdicts ------------------------------------------------------------------------------------------


def _verdict(
    verdict: Verdict,
    rule: Rule,
    who: Who,
    does: frozenset[str],
    when: Node | None,
    over: str | None,
    offices: Mapping[str, str],
) -> tuple[str, list[str]]:
    acts, when = _about_concern(does, when, False)
    if acts is None:
        acts = actions_words(does, over)
    subject = who.subject
    match verdict.outcome:
        case "may":
            text = f"{subject} may {acts}"
        case "caution":
            text = f"{subject} should take care when they {acts}"
        case "should-not":
            text = f"{who.nobody} should {acts}" if who.everyone else f"{subject} should not {acts}"
        case "hold":
            text = f"{subject} must wait {verdict.hours} hours before they {acts}"
        case "needs-permission":
            level = "written permission" if verdict.level == "written" else "permission, spoken or written,"
            text = f"{subject} {who.verb('need', 'needs')} the {offices['head']}'s {level} to {acts}"
        case _:
            text = f"{who.nobody} may {acts}" if who.everyone else f"{subject} must not {acts}"
    condition, rest = _if_and_unless(rule, when, offices)
    first = f"{text}{',' if condition and _is_long(acts) else ''}{condition}."
    for agent, must, may in _by_agent(rule):
        them = "they" if agent is None else agent_words(agent, offices)
        if must:
            rest.append(f"Where this applies, {them} must also {_series(must, offices)}.")
        if may:
            rest.append(f"Where this applies, {them} may {_series(may, offices)}.")
    return first, rest


def _if_and_unless(rule: Rule, when: Node | None, offices: Mapping[str, str]) -> tuple[str, list[str]]:
    """What follows the verb, and the sentences that follow the first."""
    condition = "" if when is None else f" if {condition_text(when, offices)}"
    if rule.unless is None:
        return condition, []
    unless = tree(rule.unless)
    if when is None and is_simple(unless):
        return f", unless {condition_text(unless, offices)}", []
    return condition, [f"This does not apply if {condition_text(unless, offices)}."]


# duties ------------------------------------------------------------------------------------------


def _duties_alone(
    rule: Rule, who: Who, does: frozenset[str], when: Node | None, over: str | None, offices: Mapping[str, str]
) -> tuple[str, list[str]]:
    acts, when = _about_concern(does, when, who.everyone)
    if acts is None:
        acts = actions_words(does, over, "third" if who.everyone else "base")
    condition, rest = _if_and_unless(rule, when, offices)
    orders = []
    for agent, must, may in _by_agent(rule):
        them = "they" if agent is None else agent_words(agent, offices)
        if must:
            orders.append(f"{them} must {_series(must, offices)}")
        if may:
            orders.append(f"{them} may {_series(may, offices)}")
    if condition and (when is None or not is_simple(when)):
        first = f"This is about when {who.anyone} {acts}{condition}."
        return first, [*rest, *(f"Then {order}." for order in orders)]
    condition = "" if when is None else _and_also(when, offices)
    first = f"When {who.anyone} {acts}{condition}, {orders[0]}."
    return first, [*rest, *(f"In that case {order}." for order in orders[1:])]


def _about_concern(does: frozenset[str], when: Node | None, third: bool) -> tuple[str | None, Node | None]:
    """`learn of online bullying`, where the actions are about a concern and the condition says which."""
    if not does <= _CONCERNS.keys():
        return None, when
    parts = when.parts if isinstance(when, Group) and when.joint == "and" else () if when is None else (when,)
    for part in parts:
        if isinstance(part, Words) and part.fact == "concern" and not part.negated and "none" not in part.values:
            verbs = [_CONCERNS[value][third] for value in _CONCERNS if value in does]
            phrases = wording().facts["concern"].phrase
            concern = listed([phrase for value, phrase in phrases.items() if value in part.values], "or")
            rest = [one for one in parts if one is not part]
            return f"{' or '.join(verbs)} {concern}", group("and", rest) if rest else None
    return None, when


def _by_agent(rule: Rule) -> Iterable[tuple[str | None, list[Duty], list[Duty]]]:
    agents = dict.fromkeys(duty.by for duty in (*rule.duties, *rule.options))
    for agent in agents:
        must = [duty for duty in rule.duties if duty.by == agent]
        may = [duty for duty in rule.options if duty.by == agent]
        yield agent, must, may


def _series(duties: list[Duty], offices: Mapping[str, str]) -> str:
    alike: dict[Duty, list[str]] = {}  # the same thing for several people is said once
    for duty in duties:
        alike.setdefault(replace(duty, to=None), []).append(duty.to or "")
    texts = [duty_phrase(duty, offices, tuple(filter(None, to))) for duty, to in alike.items()]
    if len(texts) == 2 and not any(" and " in text or ", " in text for text in texts):
        return " and ".join(texts)
    return "; ".join([*texts[:-1], f"and {texts[-1]}"]) if len(texts) > 1 else texts[0]


def duty_phrase(duty: Duty, offices: Mapping[str, str], recipients: tuple[str, ...] = ()) -> str:
    """The duty without its agent: `report it to the DSL at once`; `recipients` stand for the duty's own."""
    spoken = wording()
    verb = spoken.verbs[duty.verb]
    named = recipients or ((duty.to,) if duty.to else ())
    to = listed([said(spoken.recipients[recipient], offices) for recipient in named])
    if verb.told and to:
        text = f"{verb.told} {to}" + (f" {verb.of} {duty.what}" if duty.what else "")
    else:
        what = duty.what or verb.what
        if duty.what and verb.of and not verb.what:
            what = f"{verb.of} {duty.what}"
        text = verb.frame.format(what=what) + (f" {verb.to} {to}" if to else "")
    if duty.then:
        then = ", then ".join(said(spoken.recipients[next_one], offices) for next_one in duty.then)
        text += f" (if nobody answers: {then})"
    ways = [spoken.manners[duty.manner]] if duty.manner else []
    if duty.deadline:
        ways.append(spoken.deadlines.get(duty.deadline, duty.deadline))
    return " ".join(f"{text} {' and '.join(ways)}".split())


def agent_words(agent: str, offices: Mapping[str, str]) -> str:
    """Whoever carries a duty: `the Headteacher`, `staff`."""
    spoken = wording()
    if agent in spoken.recipients:
        return said(spoken.recipients[agent], offices)
    role = vocabulary().facts["role"]
    return listed(role_names(role.expand((agent,)), offices))


# clauses ------------------------------------------------------------------------------------------


def clause_words(policy: Policy, name: str) -> str:
    """How a clause, or one block of it, is named to a reader: `3.7 (CP-17)`, or `RA-10 (conduct)` without a number."""
    where = policy.clauses[name.partition("/")[0]].where
    return f"{where} ({name})" if where[:1].isdigit() else f"{name} ({where})"


def clauses_words(policy: Policy, names: Iterable[str]) -> str:
    """`clause 3.7 (CP-17)` or `clauses 3.7 (CP-17) and 4.1 (CP-22)`."""
    told = [clause_words(policy, name) for name in dict.fromkeys(names)]
    return f"clause{'s' if len(told) > 1 else ''} {listed(told)}"


def _nothing_but_overrides(
    policy: Policy,
    rule: Rule,
    who: Who,
    does: frozenset[str],
    when: Node | None,
    over: str | None,
    offices: Mapping[str, str],
) -> str:
    acts, when = _about_concern(does, when, who.everyone)
    if acts is None:
        acts = actions_words(does, over, "third" if who.everyone else "base")
    condition, rest = _if_and_unless(rule, when, offices)
    if when is not None and is_simple(when):
        condition = _and_also(when, offices)
    do_not = "do not" if len(rule.overrides) > 1 else "does not"
    told = capital(clauses_words(policy, rule.overrides))
    return " ".join([f"{told} {do_not} apply when {who.anyone} {acts}{condition}.", *rest])


def _and_also(when: Node, offices: Mapping[str, str]) -> str:
    """A simple condition as it follows a `when` clause."""
    either = "either " if isinstance(when, Group) and when.joint == "or" else ""
    return f", and {either}{condition_text(when, offices)}"


def _overrides(policy: Policy, rule: Rule) -> list[str]:
    if not rule.overrides:
        return []
    does_not = "do not" if len(rule.overrides) > 1 else "does not"
    return [f"Where this applies, {clauses_words(policy, rule.overrides)} {does_not}."]


def _is_long(acts: str) -> bool:
    """Whether the list of actions needs a comma after it to be read."""
    return ", or " in acts or "; " in acts


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """The text with a small first letter, to stand inside a sentence."""
    return text[:1].lower() + text[1:]
