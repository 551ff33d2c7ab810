"""What an installation says of itself."""

from datetime import datetime

from django.db import models

DEMO, VERSION, TICKED = "demo", "version", "ticked"


class Mark(models.Model):
    """A mark on the whole database, with a word or a moment where its name alone does not say all.

    `demo` stands on one that holds invented people only; `version` says which Gatepost brought it up to date, `ticked`
    when the clock was last at work.
    """

    name = models.CharField(max_length=20, unique=True)
    value = models.CharField(max_length=40, default="", blank=True)
    at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


def put_mark(name: str, value: str = "", at: datetime | None = None, database: str = "default") -> None:
    """Set a mark, whatever it said before."""
    Mark.objects.using(database).update_or_create(name=name, defaults={"value": value, "at": at})
