"""Notices to members."""

from django.db import models

from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolRow


class Notice(SchoolRow):
    """That something of one kind waits for one member. `thing` says which by its number alone."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    thing = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_after = models.DateTimeField()  # not before; moved on when the mail server refuses
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=["school", "membership", "read_at"], name="notices_notice_waiting"),)

    def __str__(self) -> str:
        return self.kind
