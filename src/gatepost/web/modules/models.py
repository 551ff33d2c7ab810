"""What each school has signed and switched on."""

from django.db import models

from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolRow


class Signature(SchoolRow):
    """The data protection officer's signature under one version of a module's assessment. Never changed: signing again
    is another signature, and the latest counts.
    """

    module = models.CharField(max_length=40)
    version = models.CharField(max_length=12)  # the beginning of the text's SHA-256
    signed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    review_on = models.DateField()
    note = models.TextField(blank=True)  # conditions the officer sets, in their own words

    def __str__(self) -> str:
        return f"{self.module} {self.version}"


class Switch(SchoolRow):
    """Whether a school wants a module on. It is on only while the assessment as it stands today is signed."""

    module = models.CharField(max_length=40)
    wanted = models.BooleanField(default=False)
    changed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "module"], name="modules_switch_once"),)

    def __str__(self) -> str:
        return self.module
