"""Phones are handed in and collected, pupils may bring one or are banned from something; and what the clock does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gatepost.web.notices.actions import notify, settle
from gatepost.web.people.models import OnRoll
from gatepost.web.phones import permissions, words
from gatepost.web.phones.models import MET, NEED, NO_NEED, OUTRANKS, Ban, Handing, Keeper, Permission, new_name
from gatepost.web.phones.queries import keepers, module_on, permissions_on, rests_on_need, staff
from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person, holding, today

NOT_COLLECTED = "phones-not-collected"  # the kind of notice
LONGEST = timedelta(days=366)


# Handing in and collecting


def hand_in(*, person: Person, child: OnRoll, after: int = 0) -> Handing:
    """A pupil's phone is taken in today. Said twice, it is taken in once; collected today, it can be taken in again.

    `after` is the number of the child's last phone of today on the page where it is said, 0 where there was none: a
    late tap on an old page takes nothing in.
    """
    _may(permissions.may_keep_list(person))
    with transaction.atomic():
        _one_at_a_time(child)
        earlier = Handing.objects.filter(child=child, out_at__isnull=True, day__lt=today()).order_by("day").first()
        if earlier is not None:
            raise Fault(
                _("A phone of this child has been here since %(day)s: let it be collected first.")
                % {"day": date_format(earlier.day, "j F Y")}
            )
        last = Handing.objects.filter(child=child, day=today()).order_by("pk").last()
        if last is not None and (last.out_at is None or last.pk != after):
            return last
        made: Handing = Handing.objects.create(
            school_id=person.school_id,
            child=child,
            day=today(),
            in_at=timezone.now(),
            in_by_id=person.membership_id,
        )
        _entry(person, "phone.handed-in", f"phone:{made.pk}")
    return made


def collect(*, person: Person, phone: Handing) -> None:
    """A pupil's phone is handed out. Said twice, it is handed out once."""
    _may(permissions.may_keep_list(person))
    with transaction.atomic():
        rows = Handing.objects.filter(pk=phone.pk, out_at__isnull=True)
        if not rows.update(out_at=timezone.now(), out_by_id=person.membership_id):
            return
        _settle(phone.day)
        _entry(person, "phone.collected", f"phone:{phone.pk}")


def correct(*, person: Person, phone: Handing, collected: bool) -> None:
    """A wrong tap of today is taken back: that it was collected, whenever it was handed in, or that it was handed in at
    all. Of several phones of a child it is the last. `collected` is what the page said.
    """
    _may(permissions.may_keep_list(person))
    with transaction.atomic():
        _one_at_a_time(phone.child)
        row = Handing.objects.select_for_update().filter(pk=phone.pk).first()
        later = Handing.objects.filter(child=phone.child, pk__gt=phone.pk).exists()
        if row is None or later or (row.out_at is not None) != collected or _tapped_on(row) != today():
            raise Fault(_("This has been changed since you opened the page. Here is how it stands now."))
        if collected:
            Handing.objects.filter(pk=row.pk).update(out_at=None, out_by=None, told_at=None)
        else:
            Handing.objects.filter(pk=row.pk).delete()
            _settle(row.day)
        _entry(person, "phone.corrected", f"phone:{phone.pk}")


def _tapped_on(phone: Handing) -> date:
    """The day of the last tap."""
    return timezone.localdate(phone.out_at) if phone.out_at else phone.day


def _settle(day: date) -> None:
    """Where no phone of a day is here any more, nobody has to look after it."""
    if not Handing.objects.filter(day=day, out_at__isnull=True).exists():
        settle(kind=NOT_COLLECTED, thing=_thing_of(day))


# Permission


@dataclass(frozen=True, slots=True)
class Leave:
    """What a headteacher lets a pupil do, and why. `keeps`: for a need the phone stays with the child."""

    reason: str
    keeps: bool
    note: str
    until: date


