"""Ed25519 as RFC 8032 has it and as the cryptography package does it, but stricter about odd keys and signatures."""

import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.ledger.ed25519 import is_public_key, public_key, sign, verify

L = 2**252 + 27742317777372353535851937790883648493
SEEDS = st.binary(min_size=32, max_size=32)
# RFC 8032, section 7.1: private key, public key, message, signature
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        b"",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        b"\x72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        b"\xaf\x82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").digest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]
# Every point of order 1, 2, 4 and 8 in its right encoding.
SMALL = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]
NOT_CANONICAL = [
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # y = p + 1
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # y = p
    "0100000000000000000000000000000000000000000000000000000000000080",  # x = 0, said to be odd
    "0200000000000000000000000000000000000000000000000000000000000000",  # no point
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), VECTORS)
def test_the_vectors_of_the_standard(seed: str, public: str, message: bytes, signature: str) -> None:
    assert public_key(bytes.fromhex(seed)).hex() == public
    assert sign(bytes.fromhex(seed), message).hex() == signature
    assert verify(bytes.fromhex(public), message, bytes.fromhex(signature))


@settings(max_examples=40)
@given(SEEDS, st.binary(max_size=200))
def test_keys_and_signatures_are_those_of_the_cryptography_package(seed: bytes, message: bytes) -> None:
    other = Ed25519PrivateKey.from_private_bytes(seed)
    assert public_key(seed) == other.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    assert sign(seed, message) == other.sign(message)
    assert verify(public_key(seed), message, other.sign(message))


@settings(max_examples=40)
@given(SEEDS, st.binary(max_size=50), st.integers(0, 511))
def test_one_changed_bit_spoils_a_signature_here_and_there(seed: bytes, message: bytes, bit: int) -> None:
    signature = (int.from_bytes(sign(seed, message), "big") ^ 1 << bit).to_bytes(64, "big")
    assert not verify(public_key(seed), message, signature)
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(public_key(seed)).verify(signature, message)


@settings(max_examples=40)
@given(SEEDS, st.binary(max_size=50))
def test_another_message_or_key_does_not_fit(seed: bytes, message: bytes) -> None:
    signature = sign(seed, message)
    assert not verify(public_key(seed), message + b"x", signature)
    assert not verify(public_key(bytes(32)), message, signature) or seed == bytes(32)


@settings(max_examples=40)
@given(SEEDS, st.binary(max_size=50))
def test_the_same_signature_with_a_number_of_l_or_more_is_refused(seed: bytes, message: bytes) -> None:
    signature = sign(seed, message)
    number = int.from_bytes(signature[32:], "little") + L
    assert not verify(public_key(seed), message, signature[:32] + number.to_bytes(32, "little"))


@pytest.mark.parametrize("public", SMALL + NOT_CANONICAL)
def test_odd_keys_are_refused_even_where_the_equation_holds(public: str) -> None:
    key = bytes.fromhex(public)
    # With the neutral point as the key, this signature fits every message.
    number = (5).to_bytes(32, "little")
    fitting = bytes.fromhex("edc876d6831fd2105d0b4389ca2e283166469289146e2ce06faefe98b22548df") + number
    assert not is_public_key(key)
    assert not verify(key, b"any message", fitting)
    assert not verify(key, b"any message", bytes.fromhex(SMALL[0]) + bytes(32))


def test_a_sound_key_in_another_encoding_is_refused() -> None:
    sound = [y for y in range(19) if is_public_key(y.to_bytes(32, "little"))]
    assert sound
    assert not any(is_public_key((2**255 - 19 + y).to_bytes(32, "little")) for y in sound)


def test_the_signature_that_fits_every_message_would_fit_the_neutral_key() -> None:
    """Else the test above would show nothing."""
    fitting = bytes.fromhex("edc876d6831fd2105d0b4389ca2e283166469289146e2ce06faefe98b22548df")
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(SMALL[0])).verify(
        fitting + (5).to_bytes(32, "little"), b"any message"
    )


@given(
    st.binary(max_size=40) | SEEDS, st.binary(max_size=5), st.binary(max_size=70) | st.binary(min_size=64, max_size=64)
)
def test_verification_never_raises(public: bytes, message: bytes, signature: bytes) -> None:
    assert verify(public, message, signature) in (True, False)
    assert is_public_key(public) in (True, False)


@pytest.mark.parametrize("seed", [b"", bytes(31), bytes(33)])
def test_a_private_key_has_32_bytes(seed: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        sign(seed, b"")
