"""Who may bring a phone, which phone is at school, and who is banned from what. All of it goes with the child."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from gatepost.web.people.models import OnRoll
from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolRow

NEED = "need"  # the one reason that can outrank a ban
REASONS = (
    ("alone", _("Walks or cycles to school or home alone")),
    ("travel", _("Travels by bus, train or taxi")),
    ("two-homes", _("Goes to another home or carer after school")),
    (NEED, _("A medical need or a reasonable adjustment")),
    ("other", _("Another reason")),
)
PHONE, ICT = "phone", "ict"
BANNED_FROM = (
    (PHONE, _("Bringing a phone")),
    (ICT, _("The school’s ICT equipment, except under close supervision")),
)
NO_NEED, MET, OUTRANKS = "none", "met", "outranks"
NEEDS = (
    (NO_NEED, _("No need and no adjustment is known")),
    (MET, _("There is one, and this ban leaves it untouched")),
    (OUTRANKS, _("There is one, and it cannot be met under a ban")),
)


def new_name() -> str:
    """Names a row for what is sealed in it, before it has a number."""
    return secrets.token_hex(16)


class Permission(SchoolRow):
    """A headteacher lets a pupil bring a phone, until a last day. `keeps`: for a need it stays with the child, is not
    handed in, and no ban touches it.
    """

    child = models.ForeignKey(OnRoll, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=32, default=new_name)
    keeps = models.BooleanField(default=False)
    told = models.BinaryField()  # sealed: why, as one of REASONS, and what else there is to say
    starts = models.DateField()
    until = models.DateField()  # the last day
    given_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "name"], name="phones_permission_once"),)
        indexes = (models.Index(fields=["school", "child"], name="phones_permission_child"),)

    def __str__(self) -> str:
        return str(self.pk)


class Handing(SchoolRow):
    """A pupil's phone from one handing in, of which a day can have several, to its collecting, or still here."""

    child = models.ForeignKey(OnRoll, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    in_at = models.DateTimeField()
    in_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    out_at = models.DateTimeField(null=True, blank=True)
    out_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)  # when somebody was told that it was not collected

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["school", "child"], condition=models.Q(out_at__isnull=True), name="phones_handing_once"
            ),
        )
        indexes = (models.Index(fields=["school", "child", "day"], name="phones_handing_day"),)

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class Ban(SchoolRow):
    """A pupil may bring no phone, or not use the school's ICT equipment, from a first to a last day. It stands only
    with an answer on medical need and reasonable adjustment; a need that cannot be met under a ban leaves no ban.
    """

    child = models.ForeignKey(OnRoll, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=32, default=new_name)
    of = models.CharField(max_length=10, choices=BANNED_FROM)
    starts = models.DateField()
    until = models.DateField()  # the last day
    why = models.BinaryField()  # sealed
    considered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    need = models.BinaryField()  # sealed: what came of it, as one of NEEDS, and the same in words
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    lifted_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["school", "name"], name="phones_ban_once"),
            models.CheckConstraint(condition=models.Q(until__gte=models.F("starts")), name="phones_ban_days"),
        )
        indexes = (models.Index(fields=["school", "child"], name="phones_ban_child"),)

    def __str__(self) -> str:
        return str(self.pk)


class Keeper(SchoolRow):
    """A member who is told when phones of a class are not collected: its teacher, as a rule."""

    class_name = models.CharField(max_length=120)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["school", "class_name", "membership"], name="phones_keeper_once"),
        )

    def __str__(self) -> str:
        return self.class_name
