import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import DataError
from django.http import HttpResponse
from django.test import RequestFactory

from portal.security import ContentSecurityPolicyMiddleware, OddInputMiddleware
from portal.static_files import HashedFiles


def policy_of(response):
    parts = [part.split() for part in response.headers["Content-Security-Policy"].split(";")]
    return {part[0]: part[1:] for part in parts}


def test_only_our_own_and_what_carries_the_nonce_may_run(client):
    first, second = (policy_of(client.get("/healthz"))["script-src"] for _ in range(2))

    assert first[0] == "'self'"
    assert re.fullmatch(r"'nonce-[\w-]{22}'", first[1])
    assert first != second


def test_no_policy_lets_anything_in_from_elsewhere(client):
    words = {word for sources in policy_of(client.get("/healthz")).values() for word in sources}

    plain = {word for word in words if not word.startswith("'nonce-")}
    assert plain == {"'self'", "'none'", "data:", "blob:"}


def test_a_stricter_policy_of_a_view_is_kept():
    def download(request):
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    response = ContentSecurityPolicyMiddleware(download)(RequestFactory().get("/"))

    assert response.headers["Content-Security-Policy"] == "sandbox"


@pytest.fixture
def hashed(tmp_path):
    def collect(**files):
        for name, text in files.items():
            (tmp_path / f"{name}.mjs").write_text(text)
        storage = HashedFiles(location=tmp_path, base_url="/static/")
        paths = {f"{name}.mjs": (storage, f"{name}.mjs") for name in files}
        problems = [
            done for _, _, done in storage.post_process(paths) if isinstance(done, Exception)
        ]
        assert problems == []
        return {
            name: (tmp_path / storage.hashed_files[f"{name}.mjs"]).read_text() for name in files
        }

    return collect


@pytest.mark.parametrize(
    "line",
    [
        'import { draw } from "./low.mjs"',
        'import {\n  draw,\n  clear,\n} from "./low.mjs"',
        'import * as low from "./low.mjs";',
        'export { draw } from "./low.mjs"',
        'export * from "./low.mjs"',
        'import "./low.mjs"',
        'const low = await import("./low.mjs")',
    ],
)
def test_modules_find_each_other_under_their_hashed_names(hashed, line):
    written = hashed(low="export const draw = 1\n", high=f"{line}\ndraw()\n")

    assert re.search(r'"\.?/?(static/)?low\.[0-9a-f]{12}\.mjs"', written["high"])
    assert '"./low.mjs"' not in written["high"]


def test_words_that_only_look_like_imports_stay(hashed):
    text = 'const said = "we import it from ./low.mjs"\n'

    assert hashed(alone=text)["alone"] == text


def start(**environment):
    """What `manage.py check` says at start with these variables and nothing else set."""
    base = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=base | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).strip().splitlines()[-1]


WORKING = {
    "DEBUG": "1",
    "DATABASE_URL": "postgresql://so@localhost/so",
    "REDIS_URL": "redis://localhost/0",
}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"DEBUG": "yes"}, "DEBUG must be 0 or 1, not 'yes'."),
        ({"DEBUG": "0"}, "Set SECRET_KEY."),
        ({"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE cannot be read"),
        (
            {"DEBUG": "0", "SECRET_KEY": "x", "ALLOWED_HOSTS": "a", "SITE_URL": "http://a"},
            "SITE_URL must start with https://",
        ),
    ],
)
def test_a_wrong_value_ends_the_start_with_its_sentence(wrong, sentence):
    status, last_line = start(**(WORKING | wrong))

    assert status != 0
    assert sentence in last_line


def test_a_secret_may_lie_in_a_file(tmp_path):
    key = tmp_path / "key"
    key.write_text("from-a-file\n")

    status, last_line = start(**WORKING, SECRET_KEY_FILE=str(key))

    assert (status, last_line) == (0, "System check identified no issues (2 silenced).")


@pytest.mark.parametrize("error", [DataError("x"), OverflowError("x"), RecursionError("x")])
@pytest.mark.parametrize(("path", "kind"), [("/api/v1/sites/", "json"), ("/cameras/", "html")])
def test_what_no_reader_turned_away_is_the_sender_s_mistake_and_logged(caplog, error, path, kind):
    middleware = OddInputMiddleware(lambda request: HttpResponse())

    answer = middleware.process_exception(RequestFactory().post(path), error)

    assert answer.status_code == 400
    assert kind in answer["Content-Type"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_an_error_of_ours_stays_one():
    middleware = OddInputMiddleware(lambda request: HttpResponse())

    assert middleware.process_exception(RequestFactory().get("/"), ValueError("ours")) is None
