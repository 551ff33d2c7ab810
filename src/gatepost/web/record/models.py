"""Rows of the ledger. They name their school by its number alone, since the record stands below the schools."""

from typing import Any, ClassVar

from django.db import models
from django_scopes import ScopedManager


class Log(models.Model):
    """One log: its origin, how many entries it has, and the frontier of its tree. Its row is the lock for appending."""

    school_id = models.BigIntegerField()
    name = models.CharField(max_length=80)  # `school`, or the opaque name of a case
    origin = models.CharField(max_length=200)
    size = models.BigIntegerField(default=0)
    frontier = models.TextField(default="", blank=True)  # hex hashes, one a line, largest tree first

    objects: ClassVar[models.Manager[Any]] = ScopedManager(school="school_id")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school_id", "name"], name="record_log_once"),)

    def __str__(self) -> str:
        return self.origin


class Entry(models.Model):
    """One entry: its exact bytes, and beside them what lists are made from."""

    school_id = models.BigIntegerField()
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="entries")
    seq = models.BigIntegerField()
    body = models.TextField()  # canonical JSON; every other column repeats a part of it
    leaf = models.CharField(max_length=64)  # hex
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    role = models.CharField(max_length=200)  # one person may hold many
    action = models.CharField(max_length=100)
    thing = models.CharField(max_length=200)

    objects: ClassVar[models.Manager[Any]] = ScopedManager(school="school_id")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school_id", "log", "seq"], name="record_entry_once"),)
        indexes = (
            models.Index(fields=["school_id", "log", "action", "seq"], name="record_entry_action"),
            models.Index(fields=["school_id", "log", "at"], name="record_entry_at"),
            models.Index(fields=["school_id", "thing", "seq"], name="record_entry_thing"),
        )

    def __str__(self) -> str:
        return f"{self.log_id}:{self.seq}"


class Head(models.Model):
    """A signed head of a log, as it was given out."""

    school_id = models.BigIntegerField()
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="heads")
    size = models.BigIntegerField()
    frontier = models.TextField(default="", blank=True)  # as the log's, at this size: proofs are made from it
    note = models.TextField()  # the C2SP checkpoint, word for word
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Any]] = ScopedManager(school="school_id")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school_id", "log", "size"], name="record_head_once"),)

    def __str__(self) -> str:
        return f"{self.log_id}@{self.size}"


class CommitmentKey(models.Model):
    """What opens one commitment of one entry. Erasing it leaves the entry, and nothing can be proved from it."""

    school_id = models.BigIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="keys")
    name = models.CharField(max_length=40)
    key = models.CharField(max_length=64)  # hex

    objects: ClassVar[models.Manager[Any]] = ScopedManager(school="school_id")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school_id", "entry", "name"], name="record_key_once"),)

    def __str__(self) -> str:
        return f"{self.entry_id}:{self.name}"


class Verification(models.Model):
    """One check of a whole log: asked for, and from `at` on done. `kind` and `place` tell of the first finding."""

    school_id = models.BigIntegerField()
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="verifications")
    asked_at = models.DateTimeField()
    at = models.DateTimeField(null=True, blank=True)
    size = models.BigIntegerField(default=0)  # entries
    since = models.DateTimeField(null=True, blank=True)  # when the first entry was made
    complete = models.BooleanField(default=False)  # and unchanged
    kind = models.CharField(max_length=20, blank=True)  # of gatepost.ledger.verify.KINDS
    place = models.BigIntegerField(null=True, blank=True)  # the `seq` of an entry

    objects = ScopedManager(school="school_id")

    class Meta:
        indexes = (models.Index(fields=["school_id", "log", "at"], name="record_verification_at"),)

    def __str__(self) -> str:
        return f"{self.log_id}:{self.asked_at:%Y-%m-%d}"
