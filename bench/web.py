"""Pages at 1 and at 300 schools of 500 people, a page while another school imports, and requests per second.

python -m bench.web [--schools 300] [--database sqlite|postgresql]      both databases unless one is named

A page's queries must be as many at any number of schools, its median within 1.3 times, and within 2 times while another
school imports 10,000 people. The peer is a bare Django page on the same server in the same run. JSON on the last line.
"""

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from bench.measure import told
from bench.roster_archive import write_archive

PEOPLE = 500
ROUNDS = 60
LONGEST_MEDIAN, LONGEST_UNDER_IMPORT = 1.3, 2.0
SITE, BARE = "gatepost.web.wsgi:application", "bench.bare:application"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schools", type=int, default=300)
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    parser.add_argument("--child", choices=("pages", "import"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child == "import":
        return _import(json.loads(sys.stdin.read()))
    if chosen.child == "pages":
        print(json.dumps(_pages(chosen.schools, chosen.database)))
        return None
    figures: dict[str, Any] = {}
    lines: list[str] = []
    met = True
    for database in [chosen.database] if chosen.database else ["sqlite", "postgresql"]:
        run = [sys.executable, "-m", "bench.web", "--child", "pages", "--database", database]
        found = [
            json.loads(subprocess.run([*run, "--schools", str(n)], check=True, capture_output=True, text=True).stdout)
            for n in (1, chosen.schools)
        ]
        figures[database] = dict(zip(("one", "many"), found, strict=True))
        one, many = found
        lines.append(f"{database}: 1 school, then {chosen.schools} schools, {PEOPLE} people each")
        for page in one["pages"]:
            few, lot = one["pages"][page], many["pages"][page]
            ratio = lot["ms"] / few["ms"]
            met &= few["queries"] == lot["queries"] and ratio <= LONGEST_MEDIAN
            lines.append(
                f"  {page:12} {few['queries']:3} and {lot['queries']:3} queries, median {few['ms']:6.1f} and"
                f" {lot['ms']:6.1f} ms: {ratio:.2f} (wanted: the same, at most {LONGEST_MEDIAN})"
            )
        slower = many["under_import"]
        met &= slower["ratio"] <= LONGEST_UNDER_IMPORT
        lines.append(
            f"  home while 10,000 people are imported elsewhere: {slower['ms']:.1f} ms against {slower['alone']:.1f}:"
            f" {slower['ratio']:.2f} (wanted: at most {LONGEST_UNDER_IMPORT:.0f}), {slower['took']:.1f} s long"
        )
        per = many["per_second"]
        lines.append(f"  per second: home {per['home']:.0f}, bare Django page {per['bare']:.0f}")
    return told(lines, figures, met)


def _pages(schools: int, database: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="gatepost-bench-") as place:
        folder = Path(place)
        _set_up(folder, database)
        _fill(schools)
        found: dict[str, Any] = {"pages": _medians(schools)}
        if schools > 1:
            cookie = _cookie(_teacher(1))
            with _served(SITE) as site, _served(BARE) as bare:
                found["per_second"] = {
                    "home": _per_second(site, "/s1/", cookie),
                    "bare": _per_second(bare, "/", ""),
                }
                found["under_import"] = _under_import(site, cookie, folder)
        return found


def _set_up(folder: Path, database: str) -> None:
    settings = {"storage": str(folder / "storage")}
    if database == "postgresql":
        from tests import postgres

        server = postgres.of_this_run()
        server.run(f"CREATE DATABASE bench OWNER {postgres.OWNER}")
        settings |= {
            "database": server.url(postgres.APPLICATION, "bench"),
            "database_owner": server.url(postgres.OWNER, "bench"),
        }
    config = folder / "gatepost.toml"
    config.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items()), "utf-8")
    (folder / "storage").mkdir()
    os.environ |= {"GATEPOST_CONFIG": str(config), "DJANGO_SETTINGS_MODULE": "gatepost.web.settings"}
    import django

    django.setup()
    from gatepost.web.operations.install import install

    install()


def _fill(schools: int) -> None:
    from gatepost.web.operations.demo.policies import adopt_pack
    from gatepost.web.people.models import OnRoll
    from gatepost.web.people.names import folded
    from gatepost.web.schools.models import Account, Membership, RoleHeld, School
    from gatepost.web.schools.scope import school_scope

    for number in range(1, schools + 1):
        school = School.objects.create(slug=f"s{number}", name=f"School {number}", jurisdiction="england")
        with school_scope(school.pk):
            for role in ("headteacher", "teacher"):
                account = Account.objects.create_account(name=f"A {role}", email=f"{role}@s{number}.example")
                member = Membership.objects.create(school=school, account=account)
                RoleHeld.objects.create(school=school, membership=member, role=role, starts_on=date(2020, 9, 1))
            adopt_pack("caldecote", date(2024, 9, 1))
            people = [
                OnRoll(
                    school=school,
                    kind="pupil" if at % 5 else "parent",
                    forename=_invented(at),
                    surname=_invented(at % 97),
                    class_name=f"Class {at % 14}",
                    year_group=at % 7,
                    by_hand=True,  # or the import would ask about so many leavers
                )
                for at in range(PEOPLE)
            ]
            for one in people:
                one.folded = folded([one.forename, one.surname])
            OnRoll.objects.bulk_create(people, batch_size=500)


