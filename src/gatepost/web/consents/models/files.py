"""A report of another system on its way in."""

from django.db import models

from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolRow


class ConsentFile(SchoolRow):
    """The cells of a report until somebody applies it, at most a day; then nothing of it is kept.

    `table`: headers and rows, and the headers of columns that are not kept. `mapping`: how it is to be read, once said.
    """

    table = models.JSONField()
    mapping = models.JSONField(null=True, blank=True)
    staged_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    staged_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
