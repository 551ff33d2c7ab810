"""Sentences: each rule in English that can be signed, and that says neither more nor less than the rule."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.law.offices import offices
from gatepost.policy.condition import All, AnyOf, Condition, Flag, Has, Is, Not, Number
from gatepost.policy.condition import tests as every_test
from gatepost.policy.document import Policy, Rule
from gatepost.policy.library import pack, packs
from gatepost.policy.sentence import breach_sentence, legend, rule_sentence
from gatepost.vocabulary.words import Fact, vocabulary
from tests.policy.files import file_of, read
from tests.policy.possible import Possible
from tests.policy.reference import truth_of
from tests.policy.strategies import conditions
from tests.vocabulary.plain import hyphenated

WORDS = vocabulary()
ENGLAND, WALES = offices("england"), offices("wales")
RULES = [pytest.param(pack(name), rule, id=f"{name} {rule.name}") for name in packs() for rule in pack(name).rules()]


def sentence(*lines: str) -> str:
    """The sentence of a rule for teachers who post, with these lines."""
    policy = read(file_of(*lines))
    (rule,) = policy.rules()
    return rule_sentence(policy, rule, ENGLAND)


def rule_of(who: str, does: str, *lines: str, binds: str = "everyone") -> str:
    """The sentence of a whole rule."""
    text = file_of(*lines).replace("who: teacher\ndoes: post", f"who: {who}\ndoes: {does}")
    policy = read(text.replace("binds: everyone", f"binds: {binds}"))
    (rule,) = policy.rules()
    return rule_sentence(policy, rule, ENGLAND)


# the rules of the packs ----------------------------------------------------------------------


@pytest.mark.parametrize(("policy", "rule"), RULES)
def test_every_rule_of_a_pack_is_said_in_plain_whole_sentences(policy: Policy, rule: Rule) -> None:
    for words in (ENGLAND, WALES):
        text = rule_sentence(policy, rule, words)
        assert text.endswith(".")
        assert text[0].isupper()
        assert not hyphenated(text)
        assert not re.search(r"  |\(\)|,,|\.\.| ,| \.|[{}]|None", text), text


@pytest.mark.parametrize("name", packs())
def test_every_breach_of_a_pack_is_said_in_a_whole_sentence(name: str) -> None:
    for breach in pack(name).breaches():
        text = breach_sentence(pack(name), breach, ENGLAND)
        assert text.endswith(".")
        assert not text.endswith("..")
        assert not hyphenated(text)


@pytest.mark.parametrize("name", packs())
def test_two_rules_of_a_pack_share_a_sentence_only_if_they_say_the_same(name: str) -> None:
    policy = pack(name)
    said: dict[str, Rule] = {}
    for rule in policy.rules():
        first = said.setdefault(rule_sentence(policy, rule, ENGLAND), rule)
        bare = [replace(one, clause="", block="", line=0, reading=None) for one in (first, rule)]
        assert bare[0] == bare[1], f"{first.name} and {rule.name}"


@pytest.mark.parametrize("name", packs())
def test_a_welsh_school_never_reads_the_english_word_for_its_safeguarding_lead(name: str) -> None:
    policy = pack(name)
    texts = [rule_sentence(policy, rule, WALES) for rule in policy.rules()] + [*legend(policy, WALES)]
    assert not [text for text in texts if "DSL" in text or "LADO" in text]


@pytest.mark.parametrize("name", packs())
def test_the_legend_says_who_the_staff_of_a_policy_are(name: str) -> None:
    policy = pack(name)
    texts = [rule_sentence(policy, rule, ENGLAND) for rule in policy.rules()]
    texts += [breach_sentence(policy, breach, ENGLAND) for breach in policy.breaches()]
    told = legend(policy, ENGLAND)
    texts += [line for line in told if line.startswith("This policy binds")]
    named = any(re.search(r"(?<!of )(?<!support )\bstaff\b", text.lower()) for text in texts)
    assert named is any(line.startswith("Staff are ") for line in told)
    assert not [line for line in told if hyphenated(line)]


# sentences as they should be ----------------------------------------------------------------------


def test_a_prohibition_with_an_age() -> None:
    assert rule_of(
        "staff",
        "connect",
        "when: target is pupil or (target is former-pupil and target-age under 18)",
        "verdict: must not",
    ) == (
        "Staff must not ask for, accept or keep an online connection if the other person is a pupil of the school or is"
        " a former pupil who is under 18."
    )


def test_everyone_is_nobody_in_a_prohibition() -> None:
    assert rule_of("everyone", "publish", "when: content has abusive, sexual, complaint", "verdict: must not") == (
        "Nobody may post, comment or share if it contains abusive or sexual content, or a complaint."
    )


def test_everyone_is_limited_to_whom_the_policy_binds() -> None:
    assert rule_of("everyone", "monitor", "verdict: must not", binds="staff, governor, parent") == (
        "Nobody this policy binds may monitor how someone uses the internet."
    )
    assert rule_of("everyone", "monitor", "verdict: must not", binds="staff") == (
        "Staff must not monitor how someone uses the internet."
    )
    assert rule_of("adult", "monitor", "verdict: must not", binds="employee, volunteer") == (
        "Employees and volunteers must not monitor how someone uses the internet."
    )


def test_a_permission_says_its_level() -> None:
    assert sentence("verdict: needs written permission from head") == (
        "Teachers need the Headteacher's written permission to post."
    )
    assert sentence("verdict: needs permission from head") == (
        "Teachers need the Headteacher's permission, spoken or written, to post."
    )


def test_a_hold_says_how_long() -> None:
    assert sentence("when: in-doubt", "verdict: hold 48 hours") == (
        "Teachers must wait 48 hours before they post if they are in doubt about it."
    )


def test_care_advice_and_leave() -> None:
    assert sentence("verdict: caution") == "Teachers should take care when they post."
    assert sentence("verdict: should not") == "Teachers should not post."
    assert sentence("verdict: may") == "Teachers may post."


def test_an_exception_is_said_with_the_rule_or_after_its_condition() -> None:
    assert sentence("unless: appearance-consent", "verdict: must not") == (
        "Teachers must not post, unless a parent of every child who appears has consented in writing."
    )
    assert sentence("when: place is on-premises", "unless: device is own", "verdict: must not") == (
        "Teachers must not post if they are on the school's premises. This does not apply if they use their own"
        " equipment."
    )


def test_any_of_and_none_of_are_told_apart() -> None:
    assert sentence("when: mentions has pupil, council", "verdict: may") == (
        "Teachers may post if it refers to a pupil or the council."
    )
    assert sentence("when: mentions has no pupil, council", "verdict: may") == (
        "Teachers may post if it does not refer to a pupil or the council."
    )


def test_and_and_or_together_are_bound_by_either_at_the_end() -> None:
    assert sentence("when: (in-doubt or phone-silent) and place is on-premises", "verdict: must not") == (
        "Teachers must not post if they are on the school's premises, and either they are in doubt about it or the"
        " phone is on silent."
    )


def test_and_and_or_deeper_down_are_bound_by_letters() -> None:
    assert sentence("when: in-doubt or (phone-silent and place is on-premises)", "verdict: must not") == (
        "Teachers must not post if at least one of these is true: (a) they are in doubt about it; or (b) the phone is"
        " on silent and they are on the school's premises."
    )


def test_letters_say_whether_all_or_any_of_them_are_meant() -> None:
    inner = "(in-doubt or (phone-silent and necessary))"
    assert "if both of these are true: (a) they" in sentence(f"when: poses-as-child and {inner}", "verdict: must not")
    assert "if all of these are true: (a) they" in sentence(
        f"when: poses-as-child and {inner} and (continues or (name-beside-photo and parents-aware))",
        "verdict: must not",
    )


def test_a_duty_alone_says_when_who_and_how() -> None:
    assert rule_of(
        "staff",
        "learn-of-concern",
        "when: concern is cyberbullying",
        "duty: report head, immediately",
        "duty: report dsl, immediately",
        "duty: head inform parents, by phone, within 2 school days",
        "option: refer to police",
    ) == (
        "When staff learn of online bullying, they must report it to the Headteacher and the DSL at once. In that case"
        " they may refer it to the police. In that case the Headteacher must tell the parents by phone and within 2"
        " school days."
    )


def test_a_duty_of_everyone_is_one_of_anyone() -> None:
    assert rule_of(
        "everyone", "receive-request", "when: target is pupil", "duty: inform head then chair-of-governors"
    ) == (
        "When anyone receives a friend or connection request, and the other person is a pupil of the school, they must"
        " tell the Headteacher (if nobody answers: the chair of governors)."
    )


def test_a_rule_that_sets_others_aside_names_them() -> None:
    policy = pack("caldecote")
    (rule,) = (rule for rule in policy.clauses["CP-24"].rules if "CP-17" in rule.overrides)
    assert rule_sentence(policy, rule, ENGLAND).endswith(
        "Where this applies, clauses 3.7 (CP-17), 4.1 (CP-22) and 4.2 (CP-23) do not."
    )


def test_messages_that_count_on_some_channels_only_are_named_with_the_action() -> None:
    lines = ("when: action is not message or channel is blog, forum", "verdict: must not")
    assert rule_of("staff", "publish, message", *lines) == (
        "Staff must not post, comment, share, or send a message on a blog or forum."
    )


# different conditions, different sentences ----------------------------------------------------------------------


def said_of(condition: Condition, rule: Rule, policy: Policy) -> str:
    return rule_sentence(policy, replace(rule, when=condition), ENGLAND)


def variants(condition: Condition) -> Iterator[Condition]:
    """Everything that one slip could make of a condition."""
    yield Not(condition)
    match condition:
        case Is(fact, words, negated):
            yield Is(fact, words, not negated)
            yield from (Is(fact, chosen, negated) for chosen in _other_words(fact, words))
        case Has(fact, words, negated):
            yield Has(fact, words, not negated)
            yield from (Has(fact, chosen, negated) for chosen in _other_words(fact, words))
        case Number(fact, comparison, years):
            yield from (Number(fact, comparison, other) for other in (years - 1, years + 1))
            yield Number(fact, "under" if comparison == "at least" else "at least", years)
        case Not(one):
            yield one
            yield from (Not(other) for other in variants(one))
        case All(parts) | AnyOf(parts):
            same, other_joint = (All, AnyOf) if isinstance(condition, All) else (AnyOf, All)
            yield other_joint(parts)
            for at, part in enumerate(parts):
                yield from (same((*parts[:at], other, *parts[at + 1 :])) for other in variants(part))
                if len(parts) > 2:
                    yield same((*parts[:at], *parts[at + 1 :]))
        case _:
            pass


def _other_words(fact: str, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield from (tuple(word for word in words if word != gone) for gone in words if len(words) > 1)
    yield from ((*words, new) for new in WORDS.facts[fact].values[:2] if new not in words)


def worlds(facts: Mapping[str, Fact], random: Random) -> Possible:
    """One possible world of these facts."""
    world: Possible = {}
    for name, fact in facts.items():
        match fact.kind:
            case "any-of":
                share = random.choice((0.05, 0.3, 0.7))
                world |= {(name, word): {random.random() < share} for word in fact.values}
            case "one-of":
                world[name, ""] = {random.choice(fact.values)}
            case "whole-number":
                world[name, ""] = {random.choice((12, 13, 17, 18, 19, random.randint(fact.low, fact.high)))}
            case _:
                world[name, ""] = {random.random() < 0.5}
    return world


def differ(one: Condition, other: Condition) -> bool:
    """Whether some world of many tells the two conditions apart."""
    facts = {test.fact: WORDS.facts[test.fact] for test in (*every_test(one), *every_test(other))}
    random = Random(1)
    for _ in range(150):
        world = worlds(facts, random)
        if truth_of(one, world, WORDS) != truth_of(other, world, WORDS):
            return True
    return False


@given(conditions(most=5), st.sampled_from(["publish", "publish, message", "network", "learn-of-concern"]))
def test_a_condition_never_reads_like_one_that_means_something_else(condition: Condition, does: str) -> None:
    text = file_of("verdict: must not").replace("does: post", f"does: {does}")
    policy = read(text)
    (rule,) = policy.rules()
    told = said_of(condition, rule, policy)
    for other in variants(condition):
        if said_of(other, rule, policy) == told:
            assert not differ(condition, other), told


@given(conditions(most=4), conditions(most=4))
def test_a_condition_and_an_exception_are_not_confused(when: Condition, unless: Condition) -> None:
    policy = read(file_of("verdict: may"))
    (rule,) = policy.rules()
    one, other = (replace(rule, when=a, unless=b) for a, b in ((when, unless), (unless, when)))
    if rule_sentence(policy, one, ENGLAND) == rule_sentence(policy, other, ENGLAND):
        assert not differ(All((when, Not(unless))), All((unless, Not(when))))


@given(conditions(most=6))
def test_no_condition_brings_a_word_of_the_vocabulary_before_a_person(condition: Condition) -> None:
    policy = read(file_of("verdict: may"))
    (rule,) = policy.rules()
    text = said_of(condition, rule, policy)
    assert not hyphenated(text)
    assert "  " not in text
    assert text.endswith(".")


def test_flags_are_said_both_ways() -> None:
    policy = read(file_of("verdict: may"))
    (rule,) = policy.rules()
    for name, fact in WORDS.facts.items():
        if fact.kind == "yes-no":
            assert said_of(Flag(name), rule, policy) != said_of(Not(Flag(name)), rule, policy)
