"""What waits for a member: what is so in each app, then the notices that say nothing more than that.

Each app has one function here. It looks only where the person may act, and leads to a page that they may open.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gatepost.web import backups
from gatepost.web.approvals import permissions
from gatepost.web.approvals.queries import requests
from gatepost.web.modules import permissions as modules
from gatepost.web.modules.queries import is_on, states, to_sign
from gatepost.web.notices.kinds import kind
from gatepost.web.notices.queries import waiting_for
from gatepost.web.people import permissions as people
from gatepost.web.people.models.imports import STAGED
from gatepost.web.people.queries.imports import imports
from gatepost.web.people.queries.links import FAMILY_LINKS, to_decide
from gatepost.web.policies import permissions as policies
from gatepost.web.policies.pages import review_words
from gatepost.web.policies.queries import Adopted, proposals
from gatepost.web.record.queries import checked
from gatepost.web.reports import permissions as reports
from gatepost.web.reports.queries import record_line
from gatepost.web.safe.queries import tasks
from gatepost.web.schools import permissions as schools
from gatepost.web.schools.models import School
from gatepost.web.schools.person import Person, today
from gatepost.web.schools.queries import open_invitations
from gatepost.web.schools.rota import four_weeks
from gatepost.web.terms.queries import years_to_enter


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits. `at`: where it is dealt with, or empty where this site cannot; `notice`: the notice that
    opening it marks as read, or None for what waits until it is done.
    """

    says: str
    at: str
    notice: int | None = None


def waiting(person: Person, school: School, adopted: Adopted | None, now: datetime) -> tuple[Waiting, ...]:
    """All that waits for the person at their school; a notice gives way to what is so and leads to the same page."""
    facts = (
        *_modules(person, school),
        *_policies(person, school, adopted),
        *_cover(person, school, now),
        *_permissions(person, school),
        *_family_links(person, school),
        *_files(person, school),
        *_invitations(person, school),
        *_terms(person, school),
        *_safe(person, school),
        *_mail(person),
        *_backup(person, now),
    )
    alarms = tuple(_record(person, school))
    told = {one.at for one in (*alarms, *facts)}
    return (*alarms, *(one for one in _notices(person, school) if one.at not in told), *facts)


def _notices(person: Person, school: School) -> Iterator[Waiting]:
    """The oldest of each kind: one line stands for all that say the same."""
    seen: set[str] = set()
    for notice in waiting_for(person):
        if notice.kind not in seen:
            seen.add(notice.kind)
            found = kind(notice.kind)
            yield Waiting(found.words, reverse(found.page, args=[school.slug]), notice.pk)


def _record(person: Person, school: School) -> Iterator[Waiting]:
    """Only that the record is no longer as it was: that it is says Home in passing."""
    if not reports.may_see_record(person):
        return
    last = checked(person.school_id)
    if last is not None and not last.complete:
        yield Waiting(record_line(person.school_id), reverse("reports:record", args=[school.slug]))


def _modules(person: Person, school: School) -> Iterator[Waiting]:
    if not modules.may_see_modules(person):
        return
    at = reverse("modules:list", args=[school.slug])
    if number := to_sign(person):
        words = ngettext(
            "{number} data protection assessment waits for your signature.",
            "{number} data protection assessments wait for your signature.",
            number,
        )
        yield Waiting(words.format(number=number), at)
    elif modules.may_switch_on(person) and any(
        one.wanted and not one.on and (one.overdue or one.earlier is not None) for one in states()
    ):
        yield Waiting(_("A module is off until its data protection assessment is signed again."), at)


def _policies(person: Person, school: School, adopted: Adopted | None) -> Iterator[Waiting]:
    if not policies.may_adopt(person):
        return
    if adopted is None:
        says = _("The school has no policy here yet: adopt one.")
        yield Waiting(says, reverse("policies:propose", args=[school.slug]))
    elif review_words(adopted.policy.review_due, adopted.policy.effective, today())["overdue"]:
        yield Waiting(_("Our policy is overdue for review."), reverse("policies:policy", args=[school.slug]))
    if proposals():
        yield Waiting(
            _("A policy lies on the table for you to look at."), reverse("policies:history", args=[school.slug])
        )


