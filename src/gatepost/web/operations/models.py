"""What an installation says of itself."""

from django.db import models


class Mark(models.Model):
    """A mark on the whole database: `demo` stands on one that holds invented people only."""

    name = models.CharField(max_length=20, unique=True)

    def __str__(self) -> str:
        return self.name
