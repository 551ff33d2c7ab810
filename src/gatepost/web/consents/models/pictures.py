"""Which children an approved picture shows, so that it can be found when a consent ends."""

from django.db import models

from gatepost.web.consents.purposes import Purpose, from_code
from gatepost.web.people.models import OnRoll
from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolRow


class Shown(SchoolRow):
    """A picture that was approved for a purpose. No picture is kept: `picture_hash` is its perceptual hash in hex."""

    picture_hash = models.CharField(max_length=64)
    purpose = models.CharField(max_length=40)
    shown_on = models.DateField()
    remembered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    remembered_at = models.DateTimeField()
    taken_down_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_down_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["school", "shown_on"], name="consents_shown_on"),)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def about(self) -> Purpose:
        """What it was approved for."""
        return from_code(self.purpose)


class ShownChild(SchoolRow):
    """A child in such a picture."""

    shown = models.ForeignKey(Shown, on_delete=models.CASCADE, related_name="children")
    child = models.ForeignKey(OnRoll, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "shown", "child"], name="consents_shownchild_once"),)

    def __str__(self) -> str:
        return str(self.pk)
