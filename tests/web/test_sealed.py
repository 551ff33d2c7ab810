"""What people typed is sealed under the site's own key, opens in its place alone, and shows no trace of itself."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.sealing.faults import CannotOpen
from gatepost.web import sealed

AT = {"table": "drafts", "row": "a1", "field": "words"}


@pytest.fixture(autouse=True, scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("site") / "secrets"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "settings", SimpleNamespace(CONFIG=SimpleNamespace(secrets_folder=folder)))
        yield folder


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert sealed.open_sealed(sealed.seal(**AT, content=text), **AT) == text


@pytest.mark.parametrize("size", [0, 1, 64 * 1024, 200_001])
def test_bytes_come_back_as_they_were(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    assert sealed.open_sealed_bytes(sealed.seal(**AT, content=content), **AT) == content


@pytest.mark.parametrize("part", AT)
def test_it_opens_in_no_other_place(part: str) -> None:
    held = sealed.seal(**AT, content="The fair is on Friday.")
    with pytest.raises(CannotOpen):
        sealed.open_sealed(held, **(AT | {part: "another"}))


def test_a_changed_byte_anywhere_is_noticed() -> None:
    held = sealed.seal(**AT, content="The fair is on Friday.")
    for place in range(len(held)):
        with pytest.raises(CannotOpen):
            sealed.open_sealed(held[:place] + bytes([held[place] ^ 1]) + held[place + 1 :], **AT)
    for shorter in (b"", held[:1], held[:-1]):
        with pytest.raises(CannotOpen):
            sealed.open_sealed(shorter, **AT)


def test_each_sealing_has_a_key_of_its_own_and_shows_nothing() -> None:
    first, second = (sealed.seal(**AT, content="The fair is on Friday.") for _ in range(2))
    assert first != second
    assert b"Friday" not in first
    assert len(sealed.seal(**AT, content="x")) == len(sealed.seal(**AT, content="x" * 200))


def test_without_the_sites_own_secret_nothing_opens_and_no_guess_is_confirmed(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, known = sealed.seal(**AT, content="The fair is on Friday."), sealed.fingerprint(table="a", text="b")
    assert sealed.fingerprint(table="a", text="b") == known
    assert sealed.fingerprint(table="a", text="c") != known
    assert sealed.fingerprint(table="b", text="b") != known
    assert (site / "words").stat().st_mode & 0o077 == 0
    elsewhere = SimpleNamespace(CONFIG=SimpleNamespace(secrets_folder=site.parent / "another"))
    monkeypatch.setattr(sealed, "settings", elsewhere)
    with pytest.raises(CannotOpen):
        sealed.open_sealed(held, **AT)
    assert sealed.fingerprint(table="a", text="b") != known
