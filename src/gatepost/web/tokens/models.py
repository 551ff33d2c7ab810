"""The tokens of members."""

from django.db import models

from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolRow


class Token(SchoolRow):
    """One token of one member. Its secret was shown once; the hash is all that is kept of it."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)  # what the member calls it
    secret_hash = models.CharField(max_length=64)  # hex SHA-256
    scopes = models.JSONField(default=list)  # codes of scopes.py
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)  # the day alone: when somebody works is nobody's business
    ended_at = models.DateTimeField(null=True, blank=True)  # revoked, or its holder left or lost the roles for it

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["school", "secret_hash"], name="tokens_token_once"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="tokens_token_expires_later"
            ),
        )
        indexes = (models.Index(fields=["school", "membership"], name="tokens_token_member"),)

    def __str__(self) -> str:
        return str(self.pk)
