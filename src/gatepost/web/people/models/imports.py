"""Files for the roll on their way in."""

from django.db import models

from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolRow

READING, STAGED, WAITING, APPLIED = "reading", "staged", "waiting", "applied"
UNDONE, GIVEN_UP, FAILED = "undone", "given-up", "failed"
NEW_YEAR = "new-year"  # the format of what came from no file: the end of a school year


class Import(SchoolRow):
    """One file, read and waiting; then what it changed, so that it can be undone.

    `unread` is the file itself, of a large one alone, until the clock has read it; `how` goes with it, or a day after
    the file failed. `snapshot` is what was read, compressed; it goes when the import is applied, given up or a day old.
    `journal` goes with the next import, at the latest after a month.
    """

    state = models.CharField(max_length=10, default=STAGED)
    format = models.CharField(max_length=20)
    source = models.CharField(max_length=80, blank=True)
    mode = models.CharField(max_length=5)
    from_folder = models.BooleanField(default=False)
    staged_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    staged_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    how = models.JSONField(default=dict, blank=True)  # what somebody said of a file that failed or is still to be read
    unread = models.BinaryField(null=True, blank=True)
    snapshot = models.BinaryField(null=True, blank=True)
    decided = models.JSONField(default=dict, blank=True)  # row -> key of whom it is, or empty for somebody new
    told = models.JSONField(default=dict, blank=True)  # names of columns; warnings and faults by row, without values
    people = models.PositiveIntegerField(default=0)
    confirmed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    agreed = models.CharField(max_length=64, blank=True)  # digest of the differences that were on the page
    applied_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    journal = models.BinaryField(null=True, blank=True)  # what of the roll was before, compressed

    class Meta:
        indexes = (models.Index(fields=["school", "state", "staged_at"], name="people_import_state"),)

    def __str__(self) -> str:
        return f"{self.format} {self.pk}"


class SavedMapping(SchoolRow):
    """How a school's own reports are read: which column holds what, whom they list, and how they write dates."""

    source = models.CharField(max_length=80)
    columns = models.JSONField(default=dict, blank=True)
    kind = models.CharField(max_length=12, blank=True)
    preset = models.CharField(max_length=20, blank=True)
    order = models.CharField(max_length=3, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "source"], name="people_savedmapping_once"),)

    def __str__(self) -> str:
        return self.source


class WatchedFolder(SchoolRow):
    """What is done with files that the school's own system leaves at night."""

    source = models.CharField(max_length=80, blank=True)  # of the saved mapping, for CSV and Excel
    mode = models.CharField(max_length=5, default="delta")  # of CSV and Excel; the other formats say it themselves
    small_by_itself = models.BooleanField(default=False)  # small changes need no confirmation

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school"], name="people_watchedfolder_once"),)

    def __str__(self) -> str:
        return str(self.school_id)
