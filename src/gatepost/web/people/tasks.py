"""What a worker does for the roll, so that nobody waits for the clock."""

from django.utils import timezone
from django_tasks import task

from gatepost.web import locks
from gatepost.web.people.models import Import
from gatepost.web.people.models.imports import READING, WAITING
from gatepost.web.schools.scope import school_scope


@task
def go_on(school_id: int, import_id: int) -> None:
    """The next step of a large file: read what was sent, or write what was confirmed. While the clock is at work at the
    school it is left to that, or both would do it.
    """
    with locks.held("school", school_id) as ours:
        if not ours:
            return
        with school_scope(school_id):
            _go_on(import_id)


def _go_on(import_id: int) -> None:
    from gatepost.web.people.actions import imports, reading  # they put this task into the queue

    for row in Import.objects.filter(pk=import_id, state=READING).defer("snapshot", "journal"):
        reading.read_on(row, timezone.now())
    for row in Import.objects.filter(pk=import_id, state=WAITING).defer("unread", "snapshot", "journal"):
        imports.go_on(row, timezone.now())
