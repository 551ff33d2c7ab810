"""Check a draft: the form, the questions, the answer. Nothing of it is kept unless its author asks for that."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from gatepost.checking.open import still_open
from gatepost.law.offices import offices
from gatepost.law.platform_limits import platforms
from gatepost.vocabulary.words import vocabulary
from gatepost.web.approvals.permissions import may_ask
from gatepost.web.approvals.queries.requests import module_on
from gatepost.web.checks import permissions
from gatepost.web.checks.answering import in_words, template_names
from gatepost.web.checks.carrying import NotCarried, brought_back, carried
from gatepost.web.checks.drafts import holding, proof
from gatepost.web.checks.drafts.advice import (
    Advice,
    advise,
    of_private_life,
    on_the_law,
    standing_kind,
    think_first,
)
from gatepost.web.checks.drafts.asking import ask_head
from gatepost.web.checks.drafts.brought import NotTaken, bring, open_accounts, ticked
from gatepost.web.checks.drafts.counting import Count
from gatepost.web.checks.drafts.draft import Draft, SeenPhoto, digest_of, signed, unsigned
from gatepost.web.checks.drafts.forms import AnswersForm, CheckForm
from gatepost.web.checks.drafts.headline import headline
from gatepost.web.checks.drafts.reading import Reading, read_draft
from gatepost.web.checks.drafts.registers import granted_words
from gatepost.web.checks.drafts.uploads import PhotosInMemory
from gatepost.web.checks.gather import Told, Unreadable, read, write
from gatepost.web.errors import error_page
from gatepost.web.people.queries.roll import listed
from gatepost.web.policies.queries import Adopted, in_force
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.roles import acting_roles

CHANGE, HOLD, ASK, PROOF, ANSWER, MORE = "change", "hold", "ask", "proof", "answer", "more"


@csrf_exempt  # the token stands in the form, which is read only when the handler of its photos is in place
@member_page(may=permissions.may_check)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: MemberRequest) -> HttpResponse:
    """Check a draft."""
    request.upload_handlers = [PhotosInMemory(request)]
    return _check(request)


@csrf_protect
def _check(plain: HttpRequest) -> HttpResponse:
    request: MemberRequest = plain  # type: ignore[assignment]
    adopted = in_force(request.school)
    if adopted is None:
        names = template_names(offices(request.school.jurisdiction))
        return render(request, "checks/no_policy.html", {"school": request.school, "offices": names, "private": True})
    if request.method != "POST":
        return _form_page(request, adopted, form_for(request, adopted))
    try:
        return _checked(request, adopted, timezone.now())
    except Unreadable as error:
        return error_page(request, 400, _("We could not read that"), str(error))


def _checked(request: MemberRequest, adopted: Adopted, now: datetime) -> HttpResponse:
    photos = _photos_before(request)
    form = form_for(request, adopted, data=request.POST, files=request.FILES, seen_before=len(photos))
    wanted = request.POST.get("do", "")
    if not form.is_valid():
        return _form_page(request, adopted, form, photos)
    if wanted == CHANGE:
        again = {name: form.cleaned_data.get(name) for name in form.fields}
        return _form_page(request, adopted, form_for(request, adopted, seen_before=len(photos), initial=again), photos)
    try:
        children = ticked(request.POST.getlist("child"))
        draft = bring(request.person, request.school, form, children, photos)
    except NotTaken as refused:
        form.add_error(refused.field, str(refused))
        return _form_page(request, adopted, form, photos)
    reading = read_draft(request.person, request.school, draft, now)
    told = read(request.POST.get("told", ""))
    advice = advise(request.person, adopted, reading, told, now)
    page = _page(request, adopted, form, reading, advice)
    if wanted == ANSWER:
        questions = AnswersForm(request.POST, doubts=advice.doubts, steps=advice.steps)
        if not questions.is_valid():
            return render(request, "checks/drafts/questions.html", {**page, "questions": questions})
        before = {one.fact for one in told}
        added = tuple(one for one in questions.told() if one.fact not in before or _of_a_set(one))
        advice = advise(request.person, adopted, reading, (*told, *added), now)
        page = _page(request, adopted, form, reading, advice)
    elif wanted == HOLD:
        return _hold(request, form, draft)
    elif wanted == PROOF:
        return _proof(request, adopted, draft, advice, now)
    elif wanted == ASK:
        return _ask(request, adopted, page, reading, advice)
    elif (advice.asks or page["rooms"]) and (wanted == MORE or not told):
        questions = AnswersForm(doubts=advice.doubts, steps=advice.steps)
        return render(request, "checks/drafts/questions.html", {**page, "questions": questions})
    return _answer(request, adopted, page, advice)


def form_for(
    request: MemberRequest,
    adopted: Adopted,
    *,
    data: Any = None,
    files: Any = None,
    seen_before: int = 0,
    initial: Mapping[str, Any] | None = None,
) -> CheckForm:
    """The form of a draft for this person."""
    return CheckForm(
        data,
        files,
        offices=adopted.offices,
        accounts=open_accounts(request.person),
        ask_role=not acting_roles(request.person.roles),
        seen=seen_before,
        initial=dict(initial or {}),
    )


def _photos_before(request: MemberRequest) -> tuple[tuple[SeenPhoto, bytes], ...]:
    try:
        photos = unsigned(request.POST.get("photos", ""), request.person.membership_id)
        views = [brought_back(one) for one in request.POST.getlist("view")]
        if [digest_of(one) for one in views] != [one.view for one in photos]:
            raise NotCarried
        return tuple(zip(photos, views, strict=True))
    except (signing.BadSignature, NotCarried):
        raise Unreadable(
            _("What was seen of the photos is too old or was changed on the way. Please start again.")
        ) from None


def _of_a_set(one: Told) -> bool:
    """A set may be told in parts; everything else only once."""
    return vocabulary().facts[one.fact].kind == "any-of"


def _form_page(
    request: MemberRequest, adopted: Adopted, form: CheckForm, photos: tuple[tuple[SeenPhoto, bytes], ...] = ()
) -> HttpResponse:
    page = {
        "form": form,
        "seen": photos,
        "photos": signed([one for one, _view in photos], request.person.membership_id),
        "views": [carried(view) for _one, view in photos],
        "platforms": platforms().values(),
        "held": len(holding.mine(request.person)),
        "gone": bool(request.FILES),
        "offices": template_names(adopted.offices),
    }
    return render(request, "checks/drafts/form.html", page)


def _page(
    request: MemberRequest, adopted: Adopted, form: CheckForm, reading: Reading, advice: Advice
) -> dict[str, Any]:
    draft = reading.draft
    shows_pupils = bool(draft.shows and draft.shows.get("pupil"))
    ticks = shows_pupils and permissions.may_name_children(request.person)
    return {
        "reading": reading,
        "draft": draft,
        "policy": adopted.policy,
        "school": adopted.school,
        "offices": template_names(adopted.offices),
        "carried": tuple(form.carried()),
        "photos": signed(draft.photos, request.person.membership_id),
        "views": [carried(one) for one in draft.views],
        "children": draft.children,
        "rooms": _rooms(request) if ticks and not draft.children else (),
        "told": write(advice.told),
        "personal": draft.account == "personal",
    }


def _rooms(request: MemberRequest) -> tuple[tuple[str, list[Any]], ...]:
    """The pupils by class, to be ticked."""
    rooms: dict[str, list[Any]] = {}
    for child in listed(request.person, "pupil"):
        rooms.setdefault(child.class_name, []).append(child)
    return tuple(rooms.items())


def _answer(request: MemberRequest, adopted: Adopted, page: dict[str, Any], advice: Advice) -> HttpResponse:
    each = [in_words(adopted, one, still_open(adopted.book, one, adopted.offices)) for one in advice.answers]
    told = {
        **page,
        "headline": headline(page["reading"], advice),
        "enough": advice.enough,
        "counts": _counts(page["reading"]),
        "first": each[0],
        "others": each[1:],
        "more": advice.asks,
        "needed": [adopted.policy.clauses[one] for one in advice.needed],
        "granted": granted_words(request.person, advice.grants),
        "may_ask": may_ask(request.person),
        "may_ask_here": module_on(),
        "apart": standing_kind(adopted, advice.needed),
        "law": on_the_law(adopted, advice.answers),
        "no_consent": page["reading"].consents.given is False and not page["reading"].consents.like_earlier,
        "private_life": of_private_life(adopted, advice.answers) if page["personal"] else (),
        "think": think_first(adopted),
        "outside": any(one.asked for one in each),
    }
    return render(request, "checks/drafts/answer.html", told)


def _counts(reading: Reading) -> tuple[Count, ...]:
    """For the platform that was chosen, or for every one where none was."""
    chosen = tuple(one for one in reading.counts if one.platform.code == reading.draft.platform)
    return chosen or (() if reading.draft.platform else reading.counts)


def _hold(request: MemberRequest, form: CheckForm, draft: Draft) -> HttpResponse:
    told = {name: str(form.cleaned_data.get(name) or "") for name in holding.FIELDS}
    try:
        made = holding.hold(person=request.person, told=told, photos=len(draft.photos))
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        when = timezone.localtime(made.due_at)
        messages.success(
            request, _("It rests until %(when)s. Then you are asked once.") % {"when": date_format(when, "j F Y, H:i")}
        )
    return redirect("checks:held", request.school.slug)


def _proof(request: MemberRequest, adopted: Adopted, draft: Draft, advice: Advice, now: datetime) -> HttpResponse:
    text = proof.make(request.person, draft, adopted.policy, advice, now)
    if text is None:
        raise Unreadable(_("The school’s record has not begun yet, so nothing can be signed with its key."))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="proof-{timezone.localtime(now):%Y-%m-%d-%H%M}.txt"'
    return response


def _ask(
    request: MemberRequest, adopted: Adopted, page: dict[str, Any], reading: Reading, advice: Advice
) -> HttpResponse:
    try:
        made = ask_head(request.person, adopted, reading, advice.needed, request.POST.get("note", ""))
    except Fault as fault:
        return _answer(request, adopted, {**page, "not_asked": str(fault)}, advice)
    messages.success(request, _("Asked. You are told when there is an answer."))
    return redirect("approvals:one", request.school.slug, made.pk)
