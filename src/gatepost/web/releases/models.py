"""Pieces of news that are not out yet, for whom each is held, and who knows of it."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from gatepost.web.releases.holds import PARENTS, PUBLIC, STAFF
from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolRow

AUDIENCE_CHOICES = ((STAFF, _("Staff")), (PARENTS, _("Parents")), (PUBLIC, _("The public")))


def new_name() -> str:
    """Names a row for what is sealed in it, before it has a number."""
    return secrets.token_hex(16)


class Release(SchoolRow):
    """A piece of news. Its title and the words that give it away are sealed; deleting the row forgets their key."""

    name = models.CharField(max_length=32, default=new_name)
    words = models.BinaryField()
    knows_roles = models.JSONField(default=list)
    noted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)  # when somebody was last asked whether it is still held

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "name"], name="releases_release_once"),)

    def __str__(self) -> str:
        return str(self.pk)


class Hold(SchoolRow):
    """For one audience, the moment from which the news may be told to it; without a moment, only once somebody says so.

    It is over by itself at its moment: nothing has to happen for that.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="holds")
    audience = models.CharField(max_length=10, choices=AUDIENCE_CHOICES)
    until = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # when those who know were told that it is over

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "release", "audience"], name="releases_hold_once"),)

    def __str__(self) -> str:
        return self.audience


class Knows(SchoolRow):
    """A member who knows of the news already."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="knows")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "release", "membership"], name="releases_knows_once"),)

    def __str__(self) -> str:
        return f"{self.release_id}-{self.membership_id}"
