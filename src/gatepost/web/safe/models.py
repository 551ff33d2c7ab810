"""Keys: public halves, private halves under a phrase, what is sealed to whom, and the recovery cards.

Nothing here opens anything by itself: that takes a safe phrase, the key in somebody's browser, or two printed cards.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gatepost.web.schools.models import Account, Membership
from gatepost.web.schools.rows import SchoolRow

OFFICES = (
    ("chair", _("Chair of governors")),
    ("dpo", _("Data protection officer")),
    ("third", _("Third holder")),
)


class SafeKey(models.Model):
    """A person's pair of keys, the same at every school of theirs. Another phrase locks the same key; a phrase that is
    lost ends the key, whose private half is destroyed, and its row stays as long as the account does.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")  # erased with it
    public = models.BinaryField()  # 32 bytes
    locked = models.BinaryField()  # the private half under the phrase; empty once replaced
    made_at = models.DateTimeField()
    locked_at = models.DateTimeField()  # when the phrase was chosen
    replaced_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)  # of a phrase, since first_try_at
    first_try_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(replaced_at__isnull=True), name="safe_safekey_one_in_use"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Unlocked(models.Model):
    """A private key for the length of a visit, under a key that only the browser has."""

    session_hash = models.CharField(max_length=64, unique=True)
    safe_key = models.ForeignKey(SafeKey, on_delete=models.CASCADE, related_name="+")
    held = models.BinaryField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class Card(SchoolRow):
    """One holder's recovery card, printed once: the server keeps its public half alone."""

    number = models.PositiveSmallIntegerField()
    office = models.CharField(max_length=10, choices=OFFICES)
    holder = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    holder_name = models.CharField(max_length=120, blank=True)  # of somebody who is no member
    link_hash = models.CharField(max_length=64, blank=True)  # of the link by which somebody who is no member makes it
    link_until = models.DateTimeField(null=True, blank=True)
    named_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    public = models.BinaryField(default=bytes)  # 32 bytes once the holder has made it
    made_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)  # since when it opens anything
    rehearsed_at = models.DateTimeField(null=True, blank=True)
    void_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "number"], name="safe_card_number"),)

    def __str__(self) -> str:
        return str(self.number)


class Compartment(SchoolRow):
    """A recovery key that any two of its cards open. Keys of things whose card holders are all free to know of them
    share one; others have one that leaves out the cards of whoever is implicated.
    """

    cards = models.CharField(max_length=40)  # numbers in their order, between commas
    public = models.BinaryField()  # 32 bytes
    envelopes = models.TextField()  # JSON of the sealing library
    test_wrap = models.BinaryField()
    test = models.BinaryField()  # a text that a rehearsal opens
    cut_at = models.DateTimeField()
    recut_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)  # whoever opens a key that is still in it moves it on

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["school", "cards"], condition=models.Q(replaced_at__isnull=True), name="safe_compartment_in_use"
            ),
        )

    def __str__(self) -> str:
        return self.cards


class SealedKey(SchoolRow):
    """The data key of one thing; `thing` says which by its number alone, such as `case:12`."""

    thing = models.CharField(max_length=80)
    compartment = models.ForeignKey(Compartment, on_delete=models.PROTECT, related_name="+")
    recovery_wrap = models.BinaryField()
    left_out = models.BinaryField(default=bytes)  # who may never read it, sealed under the key itself
    made_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["school", "thing"], name="safe_sealedkey_thing"),)

    def __str__(self) -> str:
        return self.thing


class Wrap(SchoolRow):
    """A data key sealed to one member; while `wrapped` is empty, or sealed to a key that was replaced, they wait."""

    sealed_key = models.ForeignKey(SealedKey, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    safe_key = models.ForeignKey(SafeKey, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    wrapped = models.BinaryField(default=bytes)
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "sealed_key", "membership"], name="safe_wrap_once"),)
        indexes = (models.Index(fields=["school", "membership"], name="safe_wrap_member"),)

    def __str__(self) -> str:
        return str(self.pk)
