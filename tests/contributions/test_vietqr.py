import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributions.books.banks import BANKS, bank_name
from contributions.campaigns.vietqr import MEMO_LENGTH, crc16, payload, plain

NAPAS = "38570010A00000072701270006970403011300110123456780208QRIBFTTA"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            {"bin": "970403", "account": "0011012345678"},
            f"000201010211{NAPAS}53037045802VN63049E6F",
        ),
        (
            {
                "bin": "970403",
                "account": "0011012345678",
                "amount": 180_000,
                "bill": "NPS6869",
                "memo": "thanh toan don hang",
            },
            f"000201010212{NAPAS}530370454061800005802VN62340107NPS6869"
            + "0819thanh toan don hang63042E2E",
        ),
        (
            {
                "bin": "970405",
                "account": "1234567890123",
                "amount": 200_000,
                "memo": "XHH CAM7K2Q9",
            },
            "00020101021238570010A00000072701270006970405011312345678901230208QRIBFTTA"
            + "530370454062000005802VN62160812XHH CAM7K2Q963040E6D",
        ),
        (
            {"bin": "970436", "account": "0071001234567", "memo": "CAM7K2Q9"},
            "00020101021138570010A00000072701270006970436011300710012345670208QRIBFTTA"
            + "53037045802VN62120808CAM7K2Q963049228",
        ),
    ],
)
def test_the_known_payloads_come_out_byte_by_byte(facts: dict[str, object], expected: str) -> None:
    assert payload(**facts) == expected  # type: ignore[arg-type]


def test_the_crc_is_ccitt_false() -> None:
    assert crc16(b"123456789") == 0x29B1


def read(text: str) -> dict[str, str]:
    """Fields of a payload by a reader of its own."""
    fields, at = {}, 0
    while at < len(text):
        length = int(text[at + 2 : at + 4])
        fields[text[at : at + 2]] = text[at + 4 : at + 4 + length]
        at += 4 + length
    return fields


@given(
    bin=st.from_regex(r"[0-9]{6}", fullmatch=True),
    account=st.from_regex(r"[0-9]{6,19}", fullmatch=True),
    amount=st.integers(0, 10**13 - 1),
    memo=st.text(),
)
def test_any_payload_reads_back(bin: str, account: str, amount: int, memo: str) -> None:
    code = payload(bin=bin, account=account, amount=amount, memo=memo)

    assert code.isascii()
    fields = read(code)
    merchant = read(fields["38"])
    assert read(merchant["01"]) == {"00": bin, "01": account}
    assert fields.get("54", "0") == str(amount)
    assert fields["01"] == ("12" if amount else "11")
    assert read(fields.get("62", "")).get("08", "") == plain(memo)
    assert int(fields["63"], 16) == crc16(code[:-4].encode())


@pytest.mark.parametrize(
    ("memo", "shown"),
    [
        ("Ủng hộ – bà Lựu, thôn Đoài", "Ung ho ba Luu thon Doai"),
        ("XHH 7K2Q9MD4", "XHH 7K2Q9MD4"),
        ("  a   b  ", "a b"),
        ("x" * 40, "x" * MEMO_LENGTH),
        ("🙏", ""),
    ],
)
def test_a_memo_keeps_only_what_every_bank_carries(memo: str, shown: str) -> None:
    assert plain(memo) == shown


@pytest.mark.parametrize(
    "facts",
    [
        {"bin": "97040", "account": "1"},
        {"bin": "9704o5", "account": "1"},
        {"bin": "970405", "account": ""},
        {"bin": "970405", "account": "1" * 20},
        {"bin": "970405", "account": "12 34"},
        {"bin": "970405", "account": "1", "amount": -1},
        {"bin": "970405", "account": "1", "amount": 10**13},
    ],
)
def test_a_payload_no_bank_could_read_is_refused(facts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="is not"):
        payload(**facts)  # type: ignore[arg-type]


def test_every_bin_is_six_digits_of_text() -> None:
    assert all(len(bin) == 6 and bin.isdigit() for bin in BANKS)
    assert bank_name("970405") == "Agribank"
    assert bank_name("123456") == "123456"
