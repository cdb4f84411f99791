"""Every marked word has its Vietnamese, and the Vietnamese is fit to print."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
CATALOGUE = ROOT / "locale/vi/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# Words a person from the commune would not say to a neighbour.
NEVER = ("vui lòng", "thành công", "hệ thống", "dữ liệu không hợp lệ")


@dataclass
class Message:
    msgid: str = ""
    msgid_plural: str = ""
    msgstr: list[str] = field(default_factory=list)


def messages(catalogue: Path) -> Iterator[Message]:
    """The entries of a .po file, without its head."""
    plain = subprocess.run(
        ["msgattrib", "--no-obsolete", "--no-wrap", catalogue],
        capture_output=True,
        text=True,
        check=True,
    )
    for block in plain.stdout.split("\n\n"):
        message = Message(_text(block, "msgid"), _text(block, "msgid_plural"))
        message.msgstr = [text for _, text in _texts(block, r"msgstr(?:\[\d\])?")]
        if message.msgid:
            yield message


def _text(block: str, keyword: str) -> str:
    return next((text for _, text in _texts(block, keyword)), "")


def _texts(block: str, keyword: str) -> list[tuple[str, str]]:
    pattern = rf'^({keyword}) ((?:"[^\n]*"\n?)+)'
    found = re.findall(pattern, block, re.MULTILINE)
    return [(name, "".join(re.findall(r'"(.*)"', lines))) for name, lines in found]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue as makemessages would write it today, in a folder of its own."""
    copy = tmp_path_factory.mktemp("words")
    for name in ("portal", "cameras", "contributions", "requests", "templates"):
        (copy / name).symlink_to(ROOT / name)
    place = copy / "locale/vi/LC_MESSAGES"
    place.mkdir(parents=True)
    shutil.copy(CATALOGUE, place)
    subprocess.run(
        ["django-admin", "makemessages", "--locale=vi", "--symlinks", "--no-location", "--no-wrap"],
        cwd=copy,
        env={"PATH": f"{ROOT}/.venv/bin:/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        check=True,
    )
    return place / "django.po"


def test_every_word_has_its_vietnamese(extracted):
    empty = [m.msgid for m in messages(extracted) if not m.msgstr or not all(m.msgstr)]

    assert empty == []


def test_no_translation_is_a_guess(extracted):
    fuzzy = subprocess.run(
        ["msgattrib", "--only-fuzzy", "--no-obsolete", extracted],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "msgid" not in fuzzy.stdout


def test_placeholders_are_the_same_in_both_languages():
    # Vietnamese has one form for one and for many, so it may use the plural's placeholders.
    wrong = [
        m.msgid
        for m in messages(CATALOGUE)
        for text in filter(None, m.msgstr)
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(m.msgid_plural or m.msgid))
    ]

    assert wrong == []


def test_the_catalogue_compiles(tmp_path):
    result = subprocess.run(
        ["msgfmt", "--check", "-o", tmp_path / "django.mo", CATALOGUE],
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("words", NEVER)
def test_the_voice_never_says(words):
    said = [m.msgstr for m in messages(CATALOGUE) if words in " ".join(m.msgstr).lower()]

    assert said == []
