"""What harmed or limped in Vietnamese, as it reads now, and the rules that were learnt from it.

`mended_words.tsv` has each mended sentence: English, tab, Vietnamese. A rule looks at every
sentence that people read: the catalogue, the published texts, the papers and the guides.
"""

import json
import re
from functools import cache
from itertools import chain

import pytest

from portal.notices.wording import SEGMENT, plain
from tests.sources import ROOT, templates
from tests.test_words import CATALOGUE, messages

MENDED = [
    tuple(line.split("\t")) for line in (ROOT / "tests/mended_words.tsv").read_text().splitlines()
]
CONSENT = ROOT / "cameras/register/consent_texts"
COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
SMS = re.compile(r"\{% block sms %\}(.*?)\{% endblock %\}(?=\n|$)", re.DOTALL)
SENTENCE = re.compile(r"\{% blocktranslate[^%]*%\}(.*?)\{% endblocktranslate %\}", re.DOTALL)

# (what nobody writes again, where it may stand all the same, the rule)
NEVER_AGAIN = [
    # 1. One thing, one name.
    (r"mã kiểm tra", "", "bốn số: số đối chiếu; SHA-256: mã toàn vẹn"),
    (r"(?<![Gg]iấy )biên nhận", "", "biên bản giao nhận; a gift in kind has its giấy biên nhận"),
    (
        r"(cán bộ|người) quản trị|người phụ trách ở xã|cán bộ giữ sổ",
        "",
        "cán bộ phụ trách Sổ Camera",
    ),
    (r"két tiền|sổ camera (của|%)", "", "quỹ tiền mặt; Sổ Camera is a name"),
    (r"(?<!: )(?<!\()\b[Mm]ắt %\(n\)s(?! camera)|%\(n\)s mắt(?! camera)", "", "mắt camera"),
    # 2. "Số" before a noun is a count, "trên" before money is "more than".
    (r"trên [%{]", "", "mục tiêu …, or /"),
    (r"[Ss]ố (vụ việc|vụ|camera|điểm)\b", r"[Ss]ố điểm (tìm|camera theo)", "số hồ sơ, số đăng ký"),
    # 4. Promise only what the portal itself does.
    (r"không ảnh hưởng đến ông|không nối vào|không nợ|nợ gì", "", "one exception makes it a lie"),
    (r"[Kk]hông ai xem được (camera|hình)", r"[Qq]ua Sổ Camera, không ai", "Qua Sổ Camera, …"),
    # 5. The portal gives rights, not offices.
    (r"[Cc]hức vụ|nhiệm kỳ|\bcử (một|thêm)", "", "cấp quyền, thu hồi quyền, vai trò"),
    # 6. Two registers.
    (r"giải trình|bằng chứng|niêm phong|không có việc này", "", "what frightens a witness"),
    (r"[Cc]hấp thuận, (lưu|từ)|Điểm %\(place\)s (chấp thuận|không)", "", "an owner agrees to send"),
    (
        r"khi dân|[Aa]i có thể đã thấy|[Bb]ằng lời\b|người thứ hai duyệt|chờ xét",
        "",
        "police write so",
    ),
    (r"\bxin\b[^.:;?!]*yêu cầu|yêu cầu[^.:;?!]*\bxin\b", "", "xin and yêu cầu never meet"),
    (r"\bthẻ (này|khác)", "", "a thẻ is the memory card"),
    (r"xin hình", "", "đề nghị cung cấp hình ảnh"),
    # 9. Things do not see, approve or stay; persons do.
    (r"ở lại (trong )?(vụ|sổ)", r"sẽ ở lại trong sổ", "lưu trong hồ sơ vụ việc"),
    (r"[Đđ]ảo (dòng|phiếu|lại)|dòng đảo|đã đảo|ghi đảo", "", "trừ lại"),
    (r"quyết định của (tôi|ông)|[Ll]ời văn|[Vv]ận động ở mọi", "", "calques"),
]
# Said aloud without accents, these are heard as something else.
TWO_FACED = re.compile(
    r"da dao|dao phieu|cho duyet|go lop|nguoi moi|so nay|dung trong|phieu van giu"
    r"|(?<!dang )cho ong/ba (xac nhan|duyet)"
)
LONGEST = {
    "commune": "phuong Hoa Lac Thuong 12",
    "appointment": "to truong to dan pho Gia Thanh 12",
}


@cache
def _catalogue() -> dict[str, str]:
    return {m.msgid: m.msgstr[0] for m in messages(CATALOGUE) if m.msgstr}


def _unquoted(text: str) -> str:
    return text.replace('\\"', '"').replace("\N{WORD JOINER}", "")


