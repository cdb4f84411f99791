"""What people type or paste is read as they mean it, and never guessed at."""

from datetime import date

import pytest

from portal.look import readers


def test_signs_are_plain_whatever_they_look_like():
    dashes = "‐‑‒–—―−﹘－"

    assert readers.plain(f"\u200eＶＶ　{dashes}\u00a0１٢") == "VV --------- 12"


@pytest.mark.parametrize(
    "typed",
    [
        "22/11/2026",
        "22-11-2026",
        "22.11.2026",
        "22,11,2026",
        "22 11 2026",
        "22/11/26",
        "22112026",
        "2026-11-22",
        "2026/11/22",
        "２２/１１/２０２６",
        "22 / 11 / 2026",
        "22–11–2026",
        "ngày 22 tháng 11 năm 2026",
        "22 tháng 11, năm 2026",
        "Chủ nhật, 22/11/2026",
        "\u200e22/11/2026\u00a0",
        "nga\u0300y 22 tha\u0301ng 11 na\u0306m 2026",
    ],
)
def test_a_day_in_every_way_it_is_written_here(typed):
    assert readers.read_day(typed) == date(2026, 11, 22)


@pytest.mark.parametrize(
    "typed",
    ["", "11/22/2026", "31/2/2026", "22/11", "22-11/2026", "hôm qua", "22/11/126", "0/1/2026"],
)
def test_what_may_be_another_day_is_no_day(typed):
    with pytest.raises(ValueError, match=r"[a-z]"):
        readers.read_day(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "18:10, 26/11/2026",
        "26/11/2026 18:10",
        "18h10 26/11/2026",
        "18 giờ 10 ngày 26/11/2026",
        "26-11-2026 18:10",
        "2026-11-26T18:10",
        "2026-11-26 18:10:00",
        "18H10, 26/11/2026",
        "18g10 26.11.2026",
        "6h10 chiều 26/11/2026",
        "6:10 PM, 26/11/2026",
        "26/11/2026, 06:10 CH",
        "18 giờ 10 phút, ngày 26 tháng 11 năm 2026",
        "lúc 18:10 ngày 26/11/26",
        "１８：１０　２６/１１/２０２６",
        "Thứ năm, 26/11/2026, 18:10",
        "Hồi 18 giờ 10 phút ngày 26 tháng 11 năm 2026",
        "18h10' 26/11/2026",
        "18h10’, ngày 26-11-2026",
        "18h10 chiều 26/11/2026",
    ],
)
def test_a_time_in_every_way_it_is_written_here(typed):
    assert readers.read_minute(typed).isoformat() == "2026-11-26T18:10:00"


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("24:00 26/11/2026", "2026-11-27T00:00:00"),
        ("24h 31/12/2026", "2027-01-01T00:00:00"),
        ("0h 26/11/2026", "2026-11-26T00:00:00"),
        ("8h rưỡi 26/11/2026", "2026-11-26T08:30:00"),
        ("8h 26/11/2026", "2026-11-26T08:00:00"),
        ("12:10 SA 26/11/2026", "2026-11-26T00:10:00"),
        ("12h trưa 26/11/2026", "2026-11-26T12:00:00"),
        ("1h đêm 26/11/2026", "2026-11-26T01:00:00"),
        ("11h đêm 26/11/2026", "2026-11-26T23:00:00"),
    ],
)
def test_hours_are_read_as_they_are_said(typed, moment):
    assert readers.read_minute(typed).isoformat() == moment


@pytest.mark.parametrize(
    "typed",
    [
        "18:10",
        "26/11/2026",
        "24:01 26/11/2026",
        "18:60 26/11/2026",
        "25h 26/11/2026",
        "18h10 sáng 26/11/2026",
        "12h đêm 26/11/2026",
        "18:10 26/11",
        "18:10 19:10 26/11/2026",
        "26/11/2026 18:10 27/11/2026",
    ],
)
def test_what_may_be_another_time_is_no_time(typed):
    with pytest.raises(ValueError, match=r"[a-z]"):
        readers.read_minute(typed)


@pytest.mark.parametrize(
    "pasted",
    [
        "21.5263, 107.9665",
        "21.5263 107.9665",
        "21,5263,107,9665",
        "21.5263, 107.9665.",
        "Vĩ độ Bắc 21.5263, kinh độ Đông 107.9665",
        "21.5263 Bắc, 107.9665 Đông",
        "B21.5263 Đ107.9665",
        "21°31.578'N 107°57.99'E",
        "21.5263,107.9665",
        "21,5263; 107,9665",
        "21,5263, 107,9665",
        "(21.5263, 107.9665)",
        "21.5263° N, 107.9665° E",
        "N21.5263 E107.9665",
        "21.5263N107.9665E",
        "107.9665, 21.5263",
        "２１．５２６３，１０７．９６６５",
        "Vĩ độ 21.5263, kinh độ 107.9665",
        "lat: 21.5263 lng: 107.9665",
        "https://www.google.com/maps/@21.5263,107.9665,17z",
        "https://maps.google.com/?q=21.5263,107.9665",
        "geo:21.5263,107.9665",
        "21°31'34.68\"N 107°57'59.4\"E",
        "21°31′34.68″N, 107°57′59.4″E",
        "\u200e21.5263,\u00a0107.9665",
        "21.5263\t107.9665",
    ],
)
def test_a_point_pasted_whole(pasted):
    assert readers.read_point(pasted) == pytest.approx((21.5263, 107.9665))


@pytest.mark.parametrize(
    "pasted", ["", "21.5263", "12 Nguyễn Du", "21.5, 200", "1, 2, 3", "0912 345 678"]
)
def test_what_is_no_point(pasted):
    with pytest.raises(ValueError, match=r"[a-z]"):
        readers.read_point(pasted)


@pytest.mark.parametrize(
    ("typed", "degrees"), [("21,5263", 21.5263), ("２１.５", 21.5), ("-8.5", -8.5)]
)
def test_degrees_with_either_sign(typed, degrees):
    assert readers.read_degrees(typed) == degrees


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.000", 1000),
        ("1,000", 1000),
        ("1 000 m", 1000),
        ("２０", 20),
        ("٢٠", 20),
        ("20m", 20),
        ("20 mét", 20),
        ("20.0", 20),
        ("-5", -5),
        ("0", 0),
    ],
)
def test_a_whole_number_with_its_unit(typed, number):
    assert readers.read_integer(typed, "m", "mét") == number


@pytest.mark.parametrize("typed", ["", "20 km", "1.5", "1.00.000", "hai mươi", "1,000.000"])
def test_what_may_be_another_number_is_none(typed):
    with pytest.raises(ValueError, match=r"[a-z]"):
        readers.read_integer(typed, "m", "mét")


@pytest.mark.parametrize(
    "pasted",
    [
        "123456",
        "123 456",
        "123-456",
        "1 2 3 4 5 6",
        "１２３４５６",
        "١٢٣٤٥٦",
        "\u200e123456",
        "So Camera: ma dang nhap 123456, dung trong 5 phut. Khong dua cho ai.",
        "So Camera: ma 123 456 de tra loi, dung trong 5 phut. Goi 0912 345 678.",
        "123456 nhé",
        "G-123456",
    ],
)
def test_a_code_alone_or_in_its_message(pasted):
    assert readers.read_code(pasted, 6) == "123456"


@pytest.mark.parametrize(
    "pasted", ["", "12345", "1234567", "0912 345 678", "ma 123456 roi ma 654321", "abc"]
)
def test_what_is_no_code_or_two(pasted):
    with pytest.raises(ValueError, match=r"[a-z]"):
        readers.read_code(pasted, 6)
