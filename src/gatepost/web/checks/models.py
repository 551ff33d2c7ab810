"""Drafts that somebody is in doubt about, and whom the pictures show that wait for a yes."""

import secrets
from typing import Any

from django.db import models

from gatepost.web.approvals.models import PermissionRequest
from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolRow


def place() -> str:
    """A name for the place of what is sealed, which never changes."""
    return secrets.token_hex(16)


class HeldDraft(SchoolRow):
    """A draft that rests until its author looks at it again. Nobody but the author ever learns that it is there.

    `words` are sealed. `due_at`: when the author is asked; `asked_at`: when that was done; `erase_at`: when it goes.
    The row goes with the words: what was dropped or has gone leaves nothing behind.
    """

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.CharField(max_length=32, default=place)
    words = models.BinaryField()
    photos = models.PositiveSmallIntegerField(default=0)  # how many belonged to it; they were not kept
    held_at = models.DateTimeField()
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    erase_at = models.DateTimeField(null=True, blank=True)  # set when its author was asked

    class Meta:
        indexes = (models.Index(fields=["school", "membership", "due_at"], name="checks_helddraft_member"),)

    def __str__(self) -> str:
        return str(self.pk)

    def where(self) -> dict[str, Any]:
        """The place that its words are sealed for."""
        return {"table": "checks_helddraft", "row": self.sealed_at, "field": "words"}


class PictureAsked(SchoolRow):
    """A picture of children for which permission was asked: what the register of consents is told on a yes.

    No picture is kept here: `likeness` is its perceptual hash in hex; `purpose` a code of the register; `children`
    their numbers on the roll. The row goes when it has been told, and with a request that comes to nothing.
    """

    request = models.ForeignKey(PermissionRequest, on_delete=models.CASCADE, related_name="+")
    likeness = models.CharField(max_length=64)
    purpose = models.CharField(max_length=40)
    children = models.JSONField()

    def __str__(self) -> str:
        return str(self.pk)
