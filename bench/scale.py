"""What docs/scale.md reckons with: a school's rows on disk, the clock's round, requests by processes of the site.

python -m bench.scale [--schools 300]

On PostgreSQL, with schools of 500 people. Requests per second are told for one process of the site and for two on the
same database, beside a bare Django page in the same run. JSON on the last line.
"""

import argparse
import os
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.measure import told
from bench.web import BARE, PEOPLE, SITE, cookie, fill, per_second, served, set_up, teacher


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schools", type=int, default=300)
    schools = parser.parse_args().schools
    with tempfile.TemporaryDirectory(prefix="gatepost-bench-") as place:
        set_up(Path(place), "postgresql")
        empty = _bytes()
        fill(schools)
        figures: dict[str, Any] = {"schools": schools, "people": PEOPLE, "processors": os.cpu_count()}
        figures["kilobytes_per_school"] = round((_bytes() - empty) / schools / 1000)
        figures["first_round_ms_per_school"] = _round_ms(schools)
        figures["idle_round_ms_per_school"] = _round_ms(schools)
        figures["kilobytes_per_school_after_a_day"] = round((_bytes() - empty) / schools / 1000)
        known = cookie(teacher(1))
        with served(BARE) as bare:
            figures["bare_per_second"] = round(per_second([bare], "/", ""))
        for processes in (1, 2):
            with ExitStack() as held:
                ports = [held.enter_context(served(SITE)) for _ in range(processes)]
                figures[f"home_per_second_{processes}"] = round(per_second(ports, "/s1/", known))
    lines = [f"{name.replace('_', ' ')}: {figure}" for name, figure in figures.items()]
    told(lines, figures, met=True)


def _bytes() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _round_ms(schools: int) -> float:
    from gatepost.web.operations.tick import tick

    start = time.perf_counter()
    failed = tick()
    assert failed == 0, failed
    return round((time.perf_counter() - start) * 1000 / schools, 1)


if __name__ == "__main__":
    main()
