"""Ask the headteacher: exactly what was checked goes to whoever decides, and nothing else."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from gatepost.web.approvals.actions.asking import Wanted, ask
from gatepost.web.approvals.models import PermissionRequest
from gatepost.web.checks.drafts.advice import kind_of
from gatepost.web.checks.drafts.draft import Draft, as_published, digest_of
from gatepost.web.policies.queries import Adopted
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person

LONGEST_NOTE = 2_000  # letters


def ask_head(
    person: Person, adopted: Adopted, draft: Draft, clauses: Sequence[str], photos: Sequence[Any], note: str
) -> PermissionRequest:
    """Ask for permission under these clauses. `photos` are the draft's, chosen once more, since none was kept; they are
    sent as they would be published. Raises Fault, and PictureRefused.
    """
    kind = kind_of(adopted, clauses)
    if kind is None:
        raise Fault(_("The school’s policy asks for nobody’s permission here, so there is nothing to ask for."))
    pictures = {digest_of(made): made for made in (as_published(one.read()) for one in photos)}
    wanted = [one.digest for one in draft.photos]
    if set(pictures) != set(wanted):
        raise Fault(_("Choose the same photos again, all of them and no others: none was kept here."))
    return ask(
        person=person,
        wanted=Wanted(
            kind=kind,
            asked=draft.asked(clauses),
            pictures=tuple(pictures[one] for one in wanted),
            note=note[:LONGEST_NOTE],
        ),
    )
