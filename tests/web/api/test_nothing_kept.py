"""Of what a program has checked nothing is left: no row, no cache entry, no line of a log, no file."""

import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from PIL import Image, PngImagePlugin

from tests.web.api.asking import Form, ask, secret_of, told, went_wrong
from tests.web.databases import ON_POSTGRESQL

pytestmark = pytest.mark.usefixtures("database")

AT = "/quillbrook/api/v1"
WORD = "Zuqarin"  # in nobody's name and no text of ours


def photo() -> SimpleUploadedFile:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", WORD)
    made = BytesIO()
    Image.effect_noise((900, 900), 60).convert("RGB").save(made, "PNG", pnginfo=notes)
    return SimpleUploadedFile(f"{WORD}.png", made.getvalue(), content_type="image/png")


def rows() -> Iterator[tuple[str, str]]:
    """Every row of every table, as text, with the table's name."""
    with connections["owner" if ON_POSTGRESQL else "default"].cursor() as cursor:
        tables = connections["owner" if ON_POSTGRESQL else "default"].introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (a name of ours)
            for row in cursor.fetchall():
                yield table, " ".join(bytes(one).decode("latin-1") if _raw(one) else str(one) for one in row)


def _raw(value: object) -> bool:
    return isinstance(value, bytes | memoryview)


def files(folder: Path) -> list[Path]:
    return [one for one in sorted(folder.rglob("*")) if one.is_file() and WORD.encode() in one.read_bytes()]


def test_nothing_of_a_draft_is_left_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    secret = secret_of("teacher")
    text = f"{WORD} told me to ring 07700 900123"
    answer = told(ask(f"{AT}/screen", secret, {"text": text}))
    assert answer["findings"]
    fields = {"text": text, "pupils": "no", "alt": [WORD], "photos": [photo()]}
    answer = told(ask(f"{AT}/check", secret, Form(fields)))["checked"]
    assert WORD in str(answer), "the word did arrive"
    went_wrong(ask(f"{AT}/check", secret, Form({**fields, "photos": [photo()], "action": WORD})), 422)
    went_wrong(ask(f"{AT}/check", secret, Form({**fields, "photos": [photo()], "facts": WORD})), 422)
    went_wrong(ask(f"{AT}/screen", secret, {"text": WORD, "account": WORD}), 422)
    word = WORD.lower()
    assert [table for table, row in rows() if word in row.lower()] == []
    written = capfd.readouterr()
    assert word not in (written.out + written.err).lower()
    assert files(tmp_path) == files(Path(settings.CONFIG.folder)) == []


def test_this_test_finds_a_word_where_it_looks(tmp_path: Path) -> None:
    from django.core.cache import cache

    from gatepost.web.schools.models import Account
    from tests.web.cast import account

    Account.objects.filter(pk=account("head").pk).update(name=WORD)
    assert {table for table, row in rows() if WORD in row} == {"schools_account"}
    (tmp_path / "draft").write_text(WORD, "utf-8")
    assert files(tmp_path)
    cache.set("a-key", 1)
    assert "gatepost_cache" in {table for table, _row in rows()}
