"""Spreadsheets that open safely: what people typed stays text and never runs."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBER_FORMAT = "#,##0"
NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def workbook(title: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """An xlsx file with one sheet; rows are streamed, so a long ledger stays cheap."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    sheet.append([_heading(sheet, word) for word in heading])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _heading(sheet: object, word: str) -> Cell:
    cell = _cell(sheet, word)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: object, value: object) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.value = NOT_IN_XML.sub("", value) if isinstance(value, str) else value
    if isinstance(value, str):
        # openpyxl takes a leading "=" for a formula; here it is only what someone typed.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@", "\t", "\r"))
    elif isinstance(value, int):
        cell.number_format = NUMBER_FORMAT
    return cell


def _sheet_name(title: str) -> str:
    """Excel allows 31 characters and none of []:*?/\\ ."""
    return re.sub(r"[][:*?/\\]", "", NOT_IN_XML.sub("", title)).strip("' ")[:31] or "1"
