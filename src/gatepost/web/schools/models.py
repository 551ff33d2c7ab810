"""Trusts and councils, schools, accounts, and who is what at which school from when until when."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gatepost.web.schools.roles import ROLE_CHOICES
from gatepost.web.schools.rows import SchoolRow

JURISDICTIONS = (("england", _("England")), ("wales", _("Wales")))


class Body(models.Model):
    """A trust or a council."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=(("trust", _("Trust")), ("council", _("Council"))))
    jurisdiction = models.CharField(max_length=10, choices=JURISDICTIONS)
    heads_mailbox = models.EmailField(blank=True)  # where the daily heads of its schools' records go

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """One school. Its name and address on this site are public; everything else about it is a row of its own."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    jurisdiction = models.CharField(max_length=10, choices=JURISDICTIONS)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="schools")
    urn = models.CharField(max_length=6, blank=True)  # England only

    def __str__(self) -> str:
        return self.name


class Accounts(BaseUserManager["Account"]):
    """Makes accounts."""

    def create_account(self, *, name: str, email: str | None) -> "Account":
        """An account without a password: people set up how they sign in themselves."""
        account = self.model(name=name, email=email)
        account.set_unusable_password()
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """One person, at however many schools. Without an e-mail address nobody can sign in: the office keys for them."""

    email = models.EmailField(null=True, blank=True, unique=True)  # in lower case
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]  # noqa: RUF012 (Django wants a list)
    objects = Accounts()

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's, with the address in lower case."""
        self.email = self.email.lower() if self.email else None
        super().save(*args, **kwargs)


class BodyOfficer(models.Model):
    """An officer of a trust or council; sees what its schools publish to it, and no row of theirs."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="officers")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the last day

    class Meta:
        constraints = (models.UniqueConstraint(fields=["body", "account"], name="schools_bodyofficer_once"),)

    def __str__(self) -> str:
        return f"{self.account_id}@{self.body_id}"


class SchoolSettings(SchoolRow):
    """What a school sets for itself beside its name."""

    record_mailbox = models.EmailField(blank=True)  # where the daily heads of its record go, outside the school

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school"], name="schools_settings_once"),)

    def __str__(self) -> str:
        return str(self.school_id)


class Membership(SchoolRow):
    """One account at one school. `ended_at` cuts everything off at once, whatever the dates of its roles.

    Whoever has a last day is ended when it is over. What a leaver owned is the successor's, or where none was named the
    headteacher's: ask `queries.owner_of`.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField(auto_now_add=True)
    leaves_on = models.DateField(null=True, blank=True)  # the last day
    ended_at = models.DateTimeField(null=True, blank=True)
    swept_at = models.DateTimeField(null=True, blank=True)  # when the clock made sure that nothing of a leaver lives on
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["school", "account"], name="schools_membership_once"),
            models.CheckConstraint(
                condition=models.Q(successor__isnull=True) | ~models.Q(successor=models.F("id")),
                name="schools_membership_not_own_successor",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id}@{self.school_id}"


class RoleHeld(SchoolRow):
    """A role that a member holds, with its first and last day."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the last day

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="schools_roleheld_dates",
            ),
        )
        indexes = (models.Index(fields=["school", "role"], name="schools_roleheld_role"),)

    def __str__(self) -> str:
        return self.role


class Cover(SchoolRow):
    """A turn on the rota: this member acts as DSL from one moment until another."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="schools_cover_times"),
        )

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d}"


class ApprovedChannel(SchoolRow):
    """A channel that the school lists as approved, such as its own e-mail."""

    name = models.CharField(max_length=80)
    for_parents = models.BooleanField(default=True)
    for_pupils = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "name"], name="schools_channel_once"),)

    def __str__(self) -> str:
        return self.name


class Invitation(SchoolRow):
    """A link that lets one person in, once, until a day. Only the hash of its secret is kept."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    roles = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    invited_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: whoever runs the site, for a school's first headteacher
    token_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    undelivered_at = models.DateTimeField(null=True, blank=True)  # from when on no mail server has taken the letter

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "token_hash"], name="schools_invitation_once"),)

    @property
    def undelivered(self) -> bool:
        """Whether no mail server took its letter, as far as is known now."""
        return self.undelivered_at is not None and self.undelivered_at <= timezone.now()

    def __str__(self) -> str:
        return str(self.pk)
