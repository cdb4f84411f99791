"""The roots, for anyone to copy: whoever keeps one elsewhere can show what was rewritten since."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime

from portal.journal.models import Root
from portal.keyset import page_of
from portal.pages import READ, anybody, page

PAGE = 30


@page(READ, anybody)
def roots(request: HttpRequest) -> HttpResponse:
    """The newest codes first, and what to do with one."""
    rows = Root.objects.defer("signature", "public_key")
    context = {"page": page_of(rows, request, PAGE, key="number")}
    return render(request, "journal/roots.html", context)


@page(READ, anybody)
def roots_file(request: HttpRequest) -> HttpResponse:
    """Every root, a line each, as `verify_journal --root` reads it: number, when signed, code."""
    rows = Root.objects.order_by("number").values_list("number", "at", "digest")
    lines = [f"{number} {localtime(at).isoformat()} {digest}\n" for number, at, digest in rows]
    response = HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="so-camera-journal-roots.txt"'
    return response
