"""School years with their dates, the bells of their days, and the hours of people who keep others than the school's."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolRow

TERM, HALF_TERM, INSET, HALF_DAY, CLOSURE = "term", "half-term", "inset", "half-day", "closure"
KINDS = (
    (TERM, _("Term")),
    (HALF_TERM, _("Half term")),
    (INSET, _("INSET day")),
    (HALF_DAY, _("Half day")),
    (CLOSURE, _("Closure")),
)
LESSON, BREAK = "lesson", "break"


class Edition(SchoolRow):
    """Which edition of a school's years and bells stands. Every change gives it another token, so that what a process
    has built of the rows before is not taken for what they say now.
    """

    token = models.CharField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school"], name="terms_edition_once"),)

    def __str__(self) -> str:
        return self.token


class SchoolYear(SchoolRow):
    """A school year of which every day from `starts` to `ends` is known."""

    name = models.CharField(max_length=7)  # 2025-26
    starts = models.DateField()
    ends = models.DateField()  # the last day

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "name"], name="terms_schoolyear_once"),)

    def __str__(self) -> str:
        return self.name


class YearDate(SchoolRow):
    """One date of a year, or dates from `starts` to `ends` with both in it."""

    year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="dates")
    kind = models.CharField(max_length=10, choices=KINDS)
    name = models.CharField(max_length=120, blank=True)
    starts = models.DateField()
    ends = models.DateField()
    closes = models.TimeField(null=True, blank=True)  # when a half day ends

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(ends__gte=models.F("starts")), name="terms_yeardate_days"),
            models.CheckConstraint(
                condition=models.Q(kind=HALF_DAY, closes__isnull=False)
                | (~models.Q(kind=HALF_DAY) & models.Q(closes__isnull=True)),
                name="terms_yeardate_closes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.starts}"


class Bells(SchoolRow):
    """The hours of some weekdays of a year, for everybody or for a `group` of its own."""

    year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="bells")
    weekdays = models.CharField(max_length=5)  # figures from 0, Monday, to 4
    group = models.CharField(max_length=60, blank=True)
    opens = models.TimeField()
    closes = models.TimeField()
    staff_from = models.TimeField()
    staff_to = models.TimeField()

    def __str__(self) -> str:
        return f"{self.weekdays} {self.group}".strip()


class Period(SchoolRow):
    """A lesson or a break between two bells."""

    bells = models.ForeignKey(Bells, on_delete=models.PROTECT, related_name="periods")
    kind = models.CharField(max_length=6, choices=((LESSON, _("Lesson")), (BREAK, _("Break"))))
    name = models.CharField(max_length=60, blank=True)
    starts = models.TimeField()
    ends = models.TimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.starts:%H:%M}"


class WorkingHours(SchoolRow):
    """When a member works on one weekday. A member without any works the school's hours; one with some, those alone."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["school", "membership", "weekday"], name="terms_workinghours_once"),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="terms_workinghours_order"),
            models.CheckConstraint(condition=models.Q(weekday__lte=4), name="terms_workinghours_weekday"),
        )

    def __str__(self) -> str:
        return f"{self.membership_id} {self.weekday}"
