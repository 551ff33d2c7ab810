"""Ask the headteacher: exactly what was checked goes to whoever decides, and nothing else.

Whom its pictures show is remembered until the answer: on a yes the register of consents is told, so that a picture is
found when a consent ends.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from gatepost.web.approvals.actions.asking import Wanted, ask
from gatepost.web.approvals.models import ASKED, EXPIRED, GRANTED, REFUSED, PermissionRequest
from gatepost.web.approvals.queries.grants import granted_by
from gatepost.web.checks.drafts.advice import kind_of
from gatepost.web.checks.drafts.reading import Reading
from gatepost.web.checks.drafts.registers import purpose_of
from gatepost.web.checks.models import PictureAsked
from gatepost.web.consents.actions.pictures import remember_picture
from gatepost.web.consents.purposes import from_code
from gatepost.web.policies.queries import Adopted
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person, today

LONGEST_NOTE = 2_000  # letters


def ask_head(
    person: Person, adopted: Adopted, reading: Reading, clauses: Sequence[str], note: str
) -> PermissionRequest:
    """Ask for permission under these clauses, and send the views of its photos along; raises Fault."""
    draft = reading.draft
    kind = kind_of(adopted, clauses)
    if kind is None:
        raise Fault(_("The school’s policy asks for nobody’s permission here, so there is nothing to ask for."))
    wanted = Wanted(kind=kind, asked=draft.asked(clauses), pictures=draft.views, note=note[:LONGEST_NOTE])
    with transaction.atomic():
        made = ask(person=person, wanted=wanted)
        purpose = purpose_of(draft, reading.naming)
        if draft.children and purpose is not None:
            PictureAsked.objects.bulk_create(
                PictureAsked(
                    school_id=person.school_id,
                    request=made,
                    likeness=one.likeness,
                    purpose=purpose.code,
                    children=list(draft.children),
                )
                for one in draft.photos
                if one.likeness  # a picture of one colour is like every other
            )
    return made


def tell_of_answer(*, picture: PictureAsked) -> None:
    """The clock: after a yes the register of consents is told of the picture; it is forgotten here then, and with a
    request to which nobody can say yes any more.
    """
    with transaction.atomic():
        request = picture.request
        state = request.state_on(today())
        if state in (ASKED, REFUSED) and request.can_be_decided(today()):
            return
        if state in (GRANTED, EXPIRED):  # a yes of the last minute before midnight counts as well
            remember_picture(
                school_id=picture.school_id,
                approved_by=granted_by(request),
                picture_hash=picture.likeness,
                purpose=from_code(picture.purpose),
                children=picture.children,
                shown_on=today(),
            )
        picture.delete()
