"""What every row of a school has in common: it names its school, and is written only inside that school's scope."""

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from django.db import models
from django_scopes import ScopedManager

from gatepost.web.schools.scope import NoSchool, current_school_id

Row = TypeVar("Row", bound=models.Model)


class SchoolQuerySet(models.QuerySet[Row]):
    """Rows of the school whose scope is open. Bulk writes are checked like single ones."""

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        """As Django's; raises NoSchool for a row of another school."""
        rows = list(objs)
        for row in rows:
            refuse_other_school(row)
        return super().bulk_create(rows, *args, **kwargs)


def refuse_other_school(row: models.Model) -> None:
    """Raise NoSchool unless the row, and what it points to as far as loaded, is of the open scope's school."""
    here = current_school_id()
    if getattr(row, "school_id", None) != here:
        raise NoSchool(f"a row of {row._meta.db_table} belongs to another school than the scope")
    for field in row._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.is_cached(row):
            other = getattr(row, field.name)
            if getattr(other, "school_id", here) != here:
                raise NoSchool(f"a row of {row._meta.db_table} points to a row of another school")


class SchoolRow(models.Model):
    """A row that belongs to one school. Uniqueness is always within the school: name `school` in every constraint."""

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Any]] = ScopedManager(
        school="school_id", _manager_class=SchoolQuerySet.as_manager().__class__
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; raises NoSchool outside the school's scope."""
        refuse_other_school(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As Django's; raises NoSchool outside the school's scope."""
        refuse_other_school(self)
        return super().delete(*args, **kwargs)
