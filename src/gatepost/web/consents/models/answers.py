"""What was answered for a child, what outranks it, and what is seen in it."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from gatepost.web.consents import rule
from gatepost.web.consents.purposes import Purpose, from_code
from gatepost.web.people.models import OnRoll
from gatepost.web.people.models.roll import RESPONSIBILITY
from gatepost.web.schools.models import Membership
from gatepost.web.schools.rows import SchoolQuerySet, SchoolRow
from gatepost.web.sealed import open_sealed

BY = (
    (rule.ADULT, _("An adult")),
    (rule.CHILD, _("The child")),
    (rule.RECORD, _("Another system, which does not say who")),
)
SAYS = (
    (rule.YES, _("Yes")),
    (rule.NO, _("No")),
    (rule.WITHDRAWN, _("Withdrawn")),
    (rule.SET_ASIDE, _("Set aside")),
)
ONLINE, PAPER, SPOKEN, IMPORTED = "online", "paper", "spoken", "import"
METHODS = (
    (ONLINE, _("On this site")),
    (PAPER, _("On paper")),
    (SPOKEN, _("Spoken to the office")),
    (IMPORTED, _("From another system")),
)

BARS, REASON, LIFTING = "consents_imagebar", "reason", "lifting"  # for which table and fields words are sealed


class AppendOnly(Exception):
    """Something tried to change or remove what was answered."""


class Answers(SchoolQuerySet["Answer"]):
    """Answers can be added and, when their time is over, erased; they cannot be changed."""

    def update(self, **kwargs: Any) -> int:
        """Never: raises AppendOnly."""
        raise AppendOnly("an answer cannot be changed")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        """Never: raises AppendOnly."""
        raise AppendOnly("an answer cannot be changed")

    def bulk_create(self, objs: Iterable["Answer"], *args: Any, **kwargs: Any) -> list["Answer"]:
        """As for other rows; raises AppendOnly where it would change what is there."""
        if kwargs.get("update_conflicts"):
            raise AppendOnly("an answer cannot be changed")
        return super().bulk_create(objs, *args, **kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Never: raises AppendOnly. What is too old goes by `erase`."""
        raise AppendOnly("an answer cannot be removed")

    def erase(self) -> None:
        """The clock's part: their time is over."""
        super().delete()


class Answer(SchoolRow):
    """One voice's word on one purpose for one child, from `starts` until `ends`.

    Child and adult are rows of the roll that may be gone: a file that is taken back brings them back under their
    numbers. What was answered is never changed: a new answer stands beside the old.
    """

    child = models.ForeignKey(OnRoll, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    purpose = models.CharField(max_length=40)
    says = models.CharField(max_length=9, choices=SAYS)
    by = models.CharField(max_length=6, choices=BY)
    adult = models.ForeignKey(
        OnRoll, on_delete=models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+"
    )
    responsible = models.CharField(max_length=7, choices=RESPONSIBILITY)  # what the roll said at that time
    method = models.CharField(max_length=6, choices=METHODS)
    wording = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)  # where the paper lies, or why it was set aside
    evidence_hash = models.CharField(max_length=64, blank=True)  # hex SHA-256 of a scanned form
    starts = models.DateField()
    ends = models.DateField()  # the last day
    keyed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[Any]] = ScopedManager(
        school="school_id", _manager_class=Answers.as_manager().__class__
    )

    class Meta:
        indexes = (
            models.Index(fields=["school", "child"], name="consents_answer_child"),
            models.Index(fields=["school", "at"], name="consents_answer_at"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(by=rule.ADULT, adult__isnull=False)
                | (~models.Q(by=rule.ADULT) & models.Q(adult__isnull=True)),
                name="consents_answer_voice",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's for a new one; raises AppendOnly for one that is there."""
        if not self._state.adding:
            raise AppendOnly("an answer cannot be changed")
        super().save(*args, **{**kwargs, "force_insert": True})  # else the number of one that is there overwrites it

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never: raises AppendOnly."""
        raise AppendOnly("an answer cannot be removed")

    @property
    def about(self) -> Purpose:
        """What it is about."""
        return from_code(self.purpose)

    @property
    def said(self) -> rule.Said:
        """As the rule takes it."""
        return rule.Said(
            self.by,
            self.adult_id or 0,
            self.about,
            self.says,
            self.responsible,
            self.wording,
            self.starts,
            self.ends,
            self.at,
            self.pk,
        )


def erase_answers(children: Collection[int]) -> None:
    """The clock's part: what was answered for these children has been kept for as long as it may be."""
    rows: Any = Answer.objects.filter(child_id__in=list(children))
    rows.erase()


class ImageBar(SchoolRow):
    """A child who must not be shown anywhere, whatever anybody has agreed to. The reason, and why the bar was lifted,
    are for those who need them.
    """

    child = models.ForeignKey(OnRoll, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    name = models.CharField(max_length=32)  # drawn at random: for which row the reason is sealed
    sealed_reason = models.BinaryField()
    set_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    by_lead = models.BooleanField()  # set as a headteacher or for safeguarding: the office does not lift it
    lifted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    sealed_lifting = models.BinaryField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["school", "child"], name="consents_bar_child"),)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def reason(self) -> str:
        """The words, opened."""
        return open_sealed(self.sealed_reason, **sealed_at(self.name))

    @property
    def lifting(self) -> str:
        """Why it was lifted, opened; empty while it stands."""
        return open_sealed(self.sealed_lifting, **sealed_at(self.name, LIFTING)) if self.sealed_lifting else ""


def sealed_at(name: str, field: str = REASON) -> dict[str, str]:
    """The place for which the reason of a bar, or why it was lifted, is sealed."""
    return {"table": BARS, "row": name, "field": field}


class Attention(SchoolRow):
    """What the clock has told of a child, so that it tells it once: two adults disagree, or a picture is to come down.

    It is gone as soon as it is no longer so.
    """

    child = models.ForeignKey(OnRoll, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    kind = models.CharField(max_length=10)  # DISAGREE or PICTURE of queries.attention

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "child", "kind"], name="consents_attention_once"),)

    def __str__(self) -> str:
        return self.kind


class Departed(SchoolRow):
    """A child whom the clock found no longer on the roll, and the day from which nothing is kept of them here."""

    child_number = models.BigIntegerField()
    found_on = models.DateField()
    erase_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "child_number"], name="consents_departed_once"),)

    def __str__(self) -> str:
        return str(self.pk)
