"""The policies that a school has adopted, each version whole, and what lies on the table to be adopted."""

from django.db import models

from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolRow

FILE = "file"  # the origin of a text that came from no pack


class AdoptedPolicy(SchoolRow):
    """One version of the school's policy, word for word, and from which day it is in force.

    It stays in force until the next one begins: no end is written down. Nothing here changes later but `withdrawn_at`,
    and that only before the version begins.
    """

    text = models.TextField()  # Markdown, prose and rules
    name = models.CharField(max_length=80)
    title = models.TextField()
    version = models.TextField()
    digest = models.CharField(max_length=64)  # hex SHA-256 of the text
    origin = models.CharField(max_length=80)  # the name of a pack, or FILE
    in_force_from = models.DateField()
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["school", "in_force_from"], name="policies_adopted_from"),)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class ProposedPolicy(SchoolRow):
    """A text that could be adopted, kept while somebody reads what it would change."""

    text = models.TextField()
    origin = models.CharField(max_length=80)
    in_force_from = models.DateField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)
