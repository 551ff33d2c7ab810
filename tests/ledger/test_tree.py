"""The tree is that of RFC 6962: published vectors, and a slow reference on random trees."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.ledger.entry import leaf_hash
from gatepost.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    TreeError,
    consistency_proof,
    frontier,
    inclusion_proof,
    root,
    verify_consistency,
    verify_inclusion,
)
from tests.ledger import reference

# The leaves, roots and proofs of Certificate Transparency's own tests.
CT_LEAVES = [
    leaf_hash(bytes.fromhex(leaf))
    for leaf in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CT_PATH_0_8 = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)
CT_PATH_5_8 = (
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
)
CT_PROOF_2_5 = (
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
)
CT_PROOF_6_8 = (
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
)


def some(count: int) -> list[bytes]:
    return [hashlib.sha256(b"%d" % number).digest() for number in range(count)]


@st.composite
def spoilt(draw: st.DrawFn, proof: tuple[bytes, ...]) -> list[bytes]:
    """A proof with one hash changed, left out, put in or moved."""
    made = list(proof)
    at = draw(st.integers(0, max(len(made) - 1, 0)))
    match draw(st.sampled_from(["change", "leave out", "put in", "shorten"] if made else ["put in"])):
        case "change":
            bit = draw(st.integers(0, 255))
            made[at] = (int.from_bytes(made[at], "big") ^ 1 << bit).to_bytes(32, "big")
        case "leave out":
            del made[at]
        case "put in":
            made.insert(at, draw(st.binary(min_size=32, max_size=32)))
        case _:
            made[at] = made[at][:31]
    return made


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert root(CT_LEAVES[:size]).hex() == CT_ROOTS[size]


def test_proofs_are_those_of_certificate_transparency() -> None:
    assert tuple(one.hex() for one in inclusion_proof(CT_LEAVES, 0)) == CT_PATH_0_8
    assert tuple(one.hex() for one in inclusion_proof(CT_LEAVES, 5)) == CT_PATH_5_8
    assert tuple(one.hex() for one in consistency_proof(CT_LEAVES[:5], 2)) == CT_PROOF_2_5
    assert tuple(one.hex() for one in consistency_proof(CT_LEAVES, 6)) == CT_PROOF_6_8


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_a_growing_frontier_has_the_root_of_the_reference_at_every_size(leaves: list[bytes]) -> None:
    grown = Frontier()
    for size, leaf in enumerate(leaves):
        assert grown.root() == reference.mth(leaves[:size])
        proof = grown.next_proof()
        grown = Frontier.from_hex(grown.size, grown.to_hex()).append(leaf)
        assert list(proof) == reference.path(size, leaves[: size + 1])
        assert len(grown.hashes) <= grown.size.bit_length()
    assert grown == frontier(leaves)


@pytest.mark.parametrize("size", range(1, 35))
def test_every_inclusion_proof_is_that_of_the_reference_and_holds_nowhere_else(size: int) -> None:
    leaves = some(size)
    top = reference.mth(leaves)
    for index in range(size):
        proof = inclusion_proof(leaves, index)
        assert list(proof) == reference.path(index, leaves)
        for place in range(-1, size + 1):
            assert verify_inclusion(leaves[index], place, size, proof, top) == (place == index)


@pytest.mark.parametrize("size", range(35))
def test_every_consistency_proof_is_that_of_the_reference(size: int) -> None:
    leaves = some(size)
    top = reference.mth(leaves)
    for first in range(size + 1):
        proof = consistency_proof(leaves, first)
        assert list(proof) == (reference.proof(first, leaves) if first else [])
        assert verify_consistency(first, size, reference.mth(leaves[:first]), top, proof)


@given(st.data(), st.integers(1, 200))
def test_a_spoilt_inclusion_proof_proves_nothing(data: st.DataObject, size: int) -> None:
    leaves = some(size)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(leaves, index)
    assert verify_inclusion(leaves[index], index, size, proof, root(leaves))
    assert not verify_inclusion(leaves[index], index, size, data.draw(spoilt(proof)), root(leaves))
    assert not verify_inclusion(leaves[index], index, size, proof, bytes(32))
    assert not verify_inclusion(bytes(32), index, size, proof, root(leaves))


@given(st.data(), st.integers(1, 200))
def test_a_spoilt_consistency_proof_proves_nothing(data: st.DataObject, size: int) -> None:
    leaves = some(size)
    first = data.draw(st.integers(1, size))
    proof, old, new = consistency_proof(leaves, first), root(leaves[:first]), root(leaves)
    assert verify_consistency(first, size, old, new, proof)
    assert not verify_consistency(first, size, old, new, data.draw(spoilt(proof)))
    assert not verify_consistency(first, size, bytes(32), new, proof)
    assert not verify_consistency(first, size, old, bytes(32), proof)


@given(st.data(), st.integers(2, 100))
def test_no_proof_joins_a_tree_to_one_whose_beginning_was_changed(data: st.DataObject, size: int) -> None:
    leaves = some(size)
    first = data.draw(st.integers(1, size))
    changed = list(leaves)
    changed[data.draw(st.integers(0, first - 1))] = bytes(32)
    proof = consistency_proof(changed, first)
    assert not verify_consistency(first, size, root(leaves[:first]), root(changed), proof)


@given(
    st.integers(-2, 40),
    st.integers(-2, 40),
    st.lists(st.binary(min_size=31, max_size=32), max_size=8),
    st.binary(max_size=32),
)
def test_checking_a_proof_never_raises(one: int, other: int, proof: list[bytes], top: bytes) -> None:
    assert verify_inclusion(bytes(32), one, other, proof, top) in (True, False)
    assert verify_consistency(one, other, top, top, proof) in (True, False)


def test_the_empty_tree_is_the_beginning_of_every_tree_and_of_no_other_root() -> None:
    assert verify_consistency(0, 3, EMPTY_ROOT, root(some(3)), [])
    assert not verify_consistency(0, 3, bytes(32), root(some(3)), [])
    assert not verify_consistency(0, 3, EMPTY_ROOT, root(some(3)), some(1))
    assert not verify_consistency(0, 0, bytes(32), bytes(32), [])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3)])
def test_a_leaf_that_is_not_there_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(TreeError, match="no leaf"):
        inclusion_proof(some(size), index)


@pytest.mark.parametrize("first", [-1, 4])
def test_a_beginning_that_is_none_has_no_proof(first: int) -> None:
    with pytest.raises(TreeError, match="no beginning"):
        consistency_proof(some(3), first)


@pytest.mark.parametrize(
    ("size", "hashes"), [(1, []), (2, ["00" * 32] * 2), (1, ["00"]), (1, ["zz" * 32]), (-1, []), (0, ["00" * 32])]
)
def test_a_stored_frontier_that_is_none_is_refused(size: int, hashes: list[str]) -> None:
    with pytest.raises(TreeError):
        Frontier.from_hex(size, hashes)