def _cover(person: Person, school: School, now: datetime) -> Iterator[Waiting]:
    """A school that keeps no rota has no gaps in it as long as somebody holds the office."""
    if not schools.may_change_cover(person):
        return
    days = four_weeks(person, now)
    at = reverse("schools:cover", args=[school.slug])
    if any(one.gap and not one.otherwise for one in days):
        yield Waiting(_("On a day of the next four weeks nobody acts for safeguarding."), at)
    elif any(one.turns for one in days) and any(one.gap for one in days):
        yield Waiting(_("The safeguarding rota has gaps in the next four weeks."), at)


def _family_links(person: Person, school: School) -> Iterator[Waiting]:
    """While the module is off nothing can be declared, and what was before waits for nobody."""
    if not people.may_decide_links(person) or not is_on(FAMILY_LINKS):
        return
    if any(one.state == "waiting" for one in to_decide(person)):
        at = reverse("people:family-links-to-note", args=[school.slug])
        yield Waiting(_("A family link waits for your decision."), at)


def _permissions(person: Person, school: School) -> Iterator[Waiting]:
    if permissions.may_decide(person) and (number := len(requests.waiting_for(person))):
        words = ngettext(
            "{number} request for permission waits for your decision.",
            "{number} requests for permission wait for your decision.",
            number,
        )
        yield Waiting(words.format(number=number), reverse("approvals:waiting", args=[school.slug]))
    if permissions.may_ask(person) and requests.module_on() and any(one.asked_back for one in requests.mine(person)):
        says = _("A question about a permission that you asked for waits for your answer.")
        yield Waiting(says, reverse("approvals:mine", args=[school.slug]))


def _files(person: Person, school: School) -> Iterator[Waiting]:
    if any(one.state == STAGED for one in imports(person)):
        says = _("A file for the roll waits to be checked.")
        yield Waiting(says, reverse("people:imports", args=[school.slug]))


def _invitations(person: Person, school: School) -> Iterator[Waiting]:
    if not schools.may_manage_members(person):
        return
    if number := len(open_invitations(person, school.jurisdiction)):
        words = ngettext(
            "{number} invitation has not been taken up yet.", "{number} invitations have not been taken up yet.", number
        )
        yield Waiting(words.format(number=number), reverse("schools:members", args=[school.slug]))


def _terms(person: Person, school: School) -> Iterator[Waiting]:
    for year in years_to_enter(person):
        yield Waiting(
            _("The dates of the school year {year} are missing.").format(year=year),
            reverse("terms:year", args=[school.slug, year]),
        )


def _safe(person: Person, school: School) -> Iterator[Waiting]:
    for task in tasks(person):
        yield Waiting(task.says, reverse(task.page, args=[school.slug]))


def _mail(person: Person) -> Iterator[Waiting]:
    if not settings.MAIL_IS_SET_UP and person.holds("headteacher", "it-lead", "it-provider"):
        says = _("E-mail is not set up here: nobody is told that something waits. Ask whoever runs this site.")
        yield Waiting(says, "")


def _backup(person: Person, now: datetime) -> Iterator[Waiting]:
    """Where a backup is due every night, and one failed or none has counted for two nights."""
    if not settings.CONFIG.backup_to or not person.holds("it-lead", "it-provider"):
        return
    last = backups.known(settings.CONFIG.folder)
    if last.failed_at:
        says = _("The last backup failed. Ask whoever runs this site: `gatepost doctor` says why.")
        yield Waiting(says, "")
    elif last.is_stale(now):
        says = _("No backup has been made for two nights. Ask whoever runs this site.")
        yield Waiting(says, "")
