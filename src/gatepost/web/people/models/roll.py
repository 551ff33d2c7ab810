"""Who is on the roll now."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gatepost.rosters.snapshot import LONGEST_ID
from gatepost.web.schools.rows import SchoolRow

KINDS = (
    ("pupil", _("Pupil")),
    ("staff", _("Member of staff")),
    ("governor", _("Governor")),
    ("parent", _("Parent or carer")),
)
RESPONSIBILITY = (("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known")))


class OnRoll(SchoolRow):
    """Somebody the school lists as one kind of person; a teacher who is a parent is listed twice.

    Being listed lets nobody in: that is what memberships are for. Dates of birth are kept of pupils only.
    """

    kind = models.CharField(max_length=10, choices=KINDS)
    forename = models.CharField(max_length=120)
    surname = models.CharField(max_length=120)
    known_as = models.CharField(max_length=120, blank=True)
    former_names = models.JSONField(default=list, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    class_name = models.CharField(max_length=120, blank=True)
    year_group = models.SmallIntegerField(null=True, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=120, blank=True)
    starts = models.DateField(null=True, blank=True)
    leaves = models.DateField(null=True, blank=True)
    by_hand = models.BooleanField(default=False)  # no file speaks of them, so absence from a file means nothing
    folded = models.CharField(max_length=400, blank=True)  # every name without accents and capitals, for search

    class Meta:
        indexes = (
            models.Index(fields=["school", "kind", "class_name", "surname"], name="people_onroll_class"),
            models.Index(fields=["school", "upn"], name="people_onroll_upn"),
        )

    def __str__(self) -> str:
        return f"{self.known_as or self.forename} {self.surname}"


class SourceId(SchoolRow):
    """How another system knows somebody."""

    person = models.ForeignKey(OnRoll, on_delete=models.CASCADE, related_name="source_ids")
    source = models.CharField(max_length=80)
    source_id = models.CharField(max_length=LONGEST_ID)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "person", "source"], name="people_sourceid_once"),)
        indexes = (models.Index(fields=["school", "source", "source_id"], name="people_sourceid_found"),)

    def __str__(self) -> str:
        return self.source


class Contact(SchoolRow):
    """An adult of a child, both on the roll. Only `yes` lets them give a consent."""

    child = models.ForeignKey(OnRoll, on_delete=models.CASCADE, related_name="contacts")
    adult = models.ForeignKey(OnRoll, on_delete=models.CASCADE, related_name="children")
    relationship = models.CharField(max_length=120, blank=True)
    parental_responsibility = models.CharField(max_length=7, choices=RESPONSIBILITY, default="unknown")
    priority = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "child", "adult"], name="people_contact_once"),)

    def __str__(self) -> str:
        return f"{self.child_id}-{self.adult_id}"
