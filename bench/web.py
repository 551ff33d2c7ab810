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
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from bench.measure import told
from bench.roster_archive import write_archive

PEOPLE = 500
ROUNDS = 60
LONGEST_MEDIAN, LONGEST_UNDER_IMPORT = 1.3, 2.0
# As the site is served, its front before it, and a bare view in the server's own threads.
SITE = ("gatepost.web.operations.process:application", "--factory", "--interface", "asginl")
BARE = ("bench.bare:application", "--interface", "wsgi", "--blocking-threads", "4")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schools", type=int, default=300)
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    parser.add_argument("--child", choices=("site", "import"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child == "import":
        return _import(json.loads(sys.stdin.read()))
    if chosen.child == "site":
        return _site(chosen.schools, chosen.database)
    figures: dict[str, Any] = {}
    lines: list[str] = []
    met = True
    for database in [chosen.database] if chosen.database else ["sqlite", "postgresql"]:
        one, many = figures[database] = _compared(database, chosen.schools)
        lines.append(f"{database}: 1 school, then {chosen.schools} schools, {PEOPLE} people each")
        for page in one["queries"]:
            few, lot = one["ms"][page], many["ms"][page]
            queries = one["queries"][page], many["queries"][page]
            met &= queries[0] == queries[1] and lot / few <= LONGEST_MEDIAN
            lines.append(
                f"  {page:12} {queries[0]:3} and {queries[1]:3} queries, median {few:6.1f} and {lot:6.1f} ms:"
                f" {lot / few:.2f} (wanted: the same, at most {LONGEST_MEDIAN})"
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


def _compared(database: str, schools: int) -> list[dict[str, Any]]:
    """What a site with one school and one with many say, page by page in turn: what else the machine does hits both."""
    run = [sys.executable, "-m", "bench.web", "--child", "site", "--database", database, "--schools"]
    with ExitStack() as held:
        sites = [
            held.enter_context(
                subprocess.Popen([*run, str(n)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
            for n in (1, schools)
        ]
        found = [{**_told_by(site), "ms": {}} for site in sites]
        for _ in range(ROUNDS):
            for site, figures in zip(sites, found, strict=True):
                for page, ms in _told_by(site, "pages").items():
                    figures["ms"].setdefault(page, []).append(ms)
        found[1] |= _told_by(sites[1], "load")
    for figures in found:
        figures["ms"] = {page: statistics.median(times) for page, times in figures["ms"].items()}
    return found


def _told_by(site: "subprocess.Popen[str]", asked: str = "") -> dict[str, Any]:
    assert site.stdin is not None
    assert site.stdout is not None
    if asked:
        print(asked, file=site.stdin, flush=True)
    return json.loads(site.stdout.readline())  # type: ignore[no-any-return]


def _site(schools: int, database: str) -> None:
    """One site: says its pages' queries, then answers `pages` and `load` on standard input until it closes."""
    with tempfile.TemporaryDirectory(prefix="gatepost-bench-") as place:
        folder = Path(place)
        set_up(folder, database)
        fill(schools)
        pages = _pages(schools)
        print(json.dumps({"queries": {page: _queries(ask) for page, ask in pages.items()}}), flush=True)
        for line in sys.stdin:
            if line.strip() == "pages":
                print(json.dumps({page: _ms(ask) for page, ask in pages.items()}), flush=True)
                continue
            known = cookie(teacher(1))
            with served(SITE) as site, served(BARE) as bare:
                load: dict[str, Any] = {
                    "per_second": {"home": per_second([site], "/s1/", known), "bare": per_second([bare], "/", "")}
                }
                load["under_import"] = _under_import(site, known, folder)
            print(json.dumps(load), flush=True)


def set_up(folder: Path, database: str) -> None:
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


def fill(schools: int) -> None:
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


def teacher(number: int) -> Any:
    from tests.web.cast import enter

    from gatepost.web.schools.models import Account

    return enter(Account.objects.get(email=f"teacher@s{number}.example"))


def cookie(client: Any) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def _pages(schools: int) -> dict[str, Callable[[], Any]]:
    number = (schools + 1) // 2
    client, home = teacher(number), f"/s{number}/"
    # What stands on each page, so that nothing is measured of somebody whom the site does not know.
    pages: dict[str, tuple[str, Callable[[], Any]]] = {
        "home": ("What waits for you", lambda: client.get(home)),
        "roll search": (_invented(142), lambda: client.post(f"{home}search/", {"words": _invented(142)})),
        "May I": ("A teacher", lambda: client.get(f"{home}may-i/accept-a-friend-request/")),
    }
    for page, (words, ask) in pages.items():
        answer = ask()
        assert answer.status_code == 200, (page, answer.status_code)
        assert words in answer.content.decode(), (page, words)
    return {page: ask for page, (_words, ask) in pages.items()}


def _queries(ask: Callable[[], Any]) -> int:
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    reset_queries()
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked.captured_queries)


def _ms(ask: Callable[[], Any]) -> float:
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1000


@contextmanager
def served(application: tuple[str, ...]) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    run = [sys.executable, "-m", "granian", "--host", "127.0.0.1", "--port", str(port), "--http", "1"]
    run += ["--workers", "1", "--log-level", "error", "--no-ws", *application]
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


def per_second(ports: list[int], path: str, cookie: str, seconds: float = 4) -> float:
    done = []

    def ask_on(port: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            _ask(connection, path, cookie)
            done.append(1)

    for port in ports:
        _ask(http.client.HTTPConnection("127.0.0.1", port), path, cookie)  # a server loads the site with its first
    threads = [threading.Thread(target=ask_on, args=(port,)) for port in ports for _ in range(4)]
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
    from gatepost.web.people.actions import imports, reading
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
        row = reading.stage(
            person=head, source=Path(what["archive"]).read_bytes(), name="roll.zip", options=Options(on=today)
        )
        due.run(school, timezone.now())  # reads what is large
        row.refresh_from_db()
        found = comparing.compare(row, today)
        agreed, typed = comparing.digest(found), comparing.to_type(found)
    with school_scope(school.pk):
        imports.confirm(person=head, waiting=row, agreed=agreed, typed=typed)
    with school_scope(school.pk):
        due.run(school, timezone.now())
        assert Import.objects.get(pk=row.pk).state == "applied"


if __name__ == "__main__":
    main()
