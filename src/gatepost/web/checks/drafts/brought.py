"""What somebody brings becomes a draft, its photos looked at: the one way, for the page and for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from gatepost.screening.pictures.refused import PictureRefused
from gatepost.terms.london import at
from gatepost.web.approvals.models import SchoolAccount
from gatepost.web.approvals.queries.accounts import accounts
from gatepost.web.checks.drafts.draft import Draft, SeenPhoto, seen
from gatepost.web.checks.drafts.forms import NO, YES, CheckForm, beside_pupils
from gatepost.web.checks.drafts.screeners import screener_for
from gatepost.web.checks.looking import Busy, one_look
from gatepost.web.schools.models import School
from gatepost.web.schools.person import Person
from gatepost.web.schools.roles import acting_roles

MOST_CHILDREN = 150  # ticked in one draft; a whole class is thirty
_LONGEST_NUMBER = 15  # digits


class NotTaken(ValueError):
    """A photo, or what is said of it, that is refused; the message is a sentence.

    `field`: of the form; `number`: of the photo, 0 where it is about all of them.
    """

    def __init__(self, sentence: str, field: str, number: int = 0) -> None:
        super().__init__(sentence)
        self.field, self.number = field, number


def open_accounts(person: Person) -> tuple[SchoolAccount, ...]:
    """Those of the school's register that the person sees and that are in use."""
    return tuple(one for one in accounts(person) if one.closed_at is None)


def ticked(sent: Sequence[str]) -> tuple[int, ...]:
    """The numbers of the children who were ticked, each once; raises NotTaken, so that none is ever left out unsaid."""
    if any(not (one.isascii() and one.isdigit() and len(one) <= _LONGEST_NUMBER) for one in sent):
        raise NotTaken(_("Who was ticked could not be read. Tick them again."), "pupils")
    found = tuple(dict.fromkeys(int(one) for one in sent))
    if len(found) > MOST_CHILDREN:
        most = {"most": MOST_CHILDREN}
        raise NotTaken(_("More than %(most)d pupils are ticked. Check fewer photos at a time.") % most, "pupils")
    return found


def bring(
    person: Person,
    school: School,
    form: CheckForm,
    children: Sequence[int],
    before: Sequence[tuple[SeenPhoto, bytes]] = (),
) -> Draft:
    """The draft of a valid form; raises NotTaken. `before`: photos that were looked at on an earlier page, with their
    views.
    """
    told = form.cleaned_data
    account, registered = told["account"], ""
    if row := form.accounts.get(account):
        account, registered = "school-account", f"{row.platform} {row.handle}"
    looked_at = _looked_at(person, school, form, account) if form.sent else tuple(before) if form.keeps_seen else ()
    photos = tuple(one for one, _view in looked_at)
    if any(one.account != account for one in photos):
        raise NotTaken(_("It goes out from another account now. Choose the photos again: none was kept."), "photo_1")
    return Draft(
        text=told["text"],
        action=told["action"],
        account=account,
        registered=registered,
        platform=told["platform"],
        audience=told["audience"],
        roles=(told["role"],) if told.get("role") else acting_roles(person.roles),
        photos=photos,
        shows=_shows(told) if photos else None,
        setting=told["setting"] if photos else "",
        children=tuple(children) if photos else (),
        not_before=at(told["from_day"], told["from_hour"]) if told["from_day"] else None,
        views=tuple(view for _one, view in looked_at),
    )


def _looked_at(person: Person, school: School, form: CheckForm, account: str) -> tuple[tuple[SeenPhoto, bytes], ...]:
    screener, role = screener_for(person, school)
    found = []
    try:
        with one_look(person.membership_id, len(form.sent)):
            for number in form.sent:
                sent, alt = form.cleaned_data[f"photo_{number}"], form.cleaned_data[f"alt_{number}"]
                try:
                    found.append(seen(sent.read(), sent.name, alt, screener, account, role))
                except PictureRefused as refused:
                    raise NotTaken(str(refused), f"photo_{number}", number) from None
    except Busy as busy:
        raise NotTaken(str(busy), "photo_1") from None
    return tuple(found)


def _shows(told: Mapping[str, Any]) -> dict[str, bool]:
    """Each thing that a photo can show, as far as its author said whether it does."""
    shown = {"pupil": told["pupils"] == YES} if told["pupils"] in (YES, NO) else {}
    if told["shows"]:
        shown |= {word: word in told["shows"] for word in beside_pupils()}
    return shown
