"""What people read when something is refused or fails: in their language, and true."""

import errno
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.management import call_command
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from portal import disks, health
from portal.management.commands.draw_error_pages import SENTENCES

OWN = {"Origin": "http://testserver"}
LANGUAGES = {"vi": "vi", "en-GB,en;q=0.9,vi;q=0.8": "en"}
FIELDS = {"name": "Nguyễn <b>", "once": "a1", "csrfmiddlewaretoken": "old"}


def answer(error: Exception | None, request: HttpRequest) -> Any:
    """What the portal answers to this error raised in a view."""
    if error is None:
        return health.server_error(request)
    answered = health.UnavailableMiddleware(lambda request: HttpResponse()).process_exception(
        request, error
    )
    assert answered is not None
    return answered


ERRORS: dict[int, Exception | None] = {
    500: None,
    503: OperationalError("the server closed the connection"),
    507: OSError(errno.ENOSPC, "No space left on device"),
}


@pytest.mark.parametrize("status", ERRORS)
@pytest.mark.parametrize(("asked", "language"), LANGUAGES.items())
def test_a_page_that_only_was_to_open_is_tried_again(
    rf: RequestFactory, status: int, asked: str, language: str
) -> None:
    shown = answer(ERRORS[status], rf.get("/help/", headers={"Accept-Language": asked}))

    assert shown.status_code == status
    assert f'<html lang="{language}"' in shown.text
    assert 'href=""' in shown.text
    assert "<form" not in shown.text
    assert ("Một phần" in shown.text or "trang" in shown.text) == (language == "vi")


@pytest.mark.parametrize("status", ERRORS)
def test_a_form_is_kept_and_sent_once_more_from_the_page(rf: RequestFactory, status: int) -> None:
    request = rf.post("/campaigns/x/confirm/?from=1", FIELDS, headers=OWN)

    shown = answer(ERRORS[status], request)

    assert shown.status_code == status
    assert 'method="post" action="/campaigns/x/confirm/?from=1"' in shown.text
    assert '<input type="hidden" name="name" value="Nguyễn &lt;b&gt;">' in shown.text
    assert '<input type="hidden" name="once" value="a1">' in shown.text
    assert 'value="old"' not in shown.text
    assert request.META["CSRF_COOKIE"]
    assert 'href=""' not in shown.text
    assert "vẫn còn nguyên" not in shown.text


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://else.vn"}])
def test_what_another_site_wrote_is_offered_to_nobody(
    rf: RequestFactory, headers: dict[str, str]
) -> None:
    shown = answer(ERRORS[503], rf.post("/x/", FIELDS, headers=headers))

    assert "Nguyễn" not in shown.text
    assert "<form" not in shown.text
    assert 'href=""' not in shown.text


def test_a_form_that_nobody_could_read_is_not_said_to_be_kept(
    rf: RequestFactory, monkeypatch: Any
) -> None:
    request = rf.post("/x/", FIELDS, headers=OWN)

    def full(*args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(request, "_load_post_and_files", full)
    shown = answer(ERRORS[507], request)

    assert shown.status_code == 507
    assert "<form" not in shown.text


def with_a_form(**more: Any) -> Client:
    """Who has opened a page of ours, so that what is sent is read for its token."""
    client = Client(enforce_csrf_checks=True, **more)
    client.cookies["csrftoken"] = "a" * 32
    return client


@pytest.mark.django_db
def test_a_form_whose_file_finds_no_room_on_the_way_in_is_507(monkeypatch: Any) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.http.multipartparser.MultiPartParser.parse", full)
    client = with_a_form(raise_request_exception=False)
    shown = client.post(reverse("people:sign_in"), {"contact": "0912345678"})

    assert shown.status_code == 507


def test_where_nothing_can_be_kept_for_a_moment_is_a_full_disk_too() -> None:
    nowhere = FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")

    assert disks.is_full(nowhere)
    assert not disks.is_full(FileNotFoundError(errno.ENOENT, "No such file"))


@pytest.mark.parametrize("status", ERRORS)
def test_programs_are_told_in_their_own_words(rf: RequestFactory, status: int) -> None:
    told = answer(ERRORS[status], rf.post("/api/v1/pledges/", FIELDS))

    assert (told.status_code, set(json.loads(told.content))) == (status, {"detail"})


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "language"), LANGUAGES.items())
def test_more_than_one_request_may_bring_is_413(settings: Any, asked: str, language: str) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    client = with_a_form(headers={"Accept-Language": asked})

    page = client.post(
        reverse("people:sign_in"), "x=" + "y" * 200, "application/x-www-form-urlencoded"
    )

    assert page.status_code == 413
    assert f'<html lang="{language}"' in page.text
    told = health.not_taken(RequestFactory().post("/api/v1/x/"), RequestDataTooBig())
    assert (told.status_code, set(json.loads(told.content))) == (413, {"detail"})


# --- nginx's own ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "STATIC_ROOT", folder)
        call_command("draw_error_pages")
    return folder


