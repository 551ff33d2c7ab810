"""What is asked and in which words; rounds, their progress and their paper forms; a parent's own page."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.web.consents import permissions
from gatepost.web.consents.actions import answers, asked, rounds
from gatepost.web.consents.forms.answers import AnswerForm
from gatepost.web.consents.forms.asked import PurposesForm, RoundForm, WordingForm
from gatepost.web.consents.languages import ENGLISH, LANGUAGES, FormWords, form_words
from gatepost.web.consents.models import Round
from gatepost.web.consents.queries import asked as queries
from gatepost.web.consents.queries import rounds as round_queries
from gatepost.web.consents.queries.history import mine
from gatepost.web.consents.views.children import sent
from gatepost.web.modules.queries import is_on
from gatepost.web.people.permissions import may_confirm_parents
from gatepost.web.schools.access import MemberRequest, member_page
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.forms import say
from gatepost.web.schools.person import today


@member_page(may=permissions.may_keep)
@require_http_methods(["GET", "HEAD", "POST"])
def purposes(request: MemberRequest) -> HttpResponse:
    """Choose what parents are asked for."""
    form = PurposesForm(sent(request), initial={"purposes": [one.code for one in queries.asked()]})
    if form.is_bound and form.is_valid():
        try:
            asked.choose(person=request.person, purposes=form.chosen)
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("Saved."))
            return redirect("consents:rounds", request.school.slug)
    return render(request, "consents/purposes.html", {"form": form, "is_on": is_on(queries.PHOTO_CONSENTS)})


@member_page(may=permissions.may_keep)
@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: MemberRequest) -> HttpResponse:
    """A new version of what parents read."""
    number, texts = queries.current_wording()
    form = WordingForm(sent(request), may_settle=permissions.may_settle(request.person), initial=texts)
    if form.is_bound and form.is_valid():
        counts = form.cleaned_data.get("earlier_count", False)
        try:
            asked.word(person=request.person, texts=form.texts, earlier_count=counts)
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(
                request, _("Saved. Earlier answers still count.") if counts else _("Saved. Parents are asked again.")
            )
            return redirect("consents:rounds", request.school.slug)
    context = {"form": form, "number": number, "is_on": is_on(queries.PHOTO_CONSENTS)}
    return render(request, "consents/wording.html", context)


@member_page(may=permissions.may_keep)
@require_http_methods(["GET", "HEAD", "POST"])
def all_rounds(request: MemberRequest) -> HttpResponse:
    """What is asked, the rounds so far, and the form for a new one."""
    form = RoundForm(sent(request), choices=round_queries.choices(request.person))
    if form.is_bound and form.is_valid():
        try:
            made = rounds.start(person=request.person, **form.cleaned_data)
        except Fault as fault:
            say(form, fault)
        else:
            messages.success(request, _("Parents with a page of their own get a letter that something waits."))
            return redirect("consents:round", request.school.slug, made.pk)
    context = {
        "form": form,
        "rounds": round_queries.rounds(request.person),
        "purposes": queries.asked(),
        "today": today(),
        "is_on": is_on(queries.PHOTO_CONSENTS),
    }
    return render(request, "consents/rounds.html", context)


@member_page(may=permissions.may_keep)
@require_safe
def one_round(request: MemberRequest, asking: int) -> HttpResponse:
    """How far a round has come, in numbers."""
    found = _round_or_404(request, asking)
    context = {
        "round": found,
        "progress": round_queries.progress(found),
        "open": found.closes_on >= today(),
        "languages": _languages(queries.current_wording()[1]),
        "may_invite": may_confirm_parents(request.person),
    }
    return render(request, "consents/round.html", context)


@member_page(may=permissions.may_keep)
@require_POST
def close(request: MemberRequest, asking: int) -> HttpResponse:
    """Nobody is asked any more by this round."""
    found = _round_or_404(request, asking)
    try:
        rounds.close(person=request.person, round=found)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Closed. What was answered stands."))
    return redirect("consents:round", request.school.slug, found.pk)


@member_page(may=permissions.may_keep)
@require_safe
def paper(request: MemberRequest, asking: int) -> HttpResponse:
    """A form on paper for each child of a round, with a code that helps keying."""
    found = _round_or_404(request, asking)
    number, texts = queries.current_wording()
    words = _words(request, texts)
    context = {
        "round": found,
        "text": texts[words.code],
        "words": words,
        "give_back": words.given_back_by(found.closes_on),
        "questions": [(words.question(one), words.beneath(one)) for one in queries.asked()],
        "number": number,
        "sheets": [(one, round_queries.code_of(one.pk)) for one in round_queries.sheets(request.person, found)],
    }
    return render(request, "consents/paper.html", context)


def _round_or_404(request: MemberRequest, number: int) -> Round:
    found = round_queries.one(request.person, number)
    if found is None:
        raise Http404
    return found


def _languages(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Those in which the school has its own words, each with its name."""
    return [(code, name) for code, name in LANGUAGES.items() if code in texts]


def _words(request: MemberRequest, texts: Mapping[str, str]) -> FormWords:
    """The form's words in the language that was chosen; English where the school has no words of its own in it."""
    language = request.GET.get("language", ENGLISH)
    return form_words(language if language in texts else ENGLISH)


@member_page(may=permissions.may_answer)
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: MemberRequest) -> HttpResponse:
    """A parent answers for their own children, and sees what they themselves have answered."""
    children = mine(request.person)
    wanted = queries.asked()
    wording_number, texts = queries.current_wording()
    words = _words(request, texts)
    which = request.POST.get("child", "")
    changed = request.method == "POST" and request.POST.get("wording", "") != str(wording_number)
    forms = []
    for one in children:
        number = one.contact.child_id
        before = {purpose.code: word for purpose, word, _until in one.answers}
        told = request.POST if request.method == "POST" and which == str(number) else None
        form = AnswerForm(told, purposes=wanted, before=before, changed=changed, words=words, prefix=f"c{number}")
        if form.is_bound and form.is_valid():
            try:
                answers.answer(person=request.person, child=number, told=form.told)
            except Fault as fault:
                say(form, fault)
            else:
                messages.success(request, words.thanks)
                page = reverse("consents:mine", args=[request.school.slug])
                return redirect(page if words.code == ENGLISH else f"{page}?{urlencode({'language': words.code})}")
        until = min((day for _purpose, _word, day in one.answers if day), default=None)
        child = one.contact.child
        forms.append((child, form, words.lasts_until(until) if until else "", words.save_for(child)))
    context = {
        "is_on": is_on(queries.PHOTO_CONSENTS),
        "forms": forms,
        "wording": wording_number,
        "text": texts[words.code],
        "words": words,
        "languages": _languages(texts),
    }
    return render(request, "consents/mine.html", context)
