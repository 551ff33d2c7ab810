"""A draft checked by a program: the same answer as on the page, in memory alone, kept and counted nowhere."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Router, UploadedFile

from gatepost.checking.open import is_fine
from gatepost.screening.finding import Finding
from gatepost.vocabulary.activity import Activity, ActivityError, value_to_json
from gatepost.vocabulary.words import vocabulary
from gatepost.web.checks import permissions
from gatepost.web.checks.answering import in_words
from gatepost.web.checks.api import Decided, decision_json
from gatepost.web.checks.drafts.advice import Advice, advise
from gatepost.web.checks.drafts.brought import NotTaken, bring, open_accounts, ticked
from gatepost.web.checks.drafts.described import (
    Asked,
    Checked,
    CheckOut,
    Choice,
    DraftIn,
    Fits,
    FoundIn,
    FoundThere,
    PhotoSeen,
    Protection,
    Screening,
    Words,
    words_of,
)
from gatepost.web.checks.drafts.draft import Draft
from gatepost.web.checks.drafts.forms import PHOTOS, REGISTERED, CheckForm
from gatepost.web.checks.drafts.headline import headline
from gatepost.web.checks.drafts.reading import Reading, read_draft
from gatepost.web.checks.drafts.registers import granted_words
from gatepost.web.checks.drafts.screeners import screener_for
from gatepost.web.checks.drafts.uploads import PhotosInMemory
from gatepost.web.checks.gather import Told, Unreadable
from gatepost.web.checks.providers import ROLE
from gatepost.web.policies.queries import Adopted, in_force
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person
from gatepost.web.schools.roles import acting_roles
from gatepost.web.tokens.access import Bearer, TokenRequest

router = Router()
COSTS = 5  # questions that a check counts for: photos take seconds
_FROM_THE_DRAFT = ("action", "capacity")  # said by fields of their own


@router.post(
    "/screen",
    auth=Bearer("screen", permissions.may_check, "screen"),
    response=Screening,
    url_name="screen",
    summary="What a text holds",
)
def screen(request: TokenRequest, draft: Words) -> Screening:
    """Scope `screen`. The roll is asked for those alone whose drafts are held to it on the page."""
    if draft.account not in words_of("capacity") or not _is_plain(draft.text):
        raise Fault(_("Send a text without characters that stand for nothing, and an account of the description."))
    screener, role = screener_for(request.person, request.school)
    found = screener.screen(draft.text, draft.account, role)
    return Screening(
        facts={name: {key: list(words) for key, words in told.items()} for name, told in found.facts.items()},
        findings=[_found(one) for one in found.findings],
        protections=[Protection(**asdict(one)) for one in found.protections],
        notices=list(found.notices),
    )


@router.post(
    "/check",
    auth=Bearer("check", permissions.may_check, "check", COSTS, PhotosInMemory),
    response=CheckOut,
    url_name="check",
    summary="A draft with its photos, checked",
)
def check(request: TokenRequest, draft: Form[DraftIn], photos: File[list[UploadedFile]] = []) -> CheckOut:  # noqa: B006
    """Scope `check`. Send a form: `multipart/form-data` with photos, JPEG, PNG, WebP or GIF, up to 4 of 25 MB. Words
    and photos stay in memory while they are looked at; nothing of them is stored, logged or counted, and nobody is
    told. A check counts as 5 questions towards the token's limit.
    """
    adopted = in_force(request.school)
    if adopted is None:
        return CheckOut(checked=None)
    brought = _brought(request, adopted, draft, photos)
    now = timezone.now()
    reading = read_draft(request.person, request.school, brought, now)
    try:
        advice = advise(request.person, adopted, reading, _told(draft.facts), now)
    except Unreadable as error:
        raise Fault(str(error)) from None
    return CheckOut(checked=_checked(request.person, adopted, reading, advice, now))


def _brought(request: TokenRequest, adopted: Adopted, draft: DraftIn, photos: Sequence[UploadedFile]) -> Draft:
    """The draft, held to what the page's form takes, its photos looked at; raises Fault."""
    own = open_accounts(request.person)
    rows = [one for one in own if draft.handle and one.handle == draft.handle]
    if draft.handle and not rows:
        raise Fault(_("There is no open account of this handle in the register that you see."))
    if len(rows) > 1:
        raise Fault(_("Several open accounts in the register have this handle: check it on the page."))
    row = rows[0] if rows else None
    sent: dict[str, Any] = draft.dict(exclude={"handle", "children", "alt", "facts"})
    sent |= {"account": f"{REGISTERED}{row.pk}"} if row else {}
    sent |= {f"alt_{number}": alt for number, alt in zip(PHOTOS, draft.alt, strict=False)}
    files = {f"photo_{number}": one for number, one in zip(PHOTOS, photos, strict=False)}
    ask_role = not acting_roles(request.person.roles)
    form = CheckForm(sent, files, offices=adopted.offices, accounts=own, ask_role=ask_role)
    if not form.is_valid():
        raise _not_taken(form)
    try:
        return bring(request.person, request.school, form, ticked([str(one) for one in draft.children]))
    except NotTaken as refused:
        if not refused.number:
            raise Fault(str(refused)) from None
        raise Fault(_("Photo {number}: {why}").format(number=refused.number, why=refused)) from None


