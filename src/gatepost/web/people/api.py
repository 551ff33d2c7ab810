"""The roll, for programs: the search by name, and no more of anybody than the search page shows."""

from ninja import Field, Router, Schema

from gatepost.web.people import permissions
from gatepost.web.people.actions import roll as actions
from gatepost.web.people.forms.roll import SearchForm
from gatepost.web.people.queries import roll as queries
from gatepost.web.schools.faults import Fault
from gatepost.web.tokens.access import Bearer, TokenRequest

router = Router()


class Words(Schema):
    """What to look for. It travels in the body, since addresses end up in logs."""

    words: str = Field(description="Part of a name.", max_length=100)


class SomebodyOnRoll(Schema):
    """Somebody on the roll."""

    kind: str = Field(description="`pupil`, `staff`, `governor` or `parent`.")
    name: str = Field(description="As they are known, then the surname.")
    class_name: str = Field(description="Empty for whoever is in none.")


class Found(Schema):
    """Whom a search found: at most as many as the page shows."""

    people: list[SomebodyOnRoll]


@router.post(
    "/people",
    auth=Bearer("people", permissions.may_see_names, "roll"),
    response=Found,
    url_name="people",
    summary="Search the roll by name",
)
def people(request: TokenRequest, sought: Words) -> Found:
    """Scope `roll`. The search is an entry in the school's record, the words are kept nowhere."""
    form = SearchForm({"words": sought.words})
    if not form.is_valid():
        raise Fault(str(next(iter(form.errors["words"]))), "words")
    rows = queries.search(request.person, form.cleaned_data["words"])
    actions.searched(person=request.person)
    return Found(people=[SomebodyOnRoll(kind=row.kind, name=str(row), class_name=row.class_name) for row in rows])
