"""What a school asks, and in which words."""

from django.db import models

from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolRow


class Asking(SchoolRow):
    """What a school has chosen to ask, and up to where its clock has looked at the answers. One for each school."""

    purposes = models.JSONField(default=list)  # codes; empty: what schools ask who have not chosen
    looked_at = models.DateTimeField(null=True, blank=True)
    told_of_end = models.DateField(null=True, blank=True)  # the last day of answers that the office was told of

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school"], name="consents_asking_once"),)

    def __str__(self) -> str:
        return str(self.school_id)


class Wording(SchoolRow):
    """A version of what parents read before they answer. `texts`: language (`en`, `pl`) to text.

    `earlier_count`: a headteacher has said that answers under the version before still count.
    """

    number = models.PositiveIntegerField()
    texts = models.JSONField()
    earlier_count = models.BooleanField(default=False)
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "number"], name="consents_wording_once"),)

    def __str__(self) -> str:
        return str(self.number)
