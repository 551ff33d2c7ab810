"""Pieces of work for the tests of the queue; a worker finds them by their names."""

import threading

from django_tasks import task


@task
def fails(school_id: int, number: int) -> None:
    """Breaks, and says of whom."""
    raise RuntimeError("could not write to Emily Jones")


@task
def answers(school_id: int, number: int) -> str:
    """Comes back with a name."""
    return "Emily Jones"


@task
def lasts(school_id: int, number: int) -> None:
    """Never ends."""
    threading.Event().wait()
