"""What a worker does for notices, so that nobody waits for the clock."""

from django.utils import timezone
from django_tasks import task

from gatepost.web.locks import held
from gatepost.web.notices import due
from gatepost.web.schools.models import School
from gatepost.web.schools.scope import school_scope


@task
def send(school_id: int, notice_id: int) -> None:
    """The e-mail of a notice, with all that waits at its school; where the clock is at work there, it is left to it."""
    with held("school", school_id) as ours, school_scope(school_id):
        if ours:
            due.run(School.objects.get(pk=school_id), timezone.now())
