"""What waits for one's yes or no, and the page of one request."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gatepost.policy.document import Clause
from gatepost.sealing.faults import CannotOpen
from gatepost.web.approvals import permissions, words
from gatepost.web.approvals.actions import deciding as actions
from gatepost.web.approvals.actions.asking import read
from gatepost.web.approvals.forms import BACK, NO, SPOKEN_YES, DecideForm, NoteForm, ReasonForm, noted_kinds
from gatepost.web.approvals.kinds import KINDS, PUPIL_PHONE, asking_clauses
from gatepost.web.approvals.models import ASKED, GRANTED, PermissionRequest
from gatepost.web.approvals.queries import requests as queries
from gatepost.web.approvals.views.asking import request_or_404, sent
from gatepost.web.modules.queries import is_on
from gatepost.web.policies.queries import in_force
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import say
from gatepost.web.schools.models import School
from gatepost.web.schools.person import today
from gatepost.web.signs import Piece, pieces

PHONES = "phones"  # the module whose register a pupil's phone stands in


@member_page(may=permissions.may_decide)
@require_safe
def waiting(request: MemberRequest) -> HttpResponse:
    """What waits for one's word, the oldest first, and what was decided."""
    context = {
        "waiting": queries.waiting_for(request.person),
        "decided": queries.decided(request.person),
        "is_on": queries.module_on(),
    }
    return render(request, "approvals/waiting.html", context)


@member_page(may=permissions.may_ask)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: MemberRequest, asked: int) -> HttpResponse:
    """One request; whoever decides does it here."""
    found = request_or_404(request, asked)
    said = queries.said(found)
    decides = request.person.membership_id in queries.deciders(found.membership_id)
    form = DecideForm(sent(request), request=found, seen=len(said)) if decides else None
    if form is not None and form.is_bound and form.is_valid():
        try:
            _decide(request, found, form)
        except Fault as fault:
            found = request_or_404(request, asked)  # as it is after what somebody else did
            said = queries.said(found)
            if not found.can_be_decided(today()):
                messages.error(request, str(fault))
                return redirect("approvals:one", request.school.slug, found.pk)
            form = form.shown_again(len(said))
            say(form, fault)
        else:
            return redirect("approvals:waiting", request.school.slug)
    read(person=request.person, request=found)
    return render(request, "approvals/one.html", _page(request, found, said, form))


def _decide(request: MemberRequest, found: PermissionRequest, form: DecideForm) -> None:
    told = form.cleaned_data
    person, text = request.person, told["words"]
    match told["decision"]:
        case decision if decision == NO:
            actions.say_no(person=person, request=found, reason=text)
            messages.success(request, _("You have said no."))
        case decision if decision == BACK:
            actions.ask_back(person=person, request=found, question=text)
            messages.success(request, _("Your question has been sent."))
        case decision:
            actions.say_yes(
                person=person,
                request=found,
                seen=told["seen"],
                spoken=decision == SPOKEN_YES,
                conditions=text,
                expires_on=told["expires_on"],
            )
            found.refresh_from_db()
            if _goes_to_phones(request, found):
                messages.success(request, _("You have said yes. Note it in Pupils’ phones for the child as well."))
            elif found.state == GRANTED:
                messages.success(request, _("You have said yes."))
            else:
                messages.success(request, _("Your yes is noted. After a no it takes the yes of everybody who decides."))


def _goes_to_phones(request: MemberRequest, found: PermissionRequest) -> bool:
    """Whether this yes is one that the person can put on the list of a class."""
    counts = found.kind == PUPIL_PHONE and found.state_on(today()) == GRANTED
    return counts and permissions.may_note_phones(request.person) and is_on(PHONES)


def _page(
    request: MemberRequest, found: PermissionRequest, said: tuple[queries.Said, ...], form: DecideForm | None
) -> dict[str, Any]:
    state = found.state_on(today())
    own = found.membership_id == request.person.membership_id
    try:
        told, unreadable = words.told(found), False
    except CannotOpen:
        told, unreadable = words.Told(), True
    pictures = found.pictures.order_by("number").values_list("number", flat=True)
    question, reply = words.line(found, "question"), words.line(found, "reply")
    on = queries.module_on()
    open_to_word = on and not unreadable and form is not None and found.can_be_decided(today())
    return {
        "is_on": on,
        "unreadable": unreadable,
        "asked": found,
        "state": state,
        "own": own,
        "told": told,
        "shown": {one: _shown(getattr(told, one)) for one in ("words", "account", "platform", "handle", "note")},
        "pictures": [] if unreadable else [_picture(number, told.alt_texts[number - 1]) for number in pictures],
        "clauses": _clauses(request.school, found),
        "said": said,
        "question": question,
        "reply": _shown(reply),
        "form": form if open_to_word else None,
        "precedents": [(one, _shown(one.asked)) for one in queries.precedents(request.person, found)]
        if open_to_word
        else [],
        "may_reply": on and own and state == ASKED and bool(question) and not reply,
        "may_take_back": own and state == ASKED,
        "may_withdraw": form is not None and state == GRANTED,
        "to_phones": form is not None and _goes_to_phones(request, found),
        "nobody_decides": state == ASKED and not queries.deciders(found.membership_id),
    }


def _shown(text: str) -> tuple[Piece, ...]:
    """What somebody else wrote, so that whoever says yes sees all that the yes is for."""
    return pieces(text.replace("\r\n", "\n"))


def _picture(number: int, words: str) -> tuple[int, str, tuple[Piece, ...]]:
    return number, words, _shown(words)


def _clauses(school: School, found: PermissionRequest) -> list[tuple[str, Clause | None]]:
    """Each clause that it was asked for, as it reads today; one that the policy has no longer by its id alone."""
    adopted = in_force(school)
    known = adopted.policy.clauses if adopted is not None else {}
    return [(one, known.get(one)) for one in found.clauses]


@member_page(may=permissions.may_decide)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: MemberRequest, asked: int) -> HttpResponse:
    """Take a yes back."""
    found = request_or_404(request, asked)
    if request.person.membership_id not in queries.deciders(found.membership_id):
        raise Http404
    form = ReasonForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            actions.withdraw(person=request.person, request=found, reason=form.cleaned_data["words"])
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("The permission counts no longer."))
            return redirect("approvals:one", request.school.slug, found.pk)
    return render(request, "approvals/words.html", {"form": form, "asked": found, "replying": False, "is_on": True})


@member_page(may=permissions.may_decide)
@require_http_methods(["GET", "HEAD", "POST"])
def note_spoken(request: MemberRequest) -> HttpResponse:
    """Note a yes by word of mouth."""
    adopted = in_force(request.school)
    kinds = noted_kinds(adopted.policy) if adopted is not None else ()
    form = NoteForm(sent(request), members=queries.askers(request.person), kinds=kinds)
    if adopted is not None and form.is_bound and form.is_valid():
        told = form.cleaned_data
        clauses = [one.id for one in asking_clauses(adopted.policy, KINDS[told["kind"]])]
        try:
            made = actions.note_spoken(
                person=request.person,
                asker=told["member"],
                wanted=form.wanted(clauses),
                conditions=told["conditions"],
                expires_on=told["expires_on"],
            )
        except Fault as fault:
            say(form, fault)
        else:
            if KINDS[told["kind"]].standing:
                messages.success(request, _("Noted: it counts from now on."))
            else:
                messages.success(
                    request, _("Noted. The check of a draft knows a yes only for what was asked from there.")
                )
            return redirect("approvals:one", request.school.slug, made.pk)
    context = {"form": form, "kinds": kinds, "is_on": queries.module_on()}
    return render(request, "approvals/note.html", context)