def test_each_of_nginx_s_refusals_has_a_page_in_each_language(pages: Path) -> None:
    site = (settings.BASE_DIR / "deploy/nginx-site.conf").read_text()

    for status in SENTENCES:
        assert f"/errors/{status}.$so_camera_language.$so_camera_kind;" in site
        for language in ("vi", "en"):
            page = (pages / f"errors/{status}.{language}.html").read_text()
            assert f'<html lang="{language}"' in page
            assert "<script" not in page
            assert "<form" not in page
            assert 'href=""' not in page
            assert "detail" in json.loads((pages / f"errors/{status}.{language}.json").read_text())


@pytest.fixture(scope="module")
def nginx(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """deploy/nginx-site.conf on ports of its own, with nothing behind it."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if program is None:
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "1"),
            *("-subj", "/CN=x", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"),
        ],
        check=True,
        capture_output=True,
    )
    ports = [free_port(), free_port()]
    site = (settings.BASE_DIR / "deploy/nginx-site.conf").read_text()
    for ours, here in {
        "listen 80;": f"listen 127.0.0.1:{ports[0]};",
        "listen [::]:80;": "",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{ports[1]} ssl;",
        "listen [::]:443 ssl http2;": "",
        "/etc/ssl/so-camera/fullchain.pem": f"{folder}/cert.pem",
        "/etc/ssl/so-camera/privkey.pem": f"{folder}/key.pem",
        "/var/log/nginx/so-camera.log": f"{folder}/error.log",
        "/var/lib/so-camera/static/": f"{pages}/",
        "127.0.0.1:8001": "127.0.0.1:1",
        "127.0.0.1:8002": "127.0.0.1:1",
        "allow 127.0.0.1;": "",
    }.items():
        assert ours in site, ours
        site = site.replace(ours, here)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""  # or it could not read our folders
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; events {{}}\nhttp {{\n{temporary}"
        f"uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;\n{site}\n}}\n"
    )
    process = subprocess.Popen([program, "-c", folder / "nginx.conf", "-e", folder / "start.log"])
    try:
        wait_for(ports[1], folder / "start.log")
        yield f"https://127.0.0.1:{ports[1]}"
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, log: Path) -> None:
    end = time.monotonic() + 10
    while True:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.05)


def visitor() -> httpx.Client:
    return httpx.Client(verify=False)  # noqa: S501  # Its certificate was made a moment ago.


def refused(nginx: str, path: str, **asked: Any) -> httpx.Response:
    with visitor() as client:
        return client.request(asked.pop("method", "GET"), nginx + path, **asked)


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "vi"),
        ({"Accept-Language": "vi-VN,vi;q=0.9,en;q=0.5"}, "vi"),
        ({"Accept-Language": "fr"}, "vi"),
        ({"Accept-Language": "en-US,en;q=0.9"}, "en"),
        ({"Accept-Language": "fr,en;q=0.5"}, "en"),
        ({"Accept-Language": "en", "Cookie": "django_language=vi"}, "vi"),
        ({"Accept-Language": "vi", "Cookie": "django_language=en"}, "en"),
    ],
)
def test_nginx_speaks_the_reader_s_language(
    nginx: str, headers: dict[str, str], language: str
) -> None:
    page = refused(nginx, "/help/", headers=headers)

    assert (page.status_code, page.headers["Content-Type"]) == (502, "text/html; charset=utf-8")
    assert f'<html lang="{language}"' in page.text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/readyz", {}, 403),
        ("/static/nowhere.css", {}, 404),
        ("/", {"method": "POST", "content": b"x", "headers": {"Content-Length": "99999999"}}, 413),
        ("/", {}, 502),
        ("/", {"method": "POST", "data": {"a": "b"}}, 502),
    ],
)
def test_nginx_s_own_refusals_are_pages_of_ours(
    nginx: str, path: str, asked: dict[str, Any], status: int
) -> None:
    if "content" in asked:
        asked = {"method": "POST", "content": bytes(21 * 2**20)}
    page = refused(nginx, path, **asked)

    assert page.status_code == status
    assert '<html lang="vi"' in page.text
    assert "nginx" not in page.text


def test_nginx_s_pages_are_no_addresses(nginx: str) -> None:
    assert refused(nginx, "/errors/502.vi.html").status_code == 404


@pytest.mark.parametrize(
    ("path", "media_type"),
    [("/api/v1/campaigns/", "application/json"), ("/uploads/", "text/plain")],
)
def test_nginx_tells_programs_in_their_own_words(nginx: str, path: str, media_type: str) -> None:
    told = refused(nginx, path, headers={"Accept-Language": "en"})

    assert (told.status_code, told.headers["Content-Type"].split(";")[0]) == (502, media_type)
    assert "A short break" in told.text


def test_nginx_refuses_too_many_at_once_with_a_page(nginx: str) -> None:
    with visitor() as client:
        answers = [client.post(f"{nginx}/sign-in/") for _number in range(60)]

    stopped = [page for page in answers if page.status_code == 429]
    assert stopped
    assert '<html lang="vi"' in stopped[0].text
