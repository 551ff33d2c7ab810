"""With everything in hand that the site keeps, a sealed text cannot be read; a leaver's, a stranger's try is no better.

The thief tries every byte string of the database, of the settings and of the secrets in every place where a key fits.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from gatepost.sealing import recovery
from gatepost.sealing.card import Card as Printed
from gatepost.sealing.envelope import DataKey, Place, open_text
from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.keyring import Locked, PrivateKey, held_open, unlock, unwrap
from gatepost.web.safe.actions.keys import new_key
from gatepost.web.safe.models import Compartment, SafeKey, SealedKey, Unlocked, Wrap
from gatepost.web.safe.unlocking import COOKIE
from gatepost.web.schools.scope import school_scope
from tests.sealing.damage import spellings
from tests.web.cast import school, sign_in
from tests.web.databases import ON_POSTGRESQL, Database
from tests.web.operations.keeping import backed_up, with_cards
from tests.web.safe.making import PHRASE, cut, enrol, numbers

PLACE = Place("concerns_report", "1", "words")
WORDS = "She told me on Tuesday, after lunch."
KEY = 32  # bytes
_HEX, _BASE64 = re.compile(rb"[0-9a-fA-F]{64}"), re.compile(rb"[A-Za-z0-9+/_-]{40,}={0,2}")


def _everything(database: Database, *more: Path) -> Iterator[bytes]:
    """Every value of every table, the settings, every file of the secrets and of the storage folder, and of more."""
    with connections["owner" if ON_POSTGRESQL else "default"].cursor() as cursor:
        for table in connections["default"].introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - its own names
            for row in cursor.fetchall():
                for value in row:
                    yield bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
    for name in dir(settings):
        if name.isupper():
            yield str(getattr(settings, name)).encode()
    for folder in (settings.CONFIG.secrets_folder, database.folder, *more):
        for path in folder.rglob("*"):
            if path.is_file() and not path.name.startswith("gatepost.sqlite3"):
                yield path.read_bytes()


def _candidates(found: Iterator[bytes]) -> set[bytes]:
    """Every 32 bytes that stand in them, as they are or written in hex or base64."""
    keys: set[bytes] = set()
    for value in set(found):
        decoded = [bytes.fromhex(one.decode()) for one in _HEX.findall(value)]
        for one in _BASE64.findall(value):
            for way in (base64.b64decode, base64.urlsafe_b64decode):
                with suppress(binascii.Error, ValueError):
                    decoded.append(way(one.rstrip(b"=") + b"=" * (-len(one.rstrip(b"=")) % 4)))
        small = [value] if len(value) <= 2000 else []  # a page of policy is no key
        for raw in (*small, *decoded):
            keys.update(raw[at : at + KEY] for at in range(len(raw) - KEY + 1))
    return keys


def _opened_by(candidates: set[bytes], sealed: bytes) -> set[str]:
    """How any of these opens the text: as data key, private key, card, or as the key from a browser."""
    wraps = [bytes(one) for one in Wrap.objects.values_list("wrapped", flat=True)]
    rows = [bytes(one) for one in SealedKey.objects.values_list("recovery_wrap", flat=True)]
    held = [bytes(one) for one in Unlocked.objects.values_list("held", flat=True)]
    public = {bytes(one) for one in SafeKey.objects.values_list("public", flat=True)}
    public |= {bytes(one) for one in Compartment.objects.values_list("public", flat=True)}
    public |= {card.public.raw for row in Compartment.objects.all() for card in _cards(row)}
    ways: set[str] = set()
    for raw in candidates:
        with suppress(CannotOpen):
            open_text(DataKey(raw), sealed, PLACE)
            ways.add("data key")
        if PrivateKey(raw).public.raw in public:
            ways.add("private key")
        for one in held:
            with suppress(CannotOpen):
                private = held_open(raw, one)
                ways.update("browser" for wrap in wraps if _unwraps(wrap, private, sealed))
    assert wraps
    assert rows
    return ways


def _cards(row: Compartment) -> Iterator[recovery.CardPublic]:
    yield from recovery.Compartment.from_json(row.envelopes).cards


def _unwraps(wrap: bytes, private: PrivateKey, sealed: bytes) -> bool:
    with suppress(CannotOpen):
        return open_text(unwrap(wrap, private), sealed, PLACE) == WORDS
    return False


def _site_in_use() -> tuple[Client, bytes, dict[str, Printed]]:
    """Somebody has sealed, somebody reads: a browser with an open safe, the sealed text, the cards."""
    enrol("dsl")
    with school_scope(school().pk):
        cards = cut()
        with new_key(thing="case:1", readers=[numbers()["dsl"]], left_out=[numbers()["head"]]) as key:
            sealed = key.seal(WORDS, PLACE)
    client = sign_in("dsl")
    assert client.post("/me/safe/unlock/", {"phrase": PHRASE}).status_code == 302
    return client, sealed, cards


def test_everything_that_the_site_keeps_and_a_backup_open_nothing_even_while_a_safe_is_unlocked(
    database: Database, tmp_path: Path
) -> None:
    client, sealed, _cards_held = _site_in_use()
    backed_up(with_cards(database)[0], tmp_path)
    stolen = _candidates(_everything(database, tmp_path))
    assert len(stolen) > 10_000
    with school_scope(school().pk):
        assert Unlocked.objects.exists()
        assert _opened_by(stolen, sealed) == set()
        # The thief is able: with what the browser or a phrase has it would open.
        token = base64.urlsafe_b64decode(client.cookies[COOKIE].value)
        assert _opened_by({token}, sealed) == {"browser"}
        private = unlock(Locked.from_bytes(bytes(SafeKey.objects.get().locked)), PHRASE)
        assert _opened_by({private.raw}, sealed) == {"private key"}


def test_the_key_from_the_browser_is_worth_nothing_once_the_person_has_signed_out(database: Database) -> None:
    client, sealed, _cards_held = _site_in_use()
    token = base64.urlsafe_b64decode(client.cookies[COOKIE].value)
    client.post("/sign-out/")
    with school_scope(school().pk):
        assert _opened_by(_candidates(_everything(database)) | {token}, sealed) == set()


def test_one_card_with_all_that_the_site_keeps_opens_nothing(database: Database) -> None:
    _client, sealed, cards = _site_in_use()
    with school_scope(school().pk):
        row = SealedKey.objects.select_related("compartment").get()
        compartment = recovery.Compartment.from_json(row.compartment.envelopes)
        stolen = _candidates(_everything(database))
        numbers_held = [one.number for one in cards.values()]
        for card in cards.values():
            assert "data key" not in _opened_by({card.secret.raw}, sealed)
            assert not _unwraps(bytes(row.recovery_wrap), card.secret, sealed)
            for number in numbers_held:
                for raw in (card.secret.raw, *sorted(stolen)[:200]):
                    with pytest.raises(CannotOpen):
                        recovery.recover(compartment, card, Printed(number, PrivateKey(raw)))
        first, second = list(cards.values())[:2]
        assert _unwraps(bytes(row.recovery_wrap), recovery.recover(compartment, first, second), sealed)


def test_no_key_card_or_phrase_stands_in_the_database_or_on_the_disk_in_any_writing(
    database: Database, tmp_path: Path
) -> None:
    client, _sealed, cards = _site_in_use()
    backed_up(with_cards(database)[0], tmp_path)
    on_disk = [one.read_bytes() for one in (*database.folder.rglob("*"), *tmp_path.rglob("*")) if one.is_file()]
    everything = b"\n".join((*_everything(database), *on_disk))
    token = base64.urlsafe_b64decode(client.cookies[COOKIE].value)
    private = unlock(Locked.from_bytes(bytes(SafeKey.objects.get().locked)), PHRASE)
    with school_scope(school().pk):
        data_key = unwrap(bytes(Wrap.objects.get().wrapped), private)
    for raw in (token, private.raw, data_key.raw, *(card.secret.raw for card in cards.values())):
        assert raw not in everything
        for spelt in (*spellings(raw), base64.urlsafe_b64encode(raw).decode()):
            assert spelt.encode() not in everything
    for card in cards.values():
        assert card.groups[3].encode() + b" " + card.groups[4].encode() not in everything
    assert PHRASE.encode() not in everything
    assert WORDS.encode() not in everything
