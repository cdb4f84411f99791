"""VietQR payloads (NAPAS v1.0 on EMVCo MPM), made here so that no QR needs the network.

Each field is a two-digit id, a two-digit length and its value, in ASCII; the CRC is last.
"""

import re
import unicodedata

GUID_NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
CURRENCY_DONG = "704"
MEMO_LENGTH = 25  # characters; some banks take more, all take these
MOST = 10**13 - 1  # đồng; the field has 13 digits

NOT_FOR_A_MEMO = re.compile(r"[^A-Za-z0-9 ]+")


def payload(*, bin: str, account: str, amount: int = 0, memo: str = "", bill: str = "") -> str:
    """What the QR says: pay `amount` đồng to `account` at the bank `bin`, with `memo`.

    Without an amount the payer types one and the code can be used again. Accents and
    signs are taken out of the memo and it is cut to 25 characters. Raises ValueError for a
    BIN that is not six digits, an account that is not 1 to 19 letters or digits, or an
    amount outside 0 to 9,999,999,999,999.
    """
    if not re.fullmatch(r"[0-9]{6}", bin):
        raise ValueError(f"{bin!r} is not a BIN")
    if not re.fullmatch(r"[0-9A-Za-z]{1,19}", account):
        raise ValueError(f"{account!r} is not an account number")
    if not 0 <= amount <= MOST:
        raise ValueError(f"{amount} is not an amount a VietQR can carry")
    beneficiary = _field("00", bin) + _field("01", account)
    merchant = _field("00", GUID_NAPAS) + _field("01", beneficiary) + _field("02", TO_ACCOUNT)
    purpose = _optional("01", plain(bill)) + _optional("08", plain(memo))
    body = (
        _field("00", "01")
        + _field("01", "12" if amount else "11")
        + _field("38", merchant)
        + _field("53", CURRENCY_DONG)
        + _optional("54", str(amount or ""))
        + _field("58", "VN")
        + _optional("62", purpose)
        + "6304"
    )
    return body + f"{crc16(body.encode('ascii')):04X}"


def plain(text: str) -> str:
    """Letters, digits and single spaces only: "Ủng hộ – bà Lựu" becomes "Ung ho ba Luu"."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(NOT_FOR_A_MEMO.sub(" ", bare).split())[:MEMO_LENGTH].strip()


def crc16(message: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF; "123456789" gives 0x29B1."""
    crc = 0xFFFF
    for byte in message:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def _field(id: str, value: str) -> str:
    return f"{id}{len(value):02}{value}"


def _optional(id: str, value: str) -> str:
    return _field(id, value) if value else ""
