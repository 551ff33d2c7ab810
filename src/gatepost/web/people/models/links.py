"""Family links that members declare."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolRow

RELATIONSHIPS = (
    ("child", _("My son or daughter, or a child I bring up")),
    ("grandchild", _("My grandchild")),
    ("sibling", _("My brother or sister")),
    ("niece-nephew", _("My niece or nephew")),
    ("cousin", _("My cousin")),
    ("partner", _("My partner")),
    ("parent", _("My parent")),
    ("other", _("Another member of my family")),
)
# The same as others say it.
RELATIONS = {
    "child": _("son or daughter, or a child they bring up"),
    "grandchild": _("grandchild"),
    "sibling": _("brother or sister"),
    "niece-nephew": _("niece or nephew"),
    "cousin": _("cousin"),
    "partner": _("partner"),
    "parent": _("parent"),
    "other": _("another member of the family"),
}


class FamilyLink(SchoolRow):
    """One member's declaration about one other person, and what a headteacher decided on it.

    It counts while it is noted, not ended, and not past the day of its review. The other person is named in words, not
    by a row of the roll: no file for the roll ever touches a declaration.
    """

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    other_name = models.CharField(max_length=160)
    other_is = models.CharField(max_length=20)  # a value of the vocabulary's fact `target`
    relationship = models.CharField(max_length=20, choices=RELATIONSHIPS)
    statement = models.TextField(max_length=2000)
    declared_at = models.DateTimeField()
    keyed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    noted = models.BooleanField(null=True, blank=True)  # None: not decided; False: the headteacher did not accept it
    decision_note = models.TextField(blank=True, max_length=2000)
    review_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(noted=True) | models.Q(review_on__isnull=False), name="people_link_reviewed"
            ),
        )
        indexes = (models.Index(fields=["school", "membership"], name="people_link_member"),)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def relation(self) -> str:
        """The relationship, not in the words of the one who declared it."""
        return str(RELATIONS[self.relationship])

    def state(self, on: date) -> str:
        """On a day: `waiting`, `noted` (it counts), `refused`, `lapsed` or `ended`."""
        if self.ended_at is not None:
            return "ended"
        if self.noted is None:
            return "waiting"
        if not self.noted:
            return "refused"
        return "lapsed" if self.review_on is None or self.review_on < on else "noted"