def permit(*, person: Person, child: OnRoll, leave: Leave) -> Permission:
    """A headteacher lets a pupil bring a phone; an earlier permission ends."""
    _may(permissions.may_decide(person))
    if leave.keeps and leave.reason != NEED:
        raise Fault(_("A phone stays with a child for a medical need or a reasonable adjustment alone."), "keeps")
    if not today() <= leave.until <= today() + LONGEST:
        raise Fault(_("Choose a last day from today on, at most a year away."), "until")
    with transaction.atomic():
        _one_at_a_time(child)
        Permission.objects.filter(child=child, ended_on__isnull=True).update(ended_on=today())
        name = new_name()
        made: Permission = Permission.objects.create(
            school_id=person.school_id,
            child=child,
            name=name,
            keeps=leave.keeps,
            told=words.seal_told(name, words.Said(leave.reason, leave.note)),
            starts=today(),
            until=leave.until,
            given_by_id=person.membership_id,
            given_at=timezone.now(),
        )
        told = {"terms": f"{leave.reason}/{leave.keeps}/{leave.until}".encode(), "note": leave.note.encode()}
        _entry(person, "phone.permitted", f"phone-permission:{made.pk}", told)
    return made


def end_permission(*, person: Person, permission: Permission) -> None:
    """A headteacher takes a permission back."""
    _may(permissions.may_decide(person))
    with transaction.atomic():
        if not Permission.objects.filter(pk=permission.pk, ended_on__isnull=True).update(ended_on=today()):
            raise Fault(_("This permission has ended already."))
        _entry(person, "phone.permission-ended", f"phone-permission:{permission.pk}")


# Bans


@dataclass(frozen=True, slots=True)
class Reasons:
    """A ban as a headteacher sets it. `of`: what from; `considered_by`: the membership of who looked at medical need
    and reasonable adjustment; `need`: what came of it, in one of three answers; `need_words`: the same in words.
    """

    of: str
    starts: date
    until: date
    why: str
    considered_by: int
    need: str
    need_words: str


def ban(*, person: Person, child: OnRoll, reasons: Reasons) -> Ban:
    """A headteacher bans a pupil from bringing a phone or from the school's ICT equipment. A need that cannot be met
    under a ban leaves no ban.
    """
    _may(permissions.may_decide(person))
    with transaction.atomic():
        _one_at_a_time(child)
        _judge(child, reasons)
        name = new_name()
        made: Ban = Ban.objects.create(
            school_id=person.school_id,
            child=child,
            name=name,
            of=reasons.of,
            starts=reasons.starts,
            until=reasons.until,
            why=words.seal_why(name, reasons.why),
            considered_by_id=reasons.considered_by,
            need=words.seal_need(name, words.Said(reasons.need, reasons.need_words)),
            made_by_id=person.membership_id,
            made_at=timezone.now(),
        )
        told = {
            "terms": f"{reasons.of}/{reasons.starts}/{reasons.until}".encode(),
            "why": reasons.why.encode(),
            "need": f"{reasons.considered_by}/{reasons.need}/{reasons.need_words}".encode(),
        }
        _entry(person, "phone.banned", f"phone-ban:{made.pk}", told)
    return made


def _judge(child: OnRoll, reasons: Reasons) -> None:
    """Raise Fault where no ban may stand."""
    if not today() <= reasons.starts <= reasons.until <= today() + LONGEST:
        raise Fault(_("Choose days from today on: the last not before the first, at most a year away."), "until")
    if reasons.considered_by not in {number for number, _name in staff()}:
        raise Fault(_("Choose who looked at need and adjustment from the list."), "considered_by")
    if reasons.need == OUTRANKS:
        raise Fault(
            _("A medical need or reasonable adjustment outranks a ban, so there is none. Agree with the family how the "
              "need is met, and note it as a permission."),
            "need",
        )  # fmt: skip
    if reasons.need not in (NO_NEED, MET):
        raise Fault(_("Say what came of it: without that there is no ban."), "need")
    if reasons.need == NO_NEED and any(map(rests_on_need, permissions_on(today()).filter(child=child))):
        raise Fault(
            _("A need of this child is known from the permission for the phone, and a need outranks a ban. Look at it "
              "again."),
            "need",
        )  # fmt: skip

    banned = Ban.objects.filter(
        child=child, of=reasons.of, lifted_on__isnull=True, starts__lte=reasons.until, until__gte=reasons.starts
    )
    if found := banned.order_by("starts").first():
        raise Fault(
            _("There is such a ban from %(first)s to %(last)s already: lift it before you set another.")
            % {"first": date_format(found.starts, "j F Y"), "last": date_format(found.until, "j F Y")},
            "starts",
        )


