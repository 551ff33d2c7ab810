"""Keep the database of this version for the tests of upgrades: tests/releases/<version>/{sqlite3,sql}.gz.

To be run once for each release, with the version in `gatepost.__version__`; what is kept is never written over. The
databases hold the demo's invented schools, and a few entries more in their records. Needs the development requirements.
"""

import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402

from gatepost import __version__  # noqa: E402

_FILL = """
import django
django.setup()
from gatepost.web.operations.demo.seed import seed
from gatepost.web.operations.install import install
from gatepost.web.record.actions import append, make_head
from gatepost.web.schools.models import School
from gatepost.web.schools.scope import school_scope
install()
seed()
for school in School.objects.all():
    with school_scope(school.pk):
        for number in range(5):
            thing = f"membership:{number}"
            append(school_id=school.pk, actor="member:1", role="-", action="membership.read", thing=thing)
        make_head(school.pk)
"""


def main() -> int:
    folder = ROOT / "tests" / "releases" / __version__
    if folder.exists():
        print(f"{folder} is kept already; remove it if that version has not been released", file=sys.stderr)
        return 1
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch, postgres.started() as server:
        place = Path(scratch)
        _filled(place, {"storage": scratch, "secrets": str(place / "secrets")})
        file = place / "copy.sqlite3"
        _run("-c", "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('VACUUM INTO ?', [sys.argv[2]])",
             str(place / "gatepost.sqlite3"), str(file))  # fmt: skip
        _keep(file.read_bytes(), folder / "sqlite3.gz")

        server.run(f"CREATE DATABASE kept OWNER {postgres.OWNER}")
        urls = {key: server.url(role, "kept") for key, role in _ROLES.items()}
        _filled(place, {"storage": scratch, "secrets": str(place / "secrets"), **urls})
        dump = [str(postgres.binaries() / "pg_dump"), "--no-owner", "--no-privileges", "--inserts"]
        sql = subprocess.run([*dump, urls["database_owner"]], check=True, capture_output=True, text=True).stdout
        # Two commands are for psql, which is not what reads it.
        sql = re.sub(r"^\\(?:un)?restrict \w+$", "", sql, flags=re.MULTILINE)
        _keep(sql.encode(), folder / "sql.gz")
        seeds = {path.name: path.read_text("utf-8") for path in sorted((place / "secrets").iterdir())}
        (folder / "secrets.json").write_text(json.dumps(seeds, indent=1) + "\n", "utf-8")
    print(folder)
    return 0


_ROLES = {"database": postgres.APPLICATION, "database_owner": postgres.OWNER}


def _filled(place: Path, settings: dict[str, str]) -> None:
    config = place / "gatepost.toml"
    config.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items()), "utf-8")
    surroundings = {"GATEPOST_CONFIG": str(config), "DJANGO_SETTINGS_MODULE": "gatepost.web.settings"}
    _run("-c", _FILL, **surroundings)


def _run(*arguments: str, **surroundings: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, cwd=ROOT, env={**os.environ, **surroundings})


def _keep(raw: bytes, path: Path) -> None:
    with path.open("wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as packed:
        packed.write(raw)
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
