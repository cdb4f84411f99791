import base64
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.documents import pdf, qr, sheets


@pytest.fixture
def template(tmp_path: Path, settings: Any) -> Any:
    """Writes a template's text; gives the name to render it by."""
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}
    ]
    engines.__dict__.pop("templates", None)

    def write(text: str) -> str:
        (tmp_path / "paper.html").write_text(text)
        return "paper.html"

    return write


def test_a_letter_becomes_a_pdf(template: Any) -> None:
    name = template(
        '{% extends "documents/letter.html" %}{% block heading %}Phiếu thu{% endblock %}'
    )

    assert pdf.render(name, {}).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.png",
        "https://example.org/x.png",
        "file:///etc/hostname",
        "//x/y",
        "static:documents/../../settings.py",
        "static:nothing.png",
    ],
)
def test_a_paper_opens_nothing_but_our_own_files(template: Any, address: str) -> None:
    name = template(f'<base href="http://x/"><img src="{address}">')

    with pytest.raises(pdf.ForeignAddress):
        pdf.render(name, {})


def test_a_picture_inside_the_paper_is_allowed(template: Any) -> None:
    picture = base64.b64encode(qr.png("x")).decode()

    assert pdf.render(template(f'<img src="data:image/png;base64,{picture}">'), {})


def test_qr_is_a_picture_of_its_own() -> None:
    assert qr.svg("abc", title="Mã").startswith("<svg") or "<svg" in qr.svg("abc")
    assert qr.png("abc").startswith(b"\x89PNG")


@pytest.mark.parametrize("hostile", ["=1+1", "+A1", "-2+3", "@SUM(A1)", "=HYPERLINK(1)"])
def test_a_name_that_looks_like_a_formula_stays_text(hostile: str) -> None:
    file = sheets.workbook("Sổ", ["Tên"], [[hostile]])

    cell = load_workbook(BytesIO(file)).active["A2"]
    assert (cell.data_type, cell.value) == ("s", hostile)


@given(st.text())
def test_no_text_breaks_a_sheet(text: str) -> None:
    file = sheets.workbook(text, [text], [[text, 500_000]])

    sheet = load_workbook(BytesIO(file)).active
    assert sheet["B2"].value == 500_000