def _one_at_a_time(child: OnRoll) -> None:
    """What is said of one child at the same moment is said one after the other."""
    if not OnRoll.objects.select_for_update(no_key=True).filter(pk=child.pk).exists():
        raise Fault(_("This child has left the roll since you opened the page."))


def lift(*, person: Person, ban: Ban) -> None:
    """A headteacher ends a ban before its last day."""
    _may(permissions.may_decide(person))
    with transaction.atomic():
        if not Ban.objects.filter(pk=ban.pk, lifted_on__isnull=True).update(lifted_on=today()):
            raise Fault(_("This ban has been lifted already."))
        _entry(person, "phone.ban-lifted", f"phone-ban:{ban.pk}")


def read(*, person: Person, child: OnRoll) -> None:
    """Somebody who may read why opened a child's page."""
    if permissions.may_read_why(person):
        _entry(person, "phone.read", f"roll:{child.pk}")


# Who is told


def name_keepers(*, person: Person, class_name: str, members: Sequence[int]) -> None:
    """Say who is told when phones of a class are not collected."""
    _may(permissions.may_name_keepers(person))
    if not set(members) <= {number for number, _name in staff()}:
        raise Fault(_("Choose from the list."))
    with transaction.atomic():
        Keeper.objects.filter(class_name=class_name).delete()
        for number in dict.fromkeys(members):
            Keeper.objects.create(school_id=person.school_id, class_name=class_name, membership_id=number)
        told = {"keepers": f"{class_name}/{sorted(members)}".encode()}
        _entry(person, "phone.keepers-named", "-", told)


def tell_not_collected(*, day: date, phones: Iterable[Handing], now: datetime) -> None:
    """The clock's part: whoever looks after a class, and the office, hear once a day that phones are still here."""
    phones = tuple(phones)
    with transaction.atomic():
        rows = Handing.objects.filter(pk__in=[one.pk for one in phones], told_at__isnull=True, out_at__isnull=True)
        if not rows.update(told_at=now):
            return
        named, here = keepers(), {number for number, _name in staff()}
        who = {*(holding("office") or holding("headteacher"))}
        who |= {number for one in phones for number in named.get(one.child.class_name, ()) if number in here}
        for number in sorted(who):
            notify(membership_id=number, kind=NOT_COLLECTED, thing=_thing_of(day))


def erase(*, school_id: int, phones: Sequence[int], permits: Sequence[int], bans: Sequence[int]) -> None:
    """The clock's part: what has been kept for long enough goes."""
    with transaction.atomic():
        Handing.objects.filter(pk__in=phones).delete()
        Permission.objects.filter(pk__in=permits).delete()
        Ban.objects.filter(pk__in=bans).delete()
        append(school_id=school_id, actor=SYSTEM, role="", action="phone.erased", thing="-")


def _may(allowed: bool) -> None:
    if not allowed:
        raise Refused("not theirs to do with pupils' phones")
    if not module_on():
        raise Fault(_("Phones are not kept here: a headteacher has to switch that part on first."))


def _thing_of(day: date) -> str:
    return f"phones:{day.isoformat()}"


def _entry(person: Person, action: str, thing: str, contents: Mapping[str, bytes] | None = None) -> None:
    append(
        school_id=person.school_id,
        actor=person.actor,
        role=person.role_words,
        action=action,
        thing=thing,
        contents=contents,
    )
