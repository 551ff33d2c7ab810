"""The queue of work that may be lost and done twice. Its table lies outside every school, so it holds numbers alone."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models.signals import pre_save
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from gatepost.web.locks import forget_free, is_held

KEPT = timedelta(days=1)
MOST_TRIES = 5  # a piece of work at which so many workers have died is given up


def numbers_only(sender: type[DBTaskResult], instance: DBTaskResult, **_: Any) -> None:
    """Before a row of the queue is written, whoever writes it: refuse arguments that are no whole numbers, and leave
    out what an exception said and a task returned. Raises TypeError.
    """
    told = instance.args_kwargs
    if told.get("kwargs") or not all(type(one) is int for one in told.get("args", ())):
        raise TypeError(f"{instance.task_path} takes whole numbers in their order and nothing else")
    instance.traceback, instance.return_value = "", None


def guard() -> None:
    """Put `numbers_only` before every write of the queue."""
    pre_save.connect(numbers_only, sender=DBTaskResult, dispatch_uid="numbers-only")


def put_back() -> int:
    """Let others do what workers were doing that are gone; returns how many pieces were put back."""
    back = 0
    for row in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        worker = row.worker_ids[-1] if row.worker_ids else ""
        if worker.isdigit() and is_held("worker", int(worker)):
            continue
        as_it_was = DBTaskResult.objects.filter(pk=row.pk, status=row.status, started_at=row.started_at)
        if len(row.worker_ids) < MOST_TRIES:
            back += as_it_was.update(status=TaskResultStatus.READY, started_at=None)
        else:
            as_it_was.update(status=TaskResultStatus.FAILED, finished_at=row.started_at)
    return back


def tidy(now: datetime) -> None:
    """Forget work that is done, or that nobody has done within a day: the clock does what matters of it anyway."""
    old = now - KEPT
    DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
    DBTaskResult.objects.filter(status=TaskResultStatus.READY, enqueued_at__lt=old).delete()
    forget_free("worker")