@cache
def _read_by_people() -> list[str]:
    """Every Vietnamese sentence there is, one a line."""
    words = [_unquoted(text) for text in _catalogue().values()]
    newest = max(CONSENT.glob("v*.json"), key=lambda path: int(path.stem[1:]))
    for text in json.loads(newest.read_text())["texts"]:
        words += [part for name, part in text.items() if text["language"] == "vi"]
    for page in templates():
        words += COMMENT.sub("", page.read_text()).splitlines()
    for guide in (ROOT / "docs/huong-dan").glob("*.md"):
        words += guide.read_text().replace("\N{WORD JOINER}", "").splitlines()
    return words


@pytest.mark.parametrize(("english", "vietnamese"), MENDED, ids=[row[0][:50] for row in MENDED])
def test_a_mended_sentence_reads(english: str, vietnamese: str) -> None:
    assert _unquoted(_catalogue()[english.replace('"', '\\"')]) == vietnamese


@pytest.mark.parametrize(("words", "but", "rule"), NEVER_AGAIN, ids=[row[0] for row in NEVER_AGAIN])
def test_nobody_reads_again(words: str, but: str, rule: str) -> None:
    found = [text for text in _read_by_people() if re.search(words, text)]

    assert [text for text in found if not (but and re.search(but, text))] == [], rule


def _messages_by_sms() -> dict[str, list[str]]:
    """The English sentences of each notice that goes out by SMS."""
    sms = {}
    for notice in (ROOT / "templates/notices").glob("*.txt"):
        for block in SMS.findall(notice.read_text()):
            sentences = [" ".join(s.split()) for s in SENTENCE.findall(block)]
            sms[notice.stem] = [re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", s) for s in sentences]
    return sms


EVERY_SMS = list(chain.from_iterable(_messages_by_sms().values()))


@pytest.mark.parametrize("english", EVERY_SMS)
def test_an_sms_says_from_whom_it_is_and_is_read_aloud_as_it_is_meant(english: str) -> None:
    vietnamese = _unquoted(_catalogue()[english.replace('"', '\\"')])

    for words in (english, vietnamese):
        assert words.startswith("So Camera:")
        assert plain(words) == words
    assert not TWO_FACED.search(vietnamese)


@pytest.mark.parametrize("english", EVERY_SMS)
def test_an_sms_fits_one_segment_with_the_longest_names(english: str) -> None:
    facts = dict.fromkeys(re.findall(r"%\((\w+)\)s", english), "x" * 12) | LONGEST
    facts |= {
        "url": "https://socamera.vn/y/" + "k" * 22,
        "phone": "0203 388 1113",
        "code": "408126",
    }
    facts |= {
        "title": "t" * 40,
        "leader": "to truong to dan pho Gia Thanh 12",
        "money": "500.000 d",
    }

    for words in (english, _unquoted(_catalogue()[english.replace('"', '\\"')])):
        assert len(words % facts) <= SEGMENT, words % facts


@pytest.mark.parametrize("kind", ["asked", "reminder", "recalled", "outcome"])
def test_no_sms_of_the_police_is_without_a_number_to_call(kind: str) -> None:
    for english in _messages_by_sms()[f"footage_{kind}"]:
        assert "%(phone)s" in english
        assert "%(phone)s" in _catalogue()[english]


def test_a_consent_says_what_one_has_the_right_to() -> None:
    newest = json.loads(max(CONSENT.glob("v*.json")).read_text())
    vietnamese = [text for text in newest["texts"] if text["language"] == "vi"]

    for text in vietnamese:
        assert "Tôi có quyền rút lại sự đồng ý" in text["body"]
        assert not re.search(
            r"Tôi rút lại|[Hh]ọ thấy|nghĩa là không đồng ý", " ".join(text.values())
        )
    rights = next(text["body"] for text in vietnamese if text["purpose"] == "P1")
    for right in RIGHTS:  # Law 91/2025 art. 4.1
        assert right in rights
    requests = next(text for text in vietnamese if text["purpose"] == "P3")
    assert "địa chỉ đặt camera" in requests["data"]
    assert "họ tên của tôi trên biên bản giao nhận" in requests["data"]


RIGHTS = [
    "được biết",
    "đồng ý, không đồng ý, rút lại sự đồng ý",
    "xem, chỉnh sửa",
    "cung cấp, xóa, hạn chế xử lý dữ liệu",
    "phản đối việc xử lý",
    "khiếu nại, tố cáo, khởi kiện, yêu cầu bồi thường",
    "yêu cầu bảo vệ dữ liệu",
]


def test_papers_of_a_commune_bear_the_name_of_who_issues_them() -> None:
    for paper in ("gifts/paper.html", "ledger/paper.html"):
        text = (ROOT / "templates/contributions" / paper).read_text()
        assert "{% block agency_parent %}UBND {{ campaign.commune }}{% endblock %}" in text
