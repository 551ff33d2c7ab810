"""The pages for when something did not work, in plain words; for programs the same as problem JSON (RFC 9457)."""

import re
import sys
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

_FOR_PROGRAMS = re.compile(r"/[\w-]+/api(?:/|$)")


@never_cache
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read, or was longer than a page takes."""
    if isinstance(exception, RequestDataTooBig):
        return error_page(
            request,
            400,
            _("That is too long"),
            _(
                "What was sent is longer than this page can take, and nothing of it was kept. "
                "Go back in your browser, where it may still stand, and send less at once, "
                "or send it as a file if the page takes one."
            ),
        )
    return error_page(
        request,
        400,
        _("We could not read that"),
        _(
            "What your browser sent was not what this page asks for, or too much of it. "
            "Nothing was kept. Please start again."
        ),
    )


@never_cache
def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return error_page(request, 403, _("You cannot open this page"), _("This page is not open to you."))


@never_cache
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that this site did not hand out, or one from before the browser or the site was restarted."""
    return error_page(
        request,
        403,
        _("This page is out of date"),
        _(
            "The page you answered was opened too long ago, "
            "or your browser does not accept cookies from this site. Please start again."
        ),
    )


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return error_page(
        request,
        404,
        _("There is no such page"),
        _(
            "If you typed the address, check it. "
            "If a link brought you here, what it points to may have been moved or renamed."
        ),
    )


@never_cache
def broken(request: HttpRequest) -> HttpResponse:
    """500; 503 where the database is not there or cannot write, for example because the disk is full.

    The page asks the database for nothing, and shows no word of success that was meant for the page that did not come.
    """
    with suppress(DatabaseError, InterfaceError):
        list(get_messages(request))  # read, they are not shown on a later page either
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        status, heading = 503, _("The site cannot save anything at the moment")
        says = _(
            "Its database does not answer or has no room left. What you sent was most likely not kept: look before you "
            "send it again. If you go back in your browser, it may still stand there. "
            "Please tell whoever looks after this site."
        )
    else:
        status, heading = 500, _("Something went wrong")
        says = _("That is our fault, not yours. Nothing of what you entered was kept. Please try again.")
    if _FOR_PROGRAMS.match(request.path_info):
        return problem(status, heading, says)
    page = render_to_string("error.html", {"heading": heading, "says": says, "is_demo": settings.DEMO})
    return HttpResponse(page, status=status)


def page_for_forms(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 405 with a page for whoever opens the address of a form, as after signing in again while a form was
    open. Django's answer is empty, and browsers then show a fault of their own.
    """

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.content:
            return response
        says = _("Nothing has changed. Open the page with the form again, and send it from there.")
        page = error_page(request, 405, _("This address only takes a form"), says)
        page["Allow"] = response["Allow"]
        add_never_cache_headers(page)
        return page

    return answered


def error_page(request: HttpRequest, status: int, heading: str, says: str) -> HttpResponse:
    """A page that says what happened and what to do.

    It names no school: an address that is denied and one that does not exist must look the same.
    """
    if _FOR_PROGRAMS.match(request.path_info):
        return problem(status, heading, says)
    return render(request, "error.html", {"heading": heading, "says": says, "here": None}, status=status)


def problem(status: int, title: str, detail: str) -> HttpResponse:
    """The same for a program: what happened, and in `detail` what to do."""
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(told, status=status, content_type="application/problem+json")
