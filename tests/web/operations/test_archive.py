"""A sealed file opens whole or is refused with its place, and writes nowhere but into the folder that it is given."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.sealing.card import Card
from gatepost.sealing.envelope import DataKey, Place, seal_stream
from gatepost.sealing.recovery import cut
from gatepost.web.operations import archive
from gatepost.web.operations.archive import Header
from gatepost.web.operations.telling import Fault


@dataclass(frozen=True)
class Sealed:
    """A sealed file and its key; short when printed, as hypothesis prints what a test was given."""

    raw: bytes = field(repr=False)
    key: Callable[[Header], DataKey] = field(repr=False)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """A small sealed file of five parts."""
    folder = tmp_path_factory.mktemp("sealed")
    (folder / "database").write_bytes(os.urandom(300_000))
    recovery = cut([Card.new(number).public for number in (1, 2, 3)])

    def about(wrapped: bytes) -> Header:
        return Header(archive.BACKUP, "0.1.0", "2026-11-21T19:30:00Z", "host", "sqlite", 0, recovery, wrapped)

    with (folder / "file").open("wb") as target:
        key = archive.seal(target, {"database": folder / "database"}, about, recovery)
    return Sealed((folder / "file").read_bytes(), lambda _: key)


def _refused(raw: bytes, key: Callable[[Header], DataKey], folder: Path) -> str:
    path, into = folder / "damaged", folder / "into"
    path.write_bytes(raw)
    into.mkdir(exist_ok=True)
    for one in into.iterdir():
        one.unlink()
    with pytest.raises(Fault) as refused:
        archive.unpack(path, key, into)
    return str(refused.value)


@given(st.floats(0, 1, exclude_max=True), st.integers(0, 7))
def test_a_file_damaged_at_any_byte_is_refused_with_its_place(
    sealed: Sealed, tmp_path_factory: pytest.TempPathFactory, where: float, bit: int
) -> None:
    raw, key = sealed.raw, sealed.key
    folder = tmp_path_factory.mktemp("damaged")
    at = int(where * len(raw))
    said = _refused(raw[:at] + bytes([raw[at] ^ 1 << bit]) + raw[at + 1 :], key, folder)
    start = raw.index(b"\n", raw.index(b"\n") + 1) + 1
    if at < start:
        assert "damaged at byte 0" in said or "its header" in said
    else:
        (first,) = [int(word.replace(",", "")) for word in said.split("from byte ")[1].split(" of")[:1]]
        assert first <= at < first + 66_000


def test_every_bit_of_the_header_counts(sealed: Sealed, tmp_path: Path) -> None:
    raw, key = sealed.raw, sealed.key
    start = raw.index(b"\n", raw.index(b"\n") + 1) + 1
    for at in range(start):
        said = _refused(raw[:at] + bytes([raw[at] ^ 1 << at % 8]) + raw[at + 1 :], key, tmp_path)
        assert "damaged at byte 0" in said or "its header" in said, at


@given(st.floats(0, 1, exclude_max=True))
def test_a_file_cut_or_lengthened_or_with_parts_exchanged_is_refused(
    sealed: Sealed, tmp_path_factory: pytest.TempPathFactory, where: float
) -> None:
    raw, key = sealed.raw, sealed.key
    folder = tmp_path_factory.mktemp("damaged")
    at = int(where * len(raw))
    assert _refused(raw[:at], key, folder)
    assert _refused(raw + b"\0", key, folder)
    part = 64 * 1024 + 17
    start = raw.index(b"\n", raw.index(b"\n") + 1) + 1 + 25
    exchanged = raw[:start] + raw[start + part : start + 2 * part] + raw[start : start + part] + raw[start + 2 * part :]
    assert "from byte" in _refused(exchanged, key, folder)


@pytest.mark.parametrize(("key", "value"), [("host", "\x1b[2J"), ("kind", "other"), ("database", "oracle")])
def test_a_header_that_no_site_writes_is_refused_before_anything_of_it_is_shown(
    sealed: Sealed, tmp_path: Path, key: str, value: str
) -> None:
    _first, header, rest = sealed.raw.split(b"\n", 2)
    line = json.dumps(json.loads(header) | {key: value}).encode() + b"\n"
    made = b"gatepost-sealed 1 " + hashlib.sha256(line).hexdigest().encode() + b"\n" + line + rest
    said = _refused(made, sealed.key, tmp_path)
    assert said.endswith("the header is not one that this version of Gatepost knows")


def test_a_header_goes_with_no_other_stream(sealed: Sealed, tmp_path: Path) -> None:
    raw, key = sealed.raw, sealed.key
    first, header, rest = raw.split(b"\n", 2)
    told = header.replace(b'"0.1.0"', b'"0.0.9"')
    forged = first[:18] + hashlib.sha256(told + b"\n").hexdigest().encode() + b"\n" + told + b"\n" + rest
    assert "damaged" in _refused(forged, key, tmp_path)


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "a/../../outside"])
def test_a_sealed_file_writes_nowhere_but_into_its_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "database").write_bytes(b"x")
    recovery = cut([Card.new(number).public for number in (1, 2)])

    def about(wrapped: bytes) -> Header:
        return Header(archive.BACKUP, "0.1.0", "2026-11-21T19:30:00Z", "host", "sqlite", 0, recovery, wrapped)

    with (tmp_path / "file").open("wb") as target:
        key = archive.seal(target, {name: tmp_path / "database"}, about, recovery)
    assert "is no file of Gatepost's" in _refused((tmp_path / "file").read_bytes(), lambda _: key, tmp_path)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_a_sealed_file_makes_no_links_and_nothing_but_files(sealed: Sealed, tmp_path: Path, kind: bytes) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        odd = tarfile.TarInfo("database")
        odd.type, odd.linkname = kind, "/etc/passwd"
        tar.addfile(odd)
    packed.seek(0)
    first, header, _rest = sealed.raw.split(b"\n", 2)
    line, stream = header + b"\n", io.BytesIO()
    place = Place("sealed-file", hashlib.sha256(line).hexdigest(), "stream")
    seal_stream(sealed.key(json.loads(header)), packed, stream, place)
    said = _refused(first + b"\n" + line + stream.getvalue(), sealed.key, tmp_path)
    assert "`database` in it is no file of Gatepost's" in said
    assert list((tmp_path / "into").iterdir()) == []
