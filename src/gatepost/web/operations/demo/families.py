"""The demo's parents who are members: each stands on the roll with one child, and the office has confirmed that."""

from collections.abc import Mapping

from gatepost.web.operations.demo.acting import holder, one
from gatepost.web.people.actions.parents import confirm
from gatepost.web.people.actions.roll import add
from gatepost.web.people.models import Contact, OnRoll
from gatepost.web.schools.models import Membership, School


def bring_in_child(school: School, told: Mapping[str, str]) -> OnRoll:
    """Inside the school's scope: the child of the member whose key is `parent`."""
    office, parent = holder("office"), one(school, "parent")
    forename, _space, surname = parent.name.partition(" ")
    mate = OnRoll.objects.filter(kind="pupil", class_name=told["class"]).order_by("pk")[0]
    alike = {name: getattr(mate, name) for name in ("class_name", "year_group", "date_of_birth", "starts")}
    child = add(person=office, kind="pupil", told={"forename": told["forename"], "surname": surname, **alike})
    address = Membership.objects.select_related("account").get(pk=parent.membership_id).account.email
    adult = add(person=office, kind="parent", told={"forename": forename, "surname": surname, "email": address})
    # Only a file joins adults and children, and none is read here.
    contact = Contact.objects.create(
        school=school,
        child=child,
        adult=adult,
        relationship=told["relationship"],
        parental_responsibility="yes",
        priority=1,
    )
    member = Membership.objects.get(pk=parent.membership_id)
    confirm(person=office, member=member, shown=[contact.pk], chosen=[contact.pk])
    return child
