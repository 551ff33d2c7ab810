"""Make faces unrecognisable: choose a photo, place boxes on it, download the result. Nothing of it is kept."""

import re
from collections.abc import Callable
from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from gatepost.law.offices import offices
from gatepost.screening.pictures.cleaned import cleaned
from gatepost.screening.pictures.received import LONGEST_SIDE
from gatepost.screening.pictures.refused import PictureRefused
from gatepost.web.checks import permissions
from gatepost.web.checks.answering import template_names
from gatepost.web.checks.blurring.forms import BoxesForm, PhotoForm, too_many
from gatepost.web.checks.blurring.photo import ROOMS, Photo, result, returned, taken, unrecognisable
from gatepost.web.checks.blurring.placed import MOST_BOXES, Placed, around
from gatepost.web.checks.carrying import NotCarried
from gatepost.web.checks.drafts.uploads import PhotosInMemory
from gatepost.web.checks.looking import Busy, one_look
from gatepost.web.schools.access import MemberRequest, member_page

ADD, RESULT, DOWNLOAD, COPY = "add", "result", "download", "copy"

_OFF = re.compile(r"off-([0-9]{1,4})")
_PIXELS = re.compile(r"[0-9]{1,4}")
_IN_THE_MIDDLE = (0.5, 0.5)


@csrf_exempt  # the token stands in the form, which is read only when the handler of its photo is in place
@member_page(may=permissions.may_check)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def blur(request: MemberRequest) -> HttpResponse:
    """Make faces in a photo unrecognisable."""
    request.upload_handlers = [PhotosInMemory(request)]
    return _blur(request)


@csrf_protect
def _blur(plain: HttpRequest) -> HttpResponse:
    request: MemberRequest = plain  # type: ignore[assignment]
    if request.method != "POST":
        return _choose(request, PhotoForm())
    field = request.POST.get("picture")
    if field is None:
        return _chosen(request)
    try:
        photo = returned(field)
    except NotCarried:
        refused = _("The photo did not come back from your browser as it was sent there. Choose it again.")
        return _choose(request, PhotoForm({}, {}, refused=refused))
    except PictureRefused as error:
        return _choose(request, PhotoForm({}, {}, refused=str(error)))
    return _placed(request, photo)


def _choose(request: MemberRequest, form: PhotoForm) -> HttpResponse:
    names = template_names(offices(request.school.jurisdiction))
    return render(request, "checks/blurring/photo.html", {"form": form, "offices": names})


def _chosen(request: MemberRequest) -> HttpResponse:
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _choose(request, form)
    try:
        with one_look(request.person.membership_id):
            photo, boxes = taken(form.cleaned_data["photo"].read())
    except (Busy, PictureRefused) as refused:
        form.add_error("photo", str(refused))
        return _choose(request, form)
    return _boxes(request, photo, BoxesForm.showing(boxes or ()), looked=boxes is not None)


def _placed(request: MemberRequest, photo: Photo) -> HttpResponse:
    wanted = request.POST.get("do", "")
    if wanted == COPY:
        return _download(photo, ())
    off = _OFF.fullmatch(wanted)
    form = BoxesForm.sent(request.POST, without=off[1] if off else "")
    looked = not request.POST.get("not_looked")
    if not form.is_valid():
        return _boxes(request, photo, form, looked)
    boxes, size, room = form.boxes, form.size_of_next, _clicked(request)
    if wanted in (RESULT, DOWNLOAD):
        if not boxes:
            form.add_error(None, _("Place at least one box."))
        elif wanted == DOWNLOAD:
            return _download(photo, boxes)
        else:
            return _result(request, photo, BoxesForm.showing(boxes, size), looked)
    elif wanted == ADD or room:
        try:
            at = _place(request, photo, room) if room else _IN_THE_MIDDLE
        except ValueError:
            form.add_error(None, _("Where you clicked could not be read. Click again, or choose “Add a box”."))
        else:
            if form.full:
                form.add_error(None, too_many())
            else:
                boxes = (*boxes, around(*at, size, *photo.image.size))
    return _boxes(request, photo, form if form.errors else BoxesForm.showing(boxes, size), looked)


def _clicked(request: MemberRequest) -> str:
    """In which of the rooms the photo was clicked; empty where it was not."""
    return next((room for room in ROOMS if f"{room}.x" in request.POST or f"{room}.y" in request.POST), "")


def _place(request: MemberRequest, photo: Photo, room: str) -> tuple[float, float]:
    """Where it was clicked, as parts of its width and height; raises ValueError.

    A control that is pressed with a key sends the corner: that is nowhere, so the middle.
    """
    told = [request.POST.get(f"{room}.{axis}", "") for axis in "xy"]
    if not all(_PIXELS.fullmatch(one) for one in told):
        raise ValueError
    at, sides = [int(one) for one in told], photo.sizes[room]
    if any(one > side for one, side in zip(at, sides, strict=True)):
        raise ValueError
    return (at[0] / sides[0], at[1] / sides[1]) if any(at) else _IN_THE_MIDDLE


def _boxes(request: MemberRequest, photo: Photo, form: BoxesForm, looked: bool) -> HttpResponse:
    rows = tuple(form.rows)
    page = {
        "form": form,
        "rows": rows,
        "proposed": any(row.proposed for row in rows),
        "looked": looked,
        "photo": photo,
        "rooms": [(name, width, height) for name, (width, height) in photo.sizes.items()],
        "most": MOST_BOXES,
    }
    return _with_pictures(request, "checks/blurring/boxes.html", page)


def _result(request: MemberRequest, photo: Photo, form: BoxesForm, looked: bool) -> HttpResponse:
    page = {
        "form": form,
        "rows": tuple(form.rows),
        "photo": photo,
        "result": result(unrecognisable(photo, form.boxes)),
        "looked": looked,
        "longest": LONGEST_SIDE,
    }
    return _with_pictures(request, "checks/blurring/result.html", page)


def _with_pictures(request: MemberRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    """A page in which pictures stand themselves: the site keeps none that could be fetched."""

    def drawn(plain: HttpRequest) -> HttpResponse:
        return render(plain, template, page)

    allowing: Callable[[HttpRequest], Any] = csp_update({"img-src": ["data:"]})(drawn)
    answer: HttpResponse = allowing(request)
    return answer


def _download(photo: Photo, boxes: tuple[Placed, ...]) -> HttpResponse:
    made = cleaned(unrecognisable(photo, boxes))
    response = HttpResponse(made.content, content_type=made.mime)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response["Cache-Control"] = "no-store"
    return response
