"""Who decides is the same for one request and for a list of them, whoever holds which office."""

from itertools import product

import pytest

from gatepost.web.approvals.queries import requests as queries
from gatepost.web.schools.models import RoleHeld
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.approvals.asked import SCHOOL, asked_by
from tests.web.cast import person, school

pytestmark = pytest.mark.usefixtures("database")

CAST = ("head", "cohead", "chair")
OFFICES = ((), ("headteacher",), ("chair",), ("headteacher", "chair"))


def test_a_list_holds_exactly_the_requests_on_which_the_person_decides() -> None:
    with school_scope(school(SCHOOL).pk):
        people = {key: person(key, SCHOOL) for key in (*CAST, "teacher")}
        asked = {key: asked_by(key) for key in people}
        found = 0
        for held in product(OFFICES, repeat=len(CAST)):
            RoleHeld.objects.filter(role__in=("headteacher", "chair")).delete()
            RoleHeld.objects.bulk_create(
                RoleHeld(school=school(SCHOOL), membership_id=people[key].membership_id, role=role, starts_on=today())
                for key, roles in zip(CAST, held, strict=True)
                for role in roles
            )
            for who in people.values():
                listed = {one.request.pk for one in queries.waiting_for(who)}
                theirs = {one.pk for one in asked.values() if who.membership_id in queries.deciders(one.membership_id)}
                assert listed == theirs, held
                found += len(theirs)
        assert found > 100
