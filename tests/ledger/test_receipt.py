"""A receipt proves one entry of one log, however a mail program has mangled its lines."""

import base64
import textwrap
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.ledger.note import VerifierKey
from gatepost.ledger.receipt import Receipt, ReceiptError, check_receipt, make_receipt, parse_receipt, proof_text
from gatepost.ledger.tree import frontier, inclusion_proof
from tests.ledger.making import KEY, OTHER_KEY, OTHER_SEED, entry, head, leaves, stored

RAWS = stored(13)
RECEIPT = Receipt(entry(4), inclusion_proof(leaves(RAWS), 4), head(RAWS))
TEXT = make_receipt(RECEIPT.entry, RECEIPT.proof, RECEIPT.head)


def armoured(proof: str) -> str:
    encoded = base64.b64encode(proof.encode()).decode()
    return f"-----BEGIN GATEPOST RECEIPT-----\n{encoded}\n-----END GATEPOST RECEIPT-----\n"


@pytest.mark.parametrize("seq", range(13))
def test_every_entry_of_a_log_has_its_receipt(seq: int) -> None:
    text = make_receipt(entry(seq), inclusion_proof(leaves(RAWS), seq), head(RAWS))
    assert check_receipt(text, OTHER_KEY, KEY) == entry(seq)


@pytest.mark.parametrize("count", range(1, 9))
def test_the_newest_entry_s_receipt_needs_only_the_frontier_before_it(count: int) -> None:
    raws = stored(count)
    before = frontier(leaves(raws[:-1]))
    assert check_receipt(make_receipt(entry(count - 1), before.next_proof(), head(raws)), KEY) == entry(count - 1)


def test_inside_is_a_c2sp_proof_with_the_entry_in_its_extra_line() -> None:
    proof = proof_text(RECEIPT)
    lines = proof.split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert base64.b64decode(lines[1].removeprefix("extra ")) == RAWS[4]
    assert lines[2] == "index 4"
    assert [base64.b64decode(line) for line in lines[3:7]] == list(RECEIPT.proof)
    assert proof.endswith(f"\n\n{RECEIPT.head}")
    assert check_receipt(proof, KEY) == entry(4)


@pytest.mark.parametrize(
    "mangled",
    [
        TEXT,
        TEXT.strip(),
        TEXT.replace("\n", "\r\n"),
        "Dear governor,\n\nhere it is:\n" + TEXT + "\nRegards, E. Jones > teacher\n",
        "".join(f"> > {line}\n" for line in TEXT.splitlines()),
        "\n".join(textwrap.wrap(TEXT, 40)),
        TEXT.replace("\n", " "),
        TEXT.replace("\n", "\u00a0\n\u200b"),
        TEXT.replace("-----", "\u2014\u2014-"),
        "\ufeff\t" + TEXT.replace("\n", "\n\n\t"),
    ],
)
def test_copied_with_all_that_mail_programs_do_it_still_holds(mangled: str) -> None:
    assert check_receipt(mangled, KEY) == entry(4)


@given(st.data())
def test_wrapped_anywhere_it_still_holds(data: st.DataObject) -> None:
    begin, inside, end = TEXT.partition("\n")[0], TEXT.split("-----")[2], "-----END GATEPOST RECEIPT-----"
    plain = inside.replace("\n", "")
    cuts = sorted(data.draw(st.sets(st.integers(0, len(plain)), max_size=8)))
    parts = [plain[low:high] for low, high in zip([0, *cuts], [*cuts, len(plain)], strict=True)]
    assert check_receipt("\n".join([begin, *parts, end]), KEY) == entry(4)


@settings(max_examples=60)
@given(st.data())
def test_with_one_character_changed_inside_it_proves_nothing(data: st.DataObject) -> None:
    proof = proof_text(RECEIPT)
    at = data.draw(st.integers(0, len(proof) - 1))
    changed = proof[:at] + data.draw(st.characters(codec="utf-8")) + proof[at + 1 :]
    if changed != proof:
        with pytest.raises(ReceiptError):
            check_receipt(armoured(changed), KEY)


@pytest.mark.parametrize(
    ("receipt", "says"),
    [
        (replace(RECEIPT, entry=entry(5)), "does not stand"),
        (replace(RECEIPT, entry=entry(4, actor="person:9")), "does not stand"),
        (replace(RECEIPT, entry=entry(40)), "does not stand"),
        (replace(RECEIPT, entry=entry(4, log="another")), "another log"),
        (replace(RECEIPT, proof=RECEIPT.proof[:-1]), "does not stand"),
        (replace(RECEIPT, proof=(*RECEIPT.proof, bytes(32))), "does not stand"),
        (replace(RECEIPT, proof=(bytes(31),)), "32 bytes"),
        (replace(RECEIPT, head=head(RAWS[:12])), "does not stand"),
        (replace(RECEIPT, head=head(RAWS, seed=OTHER_SEED)), "not signed"),
        (replace(RECEIPT, head=head(RAWS) + "x"), "damaged"),
        (replace(RECEIPT, proof=(bytes(32),) * 64), "which entry"),
    ],
)
def test_what_does_not_belong_together_proves_nothing_and_says_why(receipt: Receipt, says: str) -> None:
    with pytest.raises(ReceiptError, match=says):
        check_receipt(armoured(proof_text(receipt)), KEY)


def test_another_key_or_none_proves_nothing() -> None:
    for keys in ([], [OTHER_KEY], [VerifierKey("another", KEY.public)]):
        with pytest.raises(ReceiptError, match="not signed"):
            check_receipt(TEXT, *keys)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no receipt"),
        ("BEGIN GATEPOST RECEIPT", "no receipt"),
        (TEXT + TEXT, "more than one"),
        (TEXT[: len(TEXT) // 2], "no receipt"),
        (TEXT.replace("a", "", 1), "damaged"),
        (TEXT.replace("Yz", "Y*", 1), "damaged"),
        (armoured("c2sp.org/tlog-proof@v2\n"), "does not know"),
        (armoured("c2sp.org/tlog-proof@v1\nindex 4\n\n" + RECEIPT.head), "entry"),
        (armoured(proof_text(RECEIPT).replace("index 4", "index 04")), "which entry"),
        (armoured(proof_text(RECEIPT).replace("index 4", "index 5")), "another entry"),
        (armoured(proof_text(RECEIPT).replace("extra ", "extra e30=")), "damaged"),
        ("x" * 600_000, "too long"),
    ],
)
def test_a_text_that_is_no_whole_receipt_says_what_to_do(text: str, says: str) -> None:
    with pytest.raises(ReceiptError, match=says):
        parse_receipt(text)


@given(
    st.text()
    | st.text(st.characters(codec="utf-8")).map(armoured)
    | st.text(st.characters(codec="utf-8")).map(lambda text: f"c2sp.org/tlog-proof@v1\n{text}")
    | st.from_regex(r"c2sp.org/tlog-proof@v1\nextra [A-Za-z0-9+/]*=?\nindex [0-9]+\n([A-Za-z0-9+/]{43}=\n)*\n(.*\n)*")
)
def test_any_text_is_a_receipt_or_meets_receipt_error(text: str) -> None:
    with pytest.raises(ReceiptError):
        parse_receipt(text)


def test_a_receipt_that_would_prove_nothing_is_not_made() -> None:
    with pytest.raises(ReceiptError):
        make_receipt(entry(5), RECEIPT.proof, RECEIPT.head)
    with pytest.raises(ReceiptError):
        make_receipt(entry(4), RECEIPT.proof, "no head")


def test_lines_are_short_enough_for_mail() -> None:
    assert max(len(line) for line in TEXT.splitlines()) <= 64
