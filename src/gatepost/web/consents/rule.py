"""Whether one child may be shown for one purpose on one day: a pure function over what was said.

For each voice (an adult, the child, the register of another system) only the latest word on a thing counts. Who agrees
to a fuller name agrees to less of it; who refuses less of it refuses the fuller one. A no stands until the same voice
says yes, however old it is or under whatever wording it was given; a yes lapses with its last day or its wording.
Whoever may have parental responsibility can refuse; only who is known to have it can agree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from gatepost.web.consents.purposes import Purpose

YES, NO, WITHDRAWN, SET_ASIDE = "yes", "no", "withdrawn", "set-aside"
ADULT, CHILD, RECORD = "adult", "child", "record"

# Why, from what outranks all to what is merely missing.
SHOWN = "shown"
OFF_ROLL, BAR, CHILD_NO, DISAGREEMENT, REFUSED, TAKEN_BACK = (
    "not-on-roll",
    "bar",
    "child-no",
    "disagreement",
    "refused",
    "withdrawn",
)
EXPIRED, OLD_WORDING, UNKNOWN, UNANSWERED = "expired", "old-wording", "responsibility-unknown", "no-answer"
HIDDEN = "do-not-publish"  # all that somebody learns who may not see reasons
OFF = "module-off"
TAKE_DOWN = frozenset({BAR, CHILD_NO, DISAGREEMENT, REFUSED, TAKEN_BACK})  # what is published already comes down too


@dataclass(frozen=True, slots=True)
class Said:
    """One answer. `adult` is 0 unless `by` is an adult; `responsible`: the roll's word on parental responsibility when
    it was given; `number` orders answers of one moment.
    """

    by: str
    adult: int
    purpose: Purpose
    says: str
    responsible: str
    wording: int
    starts: date
    ends: date
    at: datetime
    number: int

    @property
    def voice(self) -> tuple[str, int]:
        """Whose word it is."""
        return self.by, self.adult

    @property
    def order(self) -> tuple[datetime, int]:
        """Later ones are greater."""
        return self.at, self.number


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a child. `responsible`: by adult, the roll's word on parental responsibility today."""

    on_roll: bool
    barred: bool
    responsible: Mapping[int, str] = field(default_factory=dict)
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """`reason` is SHOWN or why not. `contested`: somebody said yes and somebody else no; a headteacher looks at it."""

    shown: bool
    reason: str
    contested: bool = False


@dataclass(frozen=True, slots=True)
class _Voice:
    """What one voice says of the purpose: `yes`, a kind of no, or how a yes has lapsed; and whether it counts."""

    by: str
    word: str
    counts: bool


def rule(standing: Standing, purpose: Purpose, on: date, wording_from: int) -> Ruling:
    """Whether the child may be shown. A yes under a wording older than `wording_from` counts no longer."""
    voices: dict[tuple[str, int], list[Said]] = {}
    for one in standing.said:
        if one.purpose.about_the_same(purpose):
            voices.setdefault(one.voice, []).append(one)
    child_no = _word(voices.pop((CHILD, 0), []), purpose, on, 0) in (NO, WITHDRAWN)
    heard = [
        _Voice(voice[0], word, _counts(voice, said, word, standing.responsible))
        for voice, said in voices.items()
        if (word := _word(said, purpose, on, wording_from))
    ]
    words = {one.word for one in heard if one.counts}
    refusing = words & {NO, WITHDRAWN}
    contested = YES in words and bool(refusing)
    if not standing.on_roll:
        return Ruling(False, OFF_ROLL)
    if standing.barred:
        return Ruling(False, BAR, contested)
    if child_no:
        return Ruling(False, CHILD_NO, contested)
    if refusing:
        reason = DISAGREEMENT if YES in words else REFUSED if NO in refusing else TAKEN_BACK
        return Ruling(False, reason, contested)
    # A register's yes was some adult's, nobody knows whose: once one of them has agreed here, its end says nothing.
    lapsing = {one.word for one in heard if one.counts and (one.by == ADULT or YES not in words)}
    for lapsed in (EXPIRED, OLD_WORDING):
        if lapsed in lapsing:
            return Ruling(False, lapsed)
    if YES in words:
        return Ruling(True, SHOWN)
    return Ruling(False, UNKNOWN if heard else UNANSWERED)


def latest(said: Iterable[Said]) -> dict[Purpose, Said]:
    """Of what one voice has said, what stands, by purpose.

    A yes that was given before the no and only keyed after it takes nothing back, nor does one of a register that does
    not say whether it is of somebody with parental responsibility.
    """
    found: dict[Purpose, Said] = {}
    for one in sorted(said, key=lambda each: each.order):
        held = found.get(one.purpose)
        if held is None or held.says not in (NO, WITHDRAWN) or one.says != YES or _takes_back(one, held):
            found[one.purpose] = one
    return found


def _takes_back(yes: Said, no: Said) -> bool:
    # A yes and a no of one moment contradict each other, and then it is a no.
    known = yes.by != RECORD or yes.responsible == "yes"
    return known and yes.at > no.at and yes.starts >= no.starts


def _word(said: Iterable[Said], purpose: Purpose, on: date, wording_from: int) -> str:
    """What one voice says of the purpose, or nothing."""
    standing = latest(said).values()
    yes = [one for one in standing if one.says == YES and one.starts <= on]
    noes = [one for one in standing if one.says in (NO, WITHDRAWN) and one.purpose.level <= purpose.level]
    last_no = max(noes, key=lambda one: one.order, default=None)
    fuller = [one for one in yes if one.purpose.level >= purpose.level]
    after = [one for one in fuller if all(_takes_back(one, no) for no in noes)] if noes else yes
    good = [one for one in after if one.ends >= on and one.wording >= wording_from]
    if any(one.purpose.level >= purpose.level for one in good):
        return YES
    if after and not good:  # whoever agreed once, to whatever name, has to be asked again before anybody relies on it
        newest = max(after, key=lambda one: one.order)
        return EXPIRED if newest.ends < on else OLD_WORDING
    return last_no.says if last_no else ""


def _counts(voice: tuple[str, int], said: Iterable[Said], word: str, responsible: Mapping[int, str]) -> bool:
    """Whether a voice decides: a yes of somebody with parental responsibility then and now; a no unless the roll says,
    or last said of somebody who is no longer on it, that they have none.
    """
    by, adult = voice
    then = max(said, key=lambda one: one.order).responsible
    if by == RECORD:
        return word in (NO, WITHDRAWN) or (then == "yes" and "yes" in responsible.values())
    now = responsible.get(adult, then)
    return now != "no" if word in (NO, WITHDRAWN) else then == "yes" and responsible.get(adult) == "yes"
