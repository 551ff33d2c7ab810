"""The API: routes of the apps under one address of each school, what goes wrong in them, and their description.

Every app says its routes in its own `api`. SchoolMiddleware opens the school's scope, as it does for pages.
"""

import json
from functools import cache, wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import Field, NinjaAPI, Router, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation

from gatepost.web import errors
from gatepost.web.checks.api import router as checks
from gatepost.web.checks.drafts.api import router as drafts
from gatepost.web.consents.api import router as consents
from gatepost.web.home.api import router as home
from gatepost.web.people.api import router as people
from gatepost.web.policies.api import router as policies
from gatepost.web.reports.api import router as reports
from gatepost.web.schools.access import PUBLIC, Access, Refused, SchoolRequest
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person
from gatepost.web.terms.api import router as terms
from gatepost.web.tokens.access import Bearer, TokenRequest, TooOften, refuse
from gatepost.web.tokens.api import router as tokens

VERSION = "v1"
PROBLEMS = {
    401: "No token that opens anything here",
    404: "Not there, or not for this token's holder",
    405: "Another method",
    422: "What was sent cannot be read",
    429: "Too many questions",
}
nothing = Router()


def nobody(person: Person) -> bool:
    """No member."""
    return False


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = Field(description="What to do about it, in a sentence.")


@nothing.api_operation(
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
    "/{path:rest}",
    auth=Bearer("missing", nobody),
    url_name="missing",
    include_in_schema=False,
)
def missing(request: TokenRequest, rest: str) -> None:
    """Every other address: to those who may ask nothing there it looks like one that they may not ask."""


class Api(NinjaAPI):
    """The library's, with the names of our routes in its description."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name that the route has in the router."""
        return operation.url_name


api = Api(
    title="Gatepost",
    version=VERSION,
    description=(
        "What a member of the school sees on their own pages, for a program that holds a token of theirs. "
        "Send it as `Authorization: Bearer gp_…`. Errors are problem JSON with a sentence."
    ),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)
ROUTERS = (tokens, policies, checks, drafts, consents, terms, people, home, reports, nothing)
for one in ROUTERS:
    api.add_router("", one)


@api.exception_handler(AuthenticationError)
def without_token(request: HttpRequest, fault: Exception) -> HttpResponse:
    """401: the same for no token, a wrong one, and one that is over."""
    says = _("Send a token of this school in the header `Authorization: Bearer …`. This one, or none, opens nothing.")
    answer = errors.problem(401, _("No token"), says)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def not_there(request: HttpRequest, fault: Exception) -> HttpResponse:
    """404."""
    return errors.missing(request)


@api.exception_handler(Refused)
def refused(request: TokenRequest, fault: Exception) -> HttpResponse:
    """404: an action found that it is not theirs."""
    refuse(request.auth, "action")
    return errors.missing(request)


@api.exception_handler(TooOften)
def too_often(request: HttpRequest, fault: TooOften) -> HttpResponse:
    """429."""
    says = _("This token has asked too often. Ask again in {seconds} seconds.").format(seconds=fault.again)
    answer = errors.problem(429, _("Too many questions"), says)
    answer["Retry-After"] = str(fault.again)
    return answer


@api.exception_handler(Fault)
def cannot_be(request: HttpRequest, fault: Fault) -> HttpResponse:
    """422: the sentence that the page would show."""
    return errors.problem(422, _("We could not read that"), str(fault))


@api.exception_handler(ValidationError)
def not_as_described(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """422: which part is not as the description says; never what was sent."""
    parts = sorted({".".join(str(part) for part in one["loc"]) for one in fault.errors})
    says = _("Not as the description of this route says: {parts}.").format(parts=", ".join(parts))
    return errors.problem(422, _("We could not read that"), says)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, fault: HttpError) -> HttpResponse:
    """What could not be read at all, such as a body that is no JSON."""
    return errors.problem(422, _("We could not read that"), _("The body of the request is no JSON that can be read."))


@api.exception_handler(RequestDataTooBig)
def too_long(request: HttpRequest, fault: Exception) -> HttpResponse:
    """422: more than any route takes."""
    return errors.problem(422, _("We could not read that"), _("The body of the request is too long. Send less."))


@api.exception_handler(MultiPartParserError)
def no_form(request: HttpRequest, fault: Exception) -> HttpResponse:
    """422: a form that cannot be taken apart."""
    return errors.problem(422, _("We could not read that"), _("The body of the request is no form that can be read."))


@api.exception_handler(TooManyFilesSent)
@api.exception_handler(TooManyFieldsSent)
def too_many(request: HttpRequest, fault: Exception) -> HttpResponse:
    """422: more files or fields than any route takes."""
    says = _("The form has too many files or fields. Send at most four photos.")
    return errors.problem(422, _("We could not read that"), says)


@cache
def description() -> dict[str, Any]:
    """The API in OpenAPI 3.1, for any school; answers that say what went wrong are the same for each route."""
    found = json.loads(json.dumps(api.get_openapi_schema(path_prefix="")))
    found["components"]["schemas"]["Problem"] = Problem.json_schema()
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    found["components"]["responses"] = {
        f"Problem{code}": {"description": says, "content": problem} for code, says in PROBLEMS.items()
    }
    for methods in found["paths"].values():
        for one in methods.values():
            one["responses"] |= {str(code): {"$ref": f"#/components/responses/Problem{code}"} for code in PROBLEMS}
    return dict(found)


@never_cache
@require_safe
def openapi(request: SchoolRequest, school: str) -> HttpResponse:
    """The description for this school: it tells what can be asked and nothing of what is there."""
    return JsonResponse(description() | {"servers": [{"url": f"/{school}/api/{VERSION}"}]})


def _dressed(pattern: URLPattern, access: Access) -> URLPattern:
    """A route of the library's, saying for whom it is, never kept by a cache, its errors like all others."""
    view = pattern.callback

    @csrf_exempt  # no cookie opens anything here, so nobody can be made to ask by a page of a stranger
    @never_cache
    @wraps(view)
    def asked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = view(request, **kwargs)
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            says = _("Ask this with {methods}.").format(methods=answer["Allow"])
            answer, allowed = errors.problem(answer.status_code, _("Another method"), says), answer["Allow"]
            answer["Allow"] = allowed
        return answer

    asked.access = access  # type: ignore[attr-defined]
    return URLPattern(pattern.pattern, asked, pattern.default_args, pattern.name)


def _patterns() -> list[URLPattern]:
    """Every route by the name that its app gave it; the library's own pages are left out."""
    bearers: dict[str | None, object] = {
        operation.url_name: operation.auth_param
        for router in ROUTERS
        for view in router.path_operations.values()
        for operation in view.operations
    }
    openapi.access = Access(PUBLIC)  # type: ignore[attr-defined]
    found = [path("openapi.json", openapi, name="openapi")]
    for pattern in api.urls[0]:
        bearer = bearers.get(pattern.name) if isinstance(pattern, URLPattern) else None
        if isinstance(pattern, URLPattern) and isinstance(bearer, Bearer):
            found.append(_dressed(pattern, bearer.access))
    return found


app_name = "api"
urlpatterns = _patterns()