def _invented(number: int) -> str:
    """A name of three syllables, another for each number below 1,000."""
    syllables = ("ba", "dem", "fil", "gor", "hun", "jas", "kel", "lin", "mor", "nut")
    return "".join(syllables[int(digit)] for digit in f"{number:03}").capitalize()


def _teacher(number: int) -> Any:
    from gatepost.web.schools.models import Account
    from tests.web.cast import enter

    return enter(Account.objects.get(email=f"teacher@s{number}.example"))


def _cookie(client: Any) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def _medians(schools: int) -> dict[str, dict[str, float]]:
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    number = (schools + 1) // 2
    client, home = _teacher(number), f"/s{number}/"
    # What stands on each page, so that nothing is measured of somebody whom the site does not know.
    asks: dict[str, tuple[str, Callable[[], Any]]] = {
        "home": ("What waits for you", lambda: client.get(home)),
        "roll search": (_invented(142), lambda: client.post(f"{home}search/", {"words": _invented(142)})),
        "May I": ("A teacher", lambda: client.get(f"{home}may-i/accept-a-friend-request/")),
    }
    found = {}
    for page, (words, ask) in asks.items():
        answer = ask()
        assert answer.status_code == 200, (page, answer.status_code)
        assert words in answer.content.decode(), (page, words)
        reset_queries()
        with CaptureQueriesContext(connection) as asked:
            ask()
        queries = len(asked.captured_queries)  # the next request empties the log
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            ask()
            times.append(time.perf_counter() - start)
        found[page] = {"queries": queries, "ms": statistics.median(times) * 1000}
    return found


@contextmanager
def _served(application: str) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    run = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    run += ["--workers", "1", "--blocking-threads", "4", "--log-level", "error", "--no-ws", application]
    with subprocess.Popen(run) as process:
        try:
            for _ in range(200):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield port
        finally:
            process.terminate()


def _ask(connection: http.client.HTTPConnection, path: str, cookie: str) -> float:
    start = time.perf_counter()
    connection.request("GET", path, headers={"Host": "localhost", "Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, answer.status
    return time.perf_counter() - start


def _per_second(port: int, path: str, cookie: str, seconds: float = 4) -> float:
    done = []

    def ask_on() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            _ask(connection, path, cookie)
            done.append(1)

    threads = [threading.Thread(target=ask_on) for _ in range(4)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done) / (time.perf_counter() - start)


def _under_import(port: int, cookie: str, folder: Path) -> dict[str, float]:
    archive = folder / "roll.zip"
    write_archive(archive, 10_000, schools=1)
    connection = http.client.HTTPConnection("127.0.0.1", port)
    alone = statistics.median(_ask(connection, "/s1/", cookie) for _ in range(ROUNDS)) * 1000
    run = [sys.executable, "-m", "bench.web", "--child", "import"]
    with subprocess.Popen(run, stdin=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps({"archive": str(archive), "school": "s2"}))
        process.stdin.close()
        start = time.perf_counter()
        times = []
        while process.poll() is None:
            times.append(_ask(connection, "/s1/", cookie))
        took = time.perf_counter() - start
        assert process.returncode == 0
    during = statistics.median(times) * 1000
    return {"alone": alone, "ms": during, "ratio": during / alone, "longest": max(times) * 1000, "took": took}


def _import(what: dict[str, str]) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from gatepost.rosters.reading import Options
    from gatepost.web.people import comparing, due
    from gatepost.web.people.actions import imports
    from gatepost.web.people.models import Import
    from gatepost.web.schools.models import Account, School
    from gatepost.web.schools.person import person_at
    from gatepost.web.schools.scope import school_scope

    school = School.objects.get(slug=what["school"])
    account = Account.objects.get(email=f"headteacher@{what['school']}.example")
    today = timezone.localdate()
    with school_scope(school.pk):
        head = person_at(account.pk)
        assert head is not None  # INVARIANT: the bench made them
        row = imports.stage(
            person=head, source=Path(what["archive"]).read_bytes(), name="roll.zip", options=Options(on=today)
        )
        agreed = comparing.digest(comparing.compare(row, today))
    with school_scope(school.pk):
        imports.confirm(person=head, waiting=row, agreed=agreed, typed=None)
    with school_scope(school.pk):
        due.run(school, timezone.now())
        assert Import.objects.get(pk=row.pk).state == "applied"


if __name__ == "__main__":
    main()
