"""May I...?: a list of situations, one question at a time, an answer. Nothing asked here is kept."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gatepost.law.offices import offices
from gatepost.policy.answer import Answer
from gatepost.web.checks.answering import in_words, template_names
from gatepost.web.checks.conversation import (
    Step,
    declaring_helps,
    fitting,
    known_words,
    next_step,
    question,
    told_words,
)
from gatepost.web.checks.forms import QuestionForm
from gatepost.web.checks.gather import Told, Unreadable, gather, read, still_so, write
from gatepost.web.checks.providers import ROLE, TIME, known_of
from gatepost.web.checks.queries import Situation, groups, situations, tells_of_concern
from gatepost.web.errors import error_page
from gatepost.web.policies.queries import Adopted, in_force
from gatepost.web.schools.access import SchoolRequest, known_person, public


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def situation_list(request: SchoolRequest, school: str) -> HttpResponse:
    """The list; or, by POST, a situation that has no address of its own."""
    adopted = in_force(request.school)
    if adopted is None:
        return _no_policy(request)
    if request.method == "POST":
        situation = situations().get(request.POST.get("situation", ""))
        if situation is None:
            return _refused(request, _("That is not one of the questions on the list."))
        return _converse(request, adopted, situation)
    shown = [
        {"heading": group.heading, "situations": [(one, asked_by_words(one)) for one in group.situations]}
        for group in groups()
    ]
    return render(request, "checks/list.html", {"school": adopted.school, "groups": shown})


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SchoolRequest, school: str, situation: str) -> HttpResponse:
    """A situation that has an address: it names the school and the situation, and no answer."""
    found = situations().get(situation)
    if found is None or not found.link:
        raise Http404
    adopted = in_force(request.school)
    if adopted is None:
        return _no_policy(request)
    return _converse(request, adopted, found)


def _no_policy(request: SchoolRequest) -> HttpResponse:
    """What stands in place of questions while the school has no policy: whom to turn to all the same."""
    names = offices(request.school.jurisdiction)
    page = {"school": request.school, "offices": template_names(names), "private": True}
    return render(request, "checks/no_policy.html", page)


def asked_by_words(situation: Situation) -> str:
    """For whom a situation is, where it is not for everyone."""
    names = {
        "staff": _("staff"),
        "workforce": _("staff and governors"),
        "adult": _("adults"),
        "pupil": _("pupils"),
        "parent": _("parents"),
        "friend": _("Friends or PTA"),
        "head": _("staff"),
        "governor": _("governors"),
    }
    return ", ".join(dict.fromkeys(names[word] for word in situation.asked_by if word in names))


def _converse(request: SchoolRequest, adopted: Adopted, situation: Situation) -> HttpResponse:
    """Take the answer, the step back or the change that was sent, and give the next page."""
    if request.FILES:
        return _refused(request, _("This page takes no file, and kept none."))
    form = None
    before = None
    go_on = request.POST.get("go-on") == "1"
    own_words = _own_words(request)
    everything = known_of(known_person(request), timezone.now())
    known = everything.without(own_words)
    try:
        told = still_so(situation, read(request.POST.get("told", "")), known)
        if "back" in request.POST and told:
            told, before = told[:-1], told[-1]
        elif "change" in request.POST:
            at = _position(request.POST["change"], told)
            told, before = told[:at], told[at]
        elif request.POST.get("change-known") == ROLE:
            told, before = (), Told(ROLE, everything.roles)  # what follows from it is asked again with it
        known = fitting(adopted, situation, told, known)
        step = next_step(adopted, situation, told, go_on, known)
        if "continue" in request.POST and isinstance(step, Step) and request.POST.get("fact", step.fact) == step.fact:
            form = QuestionForm(step, request.POST)
            if form.is_valid():
                told, form = (*told, form.told()), None
                known = fitting(adopted, situation, told, known)
                step = next_step(adopted, situation, told, go_on, known)
    except Unreadable as error:
        return _refused(request, str(error))
    concern = tells_of_concern(gather(situation, told, known)[0].facts)
    common = {
        "school": adopted.school,
        "policy": adopted.policy,
        "situation": situation,
        "concern": concern,
        "private": concern or not situation.link,  # then the page's title, which a browser remembers, says nothing
        "offices": template_names(adopted.offices),
        "told": write(told),
        "go_on": go_on,
        "told_rows": _rows(told, adopted),
        "known": known_words(known, adopted.offices),
        "own_words": " ".join(sorted(own_words)),
    }
    if isinstance(step, Step):
        form = form or QuestionForm(step, before=before)
        return render(request, "checks/question.html", {**common, "step": step, "form": form})
    common["declaring"] = declaring_helps(adopted, step, known)
    return _answer_page(request, adopted, common, step)


def _own_words(request: HttpRequest) -> frozenset[str]:
    """The known facts that the person would rather tell: another time than now, another part than their own."""
    sent = request.POST.get("own-words", "").split() + request.POST.getlist("change-known")
    return frozenset(sent) & {ROLE, TIME}


def _answer_page(
    request: SchoolRequest, adopted: Adopted, common: dict[str, Any], found: tuple[Answer, ...]
) -> HttpResponse:
    each = [in_words(adopted, one) for one in found]
    received = common["situation"].facts.get("action") == "receive-request"
    person = known_person(request)
    told_of = any(adopted.offices["dsl"] in one.words.paragraph for one in each)
    page = {
        **common,
        "first": each[0],
        "others": each[1:],
        "more": any(one.question is not None for one in found),
        "accepting": situations()["accept-a-friend-request"] if received else None,
        "is_dsl": told_of and person is not None and person.holds("dsl"),
        "is_head": person is not None and person.holds("headteacher"),
        "link": None if common["private"] else request.build_absolute_uri(request.path),
    }
    return render(request, "checks/print.html" if "print" in request.POST else "checks/answer.html", page)


def _rows(told: tuple[Told, ...], adopted: Adopted) -> list[dict[str, Any]]:
    return [
        {"at": at, "question": question(one.fact, adopted.offices), "answer": told_words(one, adopted.offices)}
        for at, one in enumerate(told)
    ]


def _position(text: str, told: tuple[Told, ...]) -> int:
    if text.isascii() and text.isdigit() and len(text) < 4 and int(text) < len(told):
        return int(text)
    raise Unreadable(_("That answer cannot be changed because it is not there. Please start again."))


def _refused(request: HttpRequest, says: str) -> HttpResponse:
    return error_page(request, 400, _("We could not read that"), says)
