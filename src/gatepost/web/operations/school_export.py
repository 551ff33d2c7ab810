"""Everything that is kept of one school, in one file: its rows as lines of JSON, its accounts, its record.

The file is a zip: `README.txt`, `manifest.json`, `school.json`, `accounts.jsonl`, `rows/<table>.jsonl`,
`record/<log>.jsonl` (as `gatepost ledger verify` reads it) and `files/` with what waits in the school's watched folder.
"""

import base64
import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import BinaryField, Model

from gatepost import __version__
from gatepost.sealing.recovery import Compartment
from gatepost.web import backups
from gatepost.web.database import tables_of_schools
from gatepost.web.operations import archive
from gatepost.web.operations.cards import compartment
from gatepost.web.operations.restore import SCHOOL_FILE
from gatepost.web.operations.scratch import room, sync
from gatepost.web.operations.telling import Fault
from gatepost.web.operations.unsealed import PRIVATE, unsealed
from gatepost.web.people.actions.folder import folder_of
from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.record.export import export_log
from gatepost.web.record.models import Log
from gatepost.web.schools.models import Account, Membership, School
from gatepost.web.schools.scope import school_scope

MANIFEST = "manifest.json"
_README = """This is everything that was kept of {name} at {host}, as it was on {day}.

It holds personal data in clear. Keep it as safely as the school's roll, and no longer than it is needed.

school.json      the school
accounts.jsonl   the people who have signed in, one on each line
rows/            one file for each kind of row, one row on each line; `id` and the columns ending in `_id` join them.
                 What the site had sealed under its own key is opened; what is sealed to people, only they can open.
record/          the record of who did what: `gatepost ledger verify` checks it, and so does the stand-alone checker
files/           files that were waiting in the school's watched folder

Hashes of passwords, links and tokens are left out: nobody gets in anywhere with this file. So are drafts that somebody
laid to rest: they are nobody's but their author's.
"""
_PART, _LARGE_PART = 2_000, 8  # rows read at a time; such as may hold a picture each


def export(school: School, target: Path, *, sealed: bool = False) -> None:
    """Write the export into a new file for its owner alone; the school's record says so. Raises Fault, OSError.

    Sealed, it opens with two of the site's recovery cards.
    """
    if target.exists():
        raise Fault(f"{target}: there is a file already; name another")
    cards = compartment(settings.CONFIG.folder) if sealed else None
    with school_scope(school.pk):
        append(school_id=school.pk, actor=SYSTEM, role="-", action="school.exported", thing=f"school:{school.pk}")
    # Where it is written in clear, whatever becomes of it there, is the storage folder: the target may be a stick.
    with room(settings.CONFIG.folder) as folder:
        made = folder / SCHOOL_FILE
        with _new(made) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            _write(school, packed)
        partial = target.with_name(f".{target.name}.partial")
        partial.unlink(missing_ok=True)
        try:
            with _new(partial) as file:
                if cards is not None:
                    _seal(made, file, cards)
                else:
                    with made.open("rb") as plain:
                        shutil.copyfileobj(plain, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(partial, target)
        finally:
            partial.unlink(missing_ok=True)
        sync(target.resolve().parent)  # the school may be erased as soon as it is there


def _seal(made: Path, target: BinaryIO, cards: Compartment) -> None:
    def about(wrapped: bytes) -> archive.Header:
        return archive.Header(
            kind=archive.SCHOOL,
            version=__version__,
            made_at=backups.moment(datetime.now(UTC)),
            host=settings.CONFIG.host,
            database="",
            made_by=0,
            recovery=cards,
            key=wrapped,
        )

    archive.seal(target, {SCHOOL_FILE: made}, about, cards)


def _write(school: School, packed: zipfile.ZipFile) -> None:
    now = datetime.now(UTC)
    with transaction.atomic():
        if connection.vendor == "postgresql":  # one moment for all tables; on SQLite every transaction has that
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with school_scope(school.pk):
            counts = {}
            for model in models():
                table = model._meta.db_table
                rows = model._base_manager.filter(school_id=school.pk).order_by("pk").values()
                if table in PRIVATE:
                    rows = rows.none()
                large = any(isinstance(one, BinaryField) for one in model._meta.concrete_fields)
                read = rows.iterator(chunk_size=_LARGE_PART if large else _PART)
                counts[table] = _lines(packed, f"rows/{table}.jsonl", unsealed(table, read))
            accounts = Account.objects.filter(pk__in=Membership.objects.values("account")).order_by("pk")
            told = accounts.values("id", "name", "email", "is_active", "made_at")
            counts["accounts"] = _lines(packed, "accounts.jsonl", told.iterator(chunk_size=_PART))
            sizes = {}
            for log in Log.objects.filter(school_id=school.pk).order_by("name"):
                sizes[log.name] = log.size
                with packed.open(f"record/{_safe(log.name)}.jsonl", "w", force_zip64=True) as file:
                    file.writelines(export_log(log))
    row = School.objects.filter(pk=school.pk).values().get()
    packed.writestr("school.json", json.dumps(row, default=_plain, ensure_ascii=False, indent=1))
    manifest = {
        "gatepost-school-export": 1,
        "version": __version__,
        "host": settings.CONFIG.host,
        "school": school.pk,
        "slug": school.slug,
        "made_at": backups.moment(now),
        "rows": counts,
        "record": sizes,
    }
    packed.writestr(MANIFEST, json.dumps(manifest, indent=1))
    packed.writestr("README.txt", _README.format(name=school.name, host=settings.CONFIG.host, day=f"{now:%Y-%m-%d}"))
    waiting = folder_of(school)
    for path in sorted(waiting.rglob("*")) if waiting.is_dir() else ():
        if path.is_file() and not path.is_symlink():
            packed.write(path, f"files/{path.relative_to(waiting).as_posix()}")


def models() -> list[type[Model]]:
    """Every model whose rows belong to a school, in the order of their tables."""
    tables = tables_of_schools()
    found = [one for one in apps.get_models(include_auto_created=True) if one._meta.db_table in tables]
    return sorted(found, key=lambda one: one._meta.db_table)


def _lines(packed: zipfile.ZipFile, name: str, rows: Iterable[Mapping[str, Any]]) -> int:
    count = 0
    with packed.open(name, "w", force_zip64=True) as file:
        for row in rows:
            kept = {key: value for key, value in row.items() if not key.endswith("_hash")}
            file.write(json.dumps(kept, default=_plain, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def _plain(value: object) -> object:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case bytes() | memoryview():
            return {"base64": base64.b64encode(bytes(value)).decode()}
        case Decimal() | UUID():
            return str(value)
    raise TypeError(f"no words for {type(value).__name__}")


def _safe(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in name)


def _new(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def manifest_of(path: Path) -> dict[str, Any]:
    """What an export says of itself; raises Fault."""
    if archive.is_sealed(path):
        raise Fault(f"{path}: this export is sealed: `gatepost recovery open` opens it")
    try:
        with zipfile.ZipFile(path) as packed:
            told = json.loads(packed.read(MANIFEST))
            broken = packed.testzip()
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise Fault(f"{path}: this is no export of a school: {error}") from None
    if broken or not isinstance(told, dict) or told.get("gatepost-school-export") != 1:
        raise Fault(f"{path}: this is no export of a school, or it is damaged")
    return told


def sizes_now(school: School) -> Iterator[tuple[str, int]]:
    """How many entries each log of the school has; its scope must be open."""
    for log in Log.objects.filter(school_id=school.pk):
        yield log.name, log.size
