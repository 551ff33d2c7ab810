"""Requests for permission with the words on them, and the accounts that were approved."""

import secrets
from datetime import date

from django.db import models

from gatepost.web.approvals.kinds import CHOICES, KINDS, SPOKEN, WRITTEN, Kind
from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolRow

ASKED, GRANTED, REFUSED = "asked", "granted", "refused"
# After these nothing more happens to a request.
TAKEN_BACK, REVOKED, LAPSED, EXPIRED, LEFT = "taken-back", "revoked", "lapsed", "expired", "left"
STATES = (ASKED, GRANTED, REFUSED, TAKEN_BACK, REVOKED, LAPSED, EXPIRED, LEFT)
LEVELS = ((SPOKEN, SPOKEN), (WRITTEN, WRITTEN))


def place() -> str:
    """The name under which a row's words are sealed, before it has a number."""
    return secrets.token_hex(16)


class PermissionRequest(SchoolRow):
    """What one member asked for, sealed, and where it stands.

    It counts while it is granted and until the end of the day `expires_on`. `level` is how its clauses want the yes,
    `given` how it was given. The two fingerprints find what was asked again, with and without its clauses.
    """

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=CHOICES)
    clauses = models.JSONField(default=list)
    level = models.CharField(max_length=7, choices=LEVELS)
    fingerprint = models.CharField(max_length=64)
    content_fingerprint = models.CharField(max_length=64)
    sealed_at = models.CharField(max_length=32, default=place)
    told = models.BinaryField()  # words, texts of pictures, account, note: see `words.Told`
    question = models.BinaryField(default=b"")
    reply = models.BinaryField(default=b"")
    not_before = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()
    wanted_by = models.DateField(null=True, blank=True)
    lapses_on = models.DateField()  # the last day on which it can be decided
    said_on = models.DateField(null=True, blank=True)  # when, its asker says, it was allowed by word of mouth
    state = models.CharField(max_length=10, default=ASKED, choices=[(one, one) for one in STATES])
    given = models.CharField(max_length=7, blank=True, choices=LEVELS)
    decided_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)  # the last day
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)  # when whoever has the next step was last told

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state=GRANTED) | (models.Q(expires_on__isnull=False) & ~models.Q(given="")),
                name="approvals_request_granted",
            ),
        )
        indexes = (
            models.Index(fields=["school", "membership", "state"], name="approvals_request_member"),
            models.Index(fields=["school", "content_fingerprint"], name="approvals_request_content"),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def kind_of(self) -> Kind:
        """Its kind."""
        return KINDS[self.kind]

    def state_on(self, day: date) -> str:
        """Where it stands on a day, whether or not the clock has been by."""
        if self.state == ASKED and self.lapses_on < day:
            return LAPSED
        if self.state == GRANTED and (self.expires_on is None or self.expires_on < day):
            return EXPIRED
        return str(self.state)

    def can_be_decided(self, day: date) -> bool:
        """Whether a yes or no can still be said; after a no it takes the yes of everybody who decides."""
        return self.state in (ASKED, REFUSED) and self.lapses_on >= day


class Vote(SchoolRow):
    """A yes or no that somebody said to a request, words sealed. Never changed: the latest of each counts."""

    request = models.ForeignKey(PermissionRequest, on_delete=models.CASCADE, related_name="votes")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    yes = models.BooleanField()
    spoken = models.BooleanField(default=False)
    said_at = models.DateTimeField()
    expires_on = models.DateField(null=True, blank=True)
    sealed_at = models.CharField(max_length=32, default=place)
    words = models.BinaryField(default=b"")  # conditions of a yes, the reason for a no

    def __str__(self) -> str:
        return str(self.pk)


class RequestPicture(SchoolRow):
    """A cleaned picture that goes with a request, sealed, until the request ends."""

    request = models.ForeignKey(PermissionRequest, on_delete=models.CASCADE, related_name="pictures")
    number = models.PositiveSmallIntegerField()  # from 1, in the order in which they were asked for
    sealed_at = models.CharField(max_length=32, default=place)
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "request", "number"], name="approvals_picture_once"),)

    def __str__(self) -> str:
        return str(self.number)


CLOSED, PERMISSION_ENDED, OWNER_LEFT = "closed", "permission-ended", "owner-left"


class SchoolAccount(SchoolRow):
    """An account or service that was approved: the register of accounts."""

    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    platform = models.CharField(max_length=60)
    handle = models.CharField(max_length=100)
    purpose = models.TextField(max_length=2000)
    since = models.DateField()
    request = models.ForeignKey(PermissionRequest, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.CharField(
        max_length=20, blank=True, choices=[(one, one) for one in (CLOSED, PERMISSION_ENDED, OWNER_LEFT)]
    )
    closed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)
