"""How fast sealing is, beside AES-GCM and Fernet of `cryptography` on the same texts and the same file.

The peers do less: Fernet binds no place, neither hides lengths, and neither finds a chunk that was left out of a file.
"""

import argparse
import io
import os
import random
import statistics
import time
from collections.abc import Callable

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.measure import rounds, told
from gatepost.sealing.card import Card
from gatepost.sealing.envelope import CHUNK, DataKey, Place, open_stream, open_text, seal_stream, seal_text
from gatepost.sealing.keyring import lock, new_pair, unlock, unwrap, wrap
from gatepost.sealing.recovery import cut, recover

PLACE = Place("cases_event", "12", "text")
MEGABYTE = 1_000_000
PHRASE = "lantern otter biscuit harbour violet mango"


def texts_of(chance: random.Random, number: int) -> list[str]:
    """Texts as long as what people write about a case: 600 letters, more or less."""
    return ["".join(chance.choices("abcdefghij klmnop qrstuvwxyz", k=chance.randint(300, 900))) for _ in range(number)]


def own_texts(texts: list[str]) -> int:
    key = DataKey.new()
    for text in texts:
        assert open_text(key, seal_text(key, text, PLACE), PLACE) == text
    return len(texts)


def aes_gcm_texts(texts: list[str]) -> int:
    cipher, associated = AESGCM(os.urandom(32)), PLACE.to_bytes()
    for text in texts:
        nonce = os.urandom(12)
        assert cipher.decrypt(nonce, cipher.encrypt(nonce, text.encode(), associated), associated).decode() == text
    return len(texts)


def fernet_texts(texts: list[str]) -> int:
    cipher = Fernet(Fernet.generate_key())
    for text in texts:
        assert cipher.decrypt(cipher.encrypt(text.encode())).decode() == text
    return len(texts)


def own_stream(clear: bytes) -> int:
    key, sealed, back = DataKey.new(), io.BytesIO(), io.BytesIO()
    seal_stream(key, io.BytesIO(clear), sealed, PLACE)
    sealed.seek(0)
    open_stream(key, sealed, back, PLACE)
    assert back.getvalue() == clear
    return len(clear)


def in_chunks(seal: Callable[[bytes], bytes], unseal: Callable[[bytes], bytes], clear: bytes) -> int:
    """A file as a peer would do it: each chunk by itself, the same size as ours."""
    source, back = io.BytesIO(clear), io.BytesIO()
    sealed = []
    while chunk := source.read(CHUNK):
        sealed.append(seal(chunk))
    for one in sealed:
        back.write(unseal(one))
    assert back.getvalue() == clear
    return len(clear)


def aes_gcm_stream(clear: bytes) -> int:
    cipher, associated = AESGCM(os.urandom(32)), PLACE.to_bytes()

    def seal(chunk: bytes) -> bytes:
        nonce = os.urandom(12)
        return nonce + cipher.encrypt(nonce, chunk, associated)

    return in_chunks(seal, lambda sealed: cipher.decrypt(sealed[:12], sealed[12:], associated), clear)


def fernet_stream(clear: bytes) -> int:
    cipher = Fernet(Fernet.generate_key())
    return in_chunks(cipher.encrypt, cipher.decrypt, clear)


def unlocking(times: int) -> float:
    """Seconds of this process's own time from the phrase to the private key, at the usual strength: the median."""
    locked, taken = lock(new_pair(), PHRASE), []
    for _ in range(times):
        start = time.process_time()
        unlock(locked, PHRASE)
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def wrapping(number: int) -> int:
    key, private = DataKey.new(), new_pair()
    public = private.public
    for _ in range(number):
        assert unwrap(wrap(key, public), private) == key
    return number


def recovering(number: int) -> int:
    cards = [Card.new(at) for at in (1, 2, 3)]
    for _ in range(number):
        recover(cut([card.public for card in cards]), cards[0], cards[2])
    return number


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--texts", type=int, default=5000)
    options.add_argument("--megabytes", type=int, default=64)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    chance = random.Random(chosen.seed)
    texts = texts_of(chance, chosen.texts)
    clear = chance.randbytes(chosen.megabytes * MEGABYTE)

    per_text = {
        "gatepost": rounds(lambda: own_texts(texts)),
        "aes-gcm": rounds(lambda: aes_gcm_texts(texts)),
        "fernet": rounds(lambda: fernet_texts(texts)),
    }
    streams = {
        "gatepost": rounds(lambda: own_stream(clear), times=3) / MEGABYTE,
        "aes-gcm": rounds(lambda: aes_gcm_stream(clear), times=3) / MEGABYTE,
        "fernet": rounds(lambda: fernet_stream(clear), times=3) / MEGABYTE,
    }
    unlock_s = unlocking(5)
    wraps = rounds(lambda: wrapping(2000))
    cuts = rounds(lambda: recovering(100))
    told(
        [
            f"texts sealed and opened per second ({len(texts)} texts of about 600 bytes):",
            *(f"  {name:10} {rate:10,.0f}" for name, rate in per_text.items()),
            f"files sealed and opened, MB per second ({chosen.megabytes} MB in chunks of {CHUNK // 1024} KiB):",
            *(f"  {name:10} {rate:10,.0f}" for name, rate in streams.items()),
            f"gatepost / Fernet: texts {per_text['gatepost'] / per_text['fernet']:.1f},"
            f" files {streams['gatepost'] / streams['fernet']:.1f} (wanted: at least 1 each)",
            f"unlocking with a phrase: {unlock_s:.2f} s (wanted: 0.1 to 2)",
            f"keys wrapped and unwrapped per second: {wraps:,.0f}; cut for three cards and recovered: {cuts:,.0f}",
        ],
        {
            "texts_per_second": {name: round(rate) for name, rate in per_text.items()},
            "stream_mb_per_second": {name: round(rate) for name, rate in streams.items()},
            "unlock_s": round(unlock_s, 3),
            "wraps_per_second": round(wraps),
            "cuts_and_recoveries_per_second": round(cuts),
        },
        met=per_text["gatepost"] >= per_text["fernet"]
        and streams["gatepost"] >= streams["fernet"]
        and 0.1 <= unlock_s <= 2,
    )


if __name__ == "__main__":
    main()
