"""Whose own page shows which child."""

from django.db import models

from gatepost.web.people.models.roll import OnRoll
from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolRow


class OwnChild(SchoolRow):
    """The office's word that this member is this adult of this child on the roll.

    Both rows of the roll may be gone: a file that is taken back brings them back under their numbers.
    """

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    adult = models.ForeignKey(OnRoll, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    child = models.ForeignKey(OnRoll, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    confirmed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "membership", "child"], name="people_ownchild_once"),)

    def __str__(self) -> str:
        return str(self.pk)