def _not_taken(form: CheckForm) -> Fault:
    """The form's first sentence; of a choice that is none, only where it stands."""
    name, faults = next(iter(form.errors.as_data().items()))
    if any(one.code in ("invalid_choice", "invalid_list") for one in faults):
        return Fault(_("Not as the description of this route says: {parts}.").format(parts=name), name)
    return Fault(f"{name}: {' '.join(faults[0].messages)}", name)


def _told(facts: str) -> tuple[Told, ...]:
    """What the person answered, as the activity of `facts`; raises Fault."""
    try:
        given = json.loads(facts or "{}")
        json.dumps(given, ensure_ascii=False).encode()  # half a surrogate pair could not be sent back
        asked = Activity.from_json(given)
    except (ValueError, RecursionError) as error:
        says = str(error) if isinstance(error, ActivityError) else _("`facts` is no JSON that can be read.")
        raise Fault(says) from None
    if asked.roles or asked.permissions is not None or {ROLE, *_FROM_THE_DRAFT} & set(asked.facts):
        raise Fault(_("`facts` answers questions; role, action and account have their own fields."))
    return tuple(Told(name, value) for name, value in asked.facts.items())


def _checked(person: Person, adopted: Adopted, reading: Reading, advice: Advice, now: datetime) -> Checked:
    photos = reading.draft.photos
    waits = reading.draft.not_before is not None and reading.draft.not_before > now
    first = headline(reading, advice)
    speaks_against = waits or first is not None
    found = [FoundThere(**asdict(one), words=reading.draft.text[one.start : one.end], photo=0) for one in reading.found]
    for number, photo in enumerate(photos, 1):
        found += [FoundThere(**asdict(one), words=words, photo=number) for words, one in photo.found]
    return Checked(
        fine=not speaks_against and all(is_fine(adopted.book, one.decision) for one in advice.answers),
        says=first.says if first else in_words(adopted, advice.answers[0]).words.answer,
        decision=Decided(**decision_json(adopted, advice.answers)),
        activity=advice.answers[0].activity.to_json(),
        findings=found,
        questions=_questions(advice),
        permission_needed=list(advice.needed),
        granted=list(granted_words(person, advice.grants)),
        news=list(reading.news),
        complains=reading.complains,
        consent=reading.consents.given,
        kept_out=[one.name for one in reading.consents.kept_out],
        photos=[
            PhotoSeen(people=one.people or None, tells=list(one.tells), notices=list(one.notices)) for one in photos
        ],
        protections=list(reading.protections),
        notices=list(reading.notices),
        counts=[
            Fits(platform=one.platform.code, letters=one.letters, over=one.over, too_many=one.too_many)
            for one in reading.counts
        ],
    )


def _questions(advice: Advice) -> list[Asked]:
    facts = vocabulary().facts
    doubts = [
        Asked(
            fact=fact,
            question=question,
            why=why,
            several=False,
            options=[
                Choice(value={"has": [word]}, says=_("Yes")),
                Choice(value={"not": [word]}, says=_("No")),
            ],
        )
        for fact, word, question, why in advice.doubts
    ]
    steps = [
        Asked(
            fact=one.fact,
            question=one.question,
            why=one.why,
            several=one.several,
            options=[
                Choice(value=value if isinstance(value, str) else value_to_json(facts[one.fact], value), says=label)
                for value, label in one.options
            ],
        )
        for one in advice.steps
    ]
    return doubts + steps


def _found(one: Finding) -> FoundIn:
    return FoundIn(**asdict(one))


def _is_plain(text: str) -> bool:
    """Whether every character can be written out again."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text
