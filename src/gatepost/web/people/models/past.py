"""Who was on the roll and is not yet 18."""

from django.db import models

from gatepost.web.schools.rows import SchoolRow


class PastPupil(SchoolRow):
    """A child who left; kept only while the module is on, and until the 18th birthday."""

    forename = models.CharField(max_length=120)
    surname = models.CharField(max_length=120)
    known_as = models.CharField(max_length=120, blank=True)
    former_names = models.JSONField(default=list, blank=True)
    date_of_birth = models.DateField()
    estimated = models.BooleanField(default=False)  # the latest that is possible for the year group
    came_on = models.DateField(null=True, blank=True)
    left_on = models.DateField()
    folded = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = (models.Index(fields=["school", "date_of_birth"], name="people_pastpupil_born"),)

    def __str__(self) -> str:
        return f"{self.known_as or self.forename} {self.surname}"


class KeptOut(SchoolRow):
    """A child whom the office removed for good. Only a keyed hash is kept, by which the next file is told apart."""

    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "digest"], name="people_keptout_once"),)

    def __str__(self) -> str:
        return str(self.pk)
