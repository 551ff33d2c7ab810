"""Doing what stands in the queue: one piece at a time, as long as the process lives."""

import secrets

from django_tasks_db.management.commands.db_worker import Worker

from gatepost.web.locks import hold_until_the_end

PAUSE = 1.0  # seconds between two looks at an empty queue
_HIGHEST = 2**31 - 1


def work(*, until_empty: bool = False) -> None:
    """Do what stands in the queue until told to stop, or `until_empty`.

    The number that the worker takes is locked for as long as it lives: work that carries the number of nobody is put
    back.
    """
    number = secrets.randbelow(_HIGHEST) + 1
    while not hold_until_the_end("worker", number):
        number = secrets.randbelow(_HIGHEST) + 1
    worker = Worker(
        queue_names=["*"],
        interval=PAUSE,
        batch=until_empty,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=str(number),
        excluded_queue_names=[],
    )
    if not until_empty:
        worker.configure_signals()
    worker.run()
