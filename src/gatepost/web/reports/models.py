"""Heads of the record on their way to where somebody else holds them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gatepost.web.schools.rows import SchoolRow

HOLDERS = (
    ("body", _("The trust or council")),
    ("mailbox", _("The mailbox that the school has named")),
    ("dpo", _("The data protection officer")),
)


class HeadGiven(SchoolRow):
    """The head of one day for one address; `sent_at` once a mail server has taken it."""

    day = models.DateField()
    head = models.ForeignKey("record.Head", on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=10, choices=HOLDERS)
    address = models.EmailField()
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    again_at = models.DateTimeField(null=True, blank=True)  # when the next try is due, after one that failed

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "day", "address"], name="reports_head_once"),)

    def __str__(self) -> str:
        return f"{self.day}:{self.holder}"
