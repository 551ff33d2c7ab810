"""The demo's phones: who may bring one, what has been handed in today, and who is banned from what."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from gatepost.web.operations.demo.acting import holder, one
from gatepost.web.people.models import OnRoll
from gatepost.web.phones.actions import Leave, Reasons, ban, collect, hand_in, name_keepers, permit
from gatepost.web.schools.models import School
from gatepost.web.schools.person import today

LASTS = timedelta(days=200)


def hand_in_today(school: School, phones: Iterable[Mapping[str, Any]], keepers: Mapping[str, str]) -> None:
    """Inside the school's scope: each is of the next child of its class; `keepers` are told by class."""
    head, teacher = holder("headteacher"), holder("teacher")
    children: dict[str, list[OnRoll]] = {}
    for child in OnRoll.objects.filter(kind="pupil").order_by("-pk"):
        children.setdefault(child.class_name, []).append(child)
    for told in phones:
        child, state = children[told["class"]].pop(), told.get("today")
        leave = Leave(told["reason"], told.get("keeps", False), told.get("note", ""), today() + LASTS)
        permit(person=head, child=child, leave=leave)
        if state:
            phone = hand_in(person=teacher, child=child)
            if state == "collected":
                collect(person=teacher, phone=phone)
    for name, key in keepers.items():
        name_keepers(person=head, class_name=name, members=[one(school, key).membership_id])


def ban_pupils(bans: Iterable[Mapping[str, Any]]) -> None:
    """Inside the school's scope: each is of the first child of its class, from today on for so many days."""
    head, lead = holder("headteacher"), holder("dsl")
    for told in bans:
        child = OnRoll.objects.filter(kind="pupil", class_name=told["class"]).order_by("pk")[0]
        days = today(), today() + timedelta(days=told["days"])
        reasons = Reasons(told["of"], *days, told["why"], lead.membership_id, "none", told["looked"])
        ban(person=head, child=child, reasons=reasons)
