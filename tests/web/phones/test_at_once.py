"""Two telephones tap the same button at the same moment: one tap counts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from gatepost.web.people.models import OnRoll
from gatepost.web.phones import actions
from gatepost.web.phones.actions import Leave, Reasons
from gatepost.web.phones.models import PHONE, Ban, Handing
from gatepost.web.phones.queries import permissions_on
from gatepost.web.record.models import Entry
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web.cast import person, school
from tests.web.people.switching import on

pytestmark = pytest.mark.usefixtures("database")

TAPS = 4


def _at_once(blocker: DjangoDbBlocker, do: Callable[[], object]) -> None:
    number, barrier = school().pk, Barrier(TAPS)

    def tap() -> None:
        with blocker.unblock():
            try:
                barrier.wait()
                with school_scope(number):
                    do()
            finally:
                connections.close_all()

    with ThreadPoolExecutor(TAPS) as threads:
        for done in [threads.submit(tap) for _ in range(TAPS)]:
            done.result()


def test_taps_at_the_same_moment_count_once(django_db_blocker: DjangoDbBlocker) -> None:
    teacher = person("teacher")
    with school_scope(school().pk):
        on("phones")
        child = OnRoll.objects.filter(kind="pupil")[0]
    _at_once(django_db_blocker, lambda: actions.hand_in(person=teacher, child=child))
    with school_scope(school().pk):
        (phone,) = Handing.objects.all()
        assert phone.day == today()
    _at_once(django_db_blocker, lambda: actions.collect(person=teacher, phone=phone))
    with school_scope(school().pk):
        told = Entry.objects.filter(action__startswith="phone.").order_by("seq").values_list("action", flat=True)
        assert list(told) == ["phone.handed-in", "phone.collected"]


def test_decisions_on_one_child_at_the_same_moment_leave_one_permission_and_one_ban(
    django_db_blocker: DjangoDbBlocker,
) -> None:
    head = person("head")
    with school_scope(school().pk):
        on("phones")
        child = OnRoll.objects.filter(kind="pupil")[0]
        leave = Leave("alone", False, "", today())
        reasons = Reasons(PHONE, today(), today(), "It rang.", person("dsl").membership_id, "none", "Asked.")

    def ban() -> None:
        with suppress(Fault):
            actions.ban(person=head, child=child, reasons=reasons)

    _at_once(django_db_blocker, lambda: actions.permit(person=head, child=child, leave=leave))
    _at_once(django_db_blocker, ban)
    with school_scope(school().pk):
        assert permissions_on(today()).filter(child=child).count() == 1
        assert Ban.objects.count() == 1
