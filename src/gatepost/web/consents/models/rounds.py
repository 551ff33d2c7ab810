"""Rounds in which parents are asked."""

from django.db import models

from gatepost.web.people.models import OnRoll
from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolRow


class Round(SchoolRow):
    """Parents were asked for these children, until a day. `whom`: as the screen says it, such as a class."""

    whom = models.CharField(max_length=140)
    started_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    closes_on = models.DateField()  # the last day
    reminded_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class RoundChild(SchoolRow):
    """A child for whom a round asks."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="children")
    child = models.ForeignKey(OnRoll, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "round", "child"], name="consents_roundchild_once"),)

    def __str__(self) -> str:
        return str(self.pk)
