"""The pages for when something did not work, in plain words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache


@never_cache
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return error_page(
        request,
        400,
        _("We could not read that"),
        _(
            "What your browser sent was too long, or was not what this page asks for. "
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
    """500."""
    return error_page(
        request,
        500,
        _("Something went wrong"),
        _("That is our fault, not yours. Nothing of what you entered was kept. Please try again."),
    )


def error_page(request: HttpRequest, status: int, heading: str, says: str) -> HttpResponse:
    """A page that says what happened and what to do.

    It names no school: an address that is denied and one that does not exist must look the same.
    """
    return render(request, "error.html", {"heading": heading, "says": says, "here": None}, status=status)
