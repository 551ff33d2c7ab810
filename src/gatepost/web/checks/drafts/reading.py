"""A draft read: what was found in it, what that tells the policy, and what it asks of the author."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from gatepost.checking.found import NO_PICTURE, labels, of_pictures
from gatepost.law.platform_limits import platforms
from gatepost.screening.facts import FACTS
from gatepost.screening.finding import Finding
from gatepost.screening.order import NAMES
from gatepost.vocabulary.activity import Partial, Value
from gatepost.vocabulary.wording import said, wording
from gatepost.vocabulary.words import vocabulary
from gatepost.web.checks.drafts.counting import Count, counts
from gatepost.web.checks.drafts.draft import WEBSITE, Draft
from gatepost.web.checks.drafts.marks import Passage, passages
from gatepost.web.checks.drafts.registers import Consents, consents
from gatepost.web.checks.drafts.screeners import screener_for
from gatepost.web.checks.gather import situation_of_draft
from gatepost.web.checks.queries import Situation
from gatepost.web.releases.holds import PARENTS, reached
from gatepost.web.releases.queries import warnings
from gatepost.web.schools.models import School
from gatepost.web.schools.person import Person

NEWS = "unreleased-news"
_SENTENCES = 2  # of a finding's own words that a question repeats
_LONGEST_QUOTE = 80  # letters


@dataclass(frozen=True, slots=True)
class Noted:
    """One line of the list. `number`: of the mark in the text, 0 for what was found elsewhere, which `where` names."""

    number: int
    words: str
    where: str
    sure: str
    why: str
    advice: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a draft before its author is asked. `found`: what its words hold; `doubts`: for each fact the
    words that are likely or possible and not certain, with what was found for them; `news`: sentences about what is not
    to be public yet.
    """

    draft: Draft
    situation: Situation
    passages: tuple[Passage, ...]
    found: tuple[Finding, ...]
    noted: tuple[Noted, ...]
    doubts: Mapping[str, Mapping[str, tuple[Finding, ...]]]
    complains: bool
    protections: tuple[str, ...]
    notices: tuple[str, ...]
    news: tuple[str, ...]
    naming: str
    consents: Consents
    counts: tuple[Count, ...]


def read_draft(person: Person, school: School, draft: Draft, now: datetime) -> Reading:
    """Everything that the screening and the registers tell of a draft. Nothing is kept."""
    screener, role = screener_for(person, school)
    screened = screener.screen(draft.text, draft.account, role)
    found = [*screened.findings, *(one for photo in draft.photos for _words, one in photo.found)]
    has, lacks = labels(screened, [one.facts for one in draft.photos], found)
    news = _news(person, draft, now)
    if news:
        has["content"].add(NEWS)
        lacks["content"].discard(NEWS)
    naming = _naming(found)
    consented = consents(person, draft, naming, now)
    said_of_it = _said(draft, consented)
    # Two labels of one passage, told in the same words, are one line to a reader.
    told_once = tuple({(one.start, one.end, one.why): one for one in screened.findings}.values())
    doubts: dict[str, dict[str, tuple[Finding, ...]]] = {}
    for fact in FACTS:
        unsure = [one for one in found if one.label in vocabulary().facts[fact].values and one.label not in has[fact]]
        doubts[fact] = {
            label: tuple(one for one in unsure if one.label == label)
            for label in vocabulary().facts[fact].values
            if any(one.label == label for one in unsure)
        }
    return Reading(
        draft=draft,
        situation=situation_of_draft(said_of_it, has, lacks, draft.roles),
        passages=passages(draft.text, told_once),
        found=screened.findings,
        noted=tuple(_noted(told_once, draft)),
        doubts=doubts,
        complains=any(one.label == "complaint" for one in found),
        protections=tuple(dict.fromkeys(one.sentence for one in screened.protections)),
        notices=(*screened.notices, *dict.fromkeys(line for photo in draft.photos for line in photo.notices)),
        news=news,
        naming=naming,
        consents=consented,
        counts=counts(draft.text, len(draft.photos)),
    )


def _said(draft: Draft, consented: Consents) -> dict[str, Value]:
    """What the author said of the draft, in the facts of the vocabulary."""
    facts: dict[str, Value] = {"action": draft.action, "capacity": draft.account}
    if draft.audience:
        facts["audience"] = draft.audience
    if draft.platform and draft.platform != WEBSITE:
        known = platforms().get(draft.platform)
        facts["channel"] = known.channel if known else draft.platform
    if not draft.photos:
        return {**facts, **NO_PICTURE}
    facts |= of_pictures(any(photo.name_beside for photo in draft.photos))
    if draft.setting:
        facts["image-setting"] = draft.setting
    shown = draft.shows or {}
    facts["image-shows"] = Partial(
        has=frozenset(word for word, is_so in shown.items() if is_so),
        lacks=frozenset(word for word, is_so in shown.items() if not is_so),
    )
    if consented.given is not None:
        facts["appearance-consent"] = consented.given
    return facts


def _naming(found: Sequence[Finding]) -> str:
    kinds = {one.kind for one in found if one.label == "pupil" and one.kind in NAMES}
    return "full" if kinds - {"roll-first-name"} else "first" if kinds else "none"


def _news(person: Person, draft: Draft, now: datetime) -> tuple[str, ...]:
    words = "\n".join([draft.text, *(f"{photo.alt}\n{photo.words}" for photo in draft.photos)])
    audience = PARENTS if draft.platform == "approved-channel" else reached(draft.audience or None)
    hour = max(now, draft.not_before) if draft.not_before else now  # by then the news may be out
    return tuple(dict.fromkeys(one.says for one in warnings(person, words, audience, hour)))


def _noted(findings: Sequence[Finding], draft: Draft) -> list[Noted]:
    sure = {"certain": _("Sure"), "likely": _("Likely"), "possible": _("Perhaps")}
    lines = [
        Noted(number, _quoted(draft.text[one.start : one.end]), "", sure[one.sure], one.why, one.advice)
        for number, one in enumerate(findings, 1)
    ]
    for at, photo in enumerate(draft.photos, 1):
        where = _("In or beside photo %(number)d") % {"number": at}
        lines += [Noted(0, _quoted(text), where, sure[one.sure], one.why, one.advice) for text, one in photo.found]
    return lines


def _quoted(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1]}…"


def doubt_questions(
    reading: Reading, offices: Mapping[str, str], wanted: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, str, str, str], ...]:
    """For each word that is in doubt and that the policy turns on: fact, word, question, and why it is asked."""
    ask = {
        "mentions": _("Is it about %(what)s?"),
        "content": _("Is there %(what)s in it?"),
        "uses": _("Does it use %(what)s?"),
    }
    found = []
    for fact, words in reading.doubts.items():
        for word, findings in words.items():
            if word in wanted.get(fact, ()):
                what = said(wording().facts[fact].phrase[word], offices)
                why = dict.fromkeys(f"“{_quoted(_words(reading, one))}”: {one.why}" for one in findings)
                found.append((fact, word, ask[fact] % {"what": what}, " ".join(list(why)[:_SENTENCES])))
    return tuple(found)


def _words(reading: Reading, one: Finding) -> str:
    for photo in reading.draft.photos:
        for text, finding in photo.found:
            if finding is one:
                return text
    return reading.draft.text[one.start : one.end]
