"""A wrong value of any variable is refused at start with one sentence that names it."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.environment import WrongValue
from portal.journal import signing
from tests.test_operations import variables

ROOT = settings.BASE_DIR
FILE = str(ROOT / "manage.py")

NOT_A_WORD = ["two\nlines", "\udcff"]
NOT_A_FLAG = [*NOT_A_WORD, "yes", "2", "true", "1 "]
NOT_A_FOLDER = [*NOT_A_WORD, "var", "./var", "~/var", FILE, f"/{'x' * 300}"]
NOT_A_FILE = [*NOT_A_WORD, "keys/signing.pem", str(ROOT), f"/{'x' * 300}"]
NOT_A_NUMBER = [*NOT_A_WORD, "-1", "0", "1.5", "two", "²", "1e3", "9" * 5000]
NOT_AN_ADDRESS = [*NOT_A_WORD, "x", "mail.example.vn", "ftp://x.vn", "//x.vn", "file:///etc/passwd"]
NO_MACHINE = ["{}://", "{}:x.vn", "{}:///x", "{}://[x/", "{}://x.vn:port/", "{}://x.vn:99999/"]
NO_MACHINE += ["{}://:5432/x", "{}://a b.vn/", "{}://x.vn,y.vn/"]


def with_scheme(scheme: str) -> list[str]:
    return NOT_AN_ADDRESS + [address.format(scheme) for address in NO_MACHINE]


GARBAGE: dict[str, list[str]] = {
    "DEBUG": NOT_A_FLAG,
    "HTTPS": NOT_A_FLAG,
    "SECRET_KEY": NOT_A_WORD,
    "ALLOWED_HOSTS": [*NOT_A_WORD, ",", "https://x.vn", "x.vn:443", "x.vn;y.vn", "xã.vn", "a b"],
    "SITE_URL": [*with_scheme("https"), "https://x.vn/path", "https://x.vn/?q", "https://a:b@x.vn"],
    "VAR_DIR": NOT_A_FOLDER,
    "LOG_LEVEL": [*NOT_A_WORD, "debug", "LOUD", "10"],
    "DATABASE_URL": [
        *with_scheme("postgresql"),
        "mysql://x.vn/so",
        "postgresql://x.vn",
        "postgresql://x.vn/",
        "postgresql://x.vn/so/so",
        "postgresql://x.vn/so?sslmode=require",
        "postgresql:///so?host=here",
    ],
    "DATABASE_POOL": [*NOT_A_NUMBER, "201"],
    "CODES_AN_HOUR": [*NOT_A_NUMBER, "9"],
    "PHONE_COUNTRIES": ["0", "+84", "84,856", "84 x", "Vietnam"],
    "REDIS_URL": [*with_scheme("redis"), "redis://x.vn/queue", "redis://x.vn/0/1"],
    "TRUSTED_PROXIES": [value for value in NOT_A_NUMBER if value != "0"] + ["10"],
    "STATIC_ROOT": NOT_A_FOLDER,
    "MEDIA_ROOT": NOT_A_FOLDER,
    "UPLOAD_ROOT": NOT_A_FOLDER,
    "UPLOAD_LEAST_FREE_MB": NOT_A_NUMBER,
    "CLAMD_SOCKET": [*NOT_A_WORD, "clamd.ctl", "x.vn", "x.vn:0", "x.vn:port", "/run/a b"],
    "CLAMD_LARGEST_MB": [*NOT_A_NUMBER, "2048"],
    "ACCEL_LOCATION": [*NOT_A_WORD, "protected", "/protected", "protected/", "/", "/a b/"],
    "SIGNING_KEY_FILE": NOT_A_FILE,
    "FORMER_KEYS_FILE": NOT_A_FILE,
    "LOCAL_OUTBOX": NOT_A_FLAG,
    "DEFAULT_FROM_EMAIL": [
        *NOT_A_WORD,
        "so-camera",
        "so-camera@",
        "@x.vn",
        "a@x.vn, b@x.vn",
        "Sổ Camera a@x.vn",
        "Sổ Camera <a@x.vn",
        "Phường A, tỉnh B <a@x.vn>",
    ],
    "EMAIL_URL": [*with_scheme("smtp"), "https://x.vn"],
    "SMS_GATEWAY_URL": with_scheme("https"),
    "SMS_GATEWAY_TOKEN": [*NOT_A_WORD, "two words", "mật"],
    "SMS_BRAND_NAME": [*NOT_A_WORD, "SOCAMERA1234", "SỔ CAMERA"],
}
SECRETS = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SMS_GATEWAY_TOKEN"}


def read_settings() -> dict[str, object]:
    return runpy.run_path(str(ROOT / "portal/settings.py"))


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A real place, where every variable is well."""
    example = (ROOT / "deploy/portal.env.example").read_text().splitlines()
    told = dict(line.split("=", 1) for line in example if line and not line.startswith("#"))
    for name in (variables() | {f"{name}_FILE" for name in SECRETS}) & set(os.environ):
        monkeypatch.delenv(name)
    for name, value in told.items():
        monkeypatch.setenv(name, value.strip('"'))
    for name in ("SECRET_KEY", "SMS_GATEWAY_TOKEN"):
        (tmp_path / name).write_text("mot-chuoi-dai\n")
        monkeypatch.setenv(f"{name}_FILE", str(tmp_path / name))
    return monkeypatch


def test_every_variable_has_its_garbage():
    assert set(GARBAGE) == variables()


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in GARBAGE.items() for value in values]
)
def test_garbage_is_refused_with_a_sentence(production, name, value):
    well = read_settings()
    production.delenv(f"{name}_FILE", raising=False)
    production.setenv(name, value)

    with pytest.raises(WrongValue) as refused:
        read_settings()

    says = str(refused.value)
    assert well["SECRET_KEY"] == "mot-chuoi-dai"
    assert says.startswith(f"{name} must ")
    assert says.endswith(".")
    assert "\n" not in says


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL"])
def test_a_refusal_does_not_tell_the_password(production, name):
    production.setenv(name, "http://so:mat-khau@x.vn:port/a")

    with pytest.raises(WrongValue, match=f"^{name} must") as refused:
        read_settings()

    assert "mat-khau" not in str(refused.value)


@pytest.mark.parametrize("content", [None, b"", b"  \n", b"two\nlines", b"\xff\xfe"])
@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_file_that_holds_no_secret_is_refused(production, tmp_path, name, content):
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    production.setenv(f"{name}_FILE", str(file))

    with pytest.raises(WrongValue, match=f"^{name}_FILE "):
        read_settings()


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL", "REDIS_URL"]
)
def test_what_nobody_can_guess_must_be_set(production, name):
    production.delenv(f"{name}_FILE", raising=False)
    production.setenv(name, "")

    with pytest.raises(WrongValue, match=f"^Set {name}\\.$"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEFAULT_FROM_EMAIL", "so-camera@localhost"),
        ("DEFAULT_FROM_EMAIL", '"Phường A, tỉnh B" <a@x.vn>'),
        ("ALLOWED_HOSTS", ".example.vn, 127.0.0.1,[::1]"),
        ("DATABASE_URL", "postgresql://so:m%40t@10.0.0.5:5433/so"),
        ("REDIS_URL", "rediss://:mat@redis.local:6380"),
        ("EMAIL_URL", "smtps://a%40b.vn:mat@mail.x.vn"),
        ("CLAMD_SOCKET", "clamav:3310"),
    ],
)
def test_other_ways_to_write_it_are_taken(production, name, value):
    production.setenv(name, value)

    read_settings()


@pytest.mark.parametrize("command", [["manage.py", "migrate"], ["bin/prepare"], ["bin/serve"]])
@pytest.mark.parametrize("name", ["DEBUG", "DEFAULT_FROM_EMAIL", "DATABASE_URL"])
def test_a_program_ends_with_the_sentence(tmp_path, command, name):
    ended = start(command, {"VAR_DIR": str(tmp_path), name: "x"})

    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert f"{name} must" in ended.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("PORT", value) for value in ("x", "0", "-1", "65536", "8000.5", "²")),
        *(("LISTEN", value) for value in ("here", "localhost:8000", "192.0.2.1", "1.2.3")),
        *(("VAR_DIR", value) for value in ("var", FILE, f"{FILE}/var", f"/{'x' * 300}")),
    ],
)
def test_serving_refuses_what_it_alone_reads(tmp_path, name, value):
    ended = start(["bin/serve"], {"VAR_DIR": str(tmp_path), name: value})

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"{name} must be ")
    assert len(ended.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_not_there_is_said_in_a_sentence(tmp_path):
    nowhere = f"postgresql://so@/so?host={tmp_path}"

    ended = start(["bin/prepare"], {"VAR_DIR": str(tmp_path), "DATABASE_URL": nowhere})

    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "the database of DATABASE_URL does not answer" in ended.stderr.splitlines()[-1]


@pytest.mark.parametrize("name", ["SIGNING_KEY_FILE", "FORMER_KEYS_FILE"])
@pytest.mark.parametrize("content", [b"garbage", b"\xff\xfe", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_file_that_holds_no_key_is_refused(settings, tmp_path, name, content):
    (tmp_path / "key").write_bytes(content)
    settings.SIGNING_KEY_FILE = settings.FORMER_KEYS_FILE = tmp_path / "absent"
    setattr(settings, name, tmp_path / "key")
    signing._key.cache_clear()

    with pytest.raises(ImproperlyConfigured, match=f"^{name} "):
        signing.refuse_unreadable_keys()


def test_checking_refuses_what_holds_no_key(tmp_path):
    (tmp_path / "key").write_text("garbage")

    ended = start(["manage.py", "check"], {"SIGNING_KEY_FILE": str(tmp_path / "key")})

    assert ended.returncode == 1
    assert "SIGNING_KEY_FILE must hold" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_checking_the_keys_makes_none(settings, tmp_path):
    settings.SIGNING_KEY_FILE = tmp_path / "signing.pem"
    settings.FORMER_KEYS_FILE = tmp_path / "former.pem"

    signing.refuse_unreadable_keys()

    assert list(tmp_path.iterdir()) == []


def start(command: list[str], told: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / command[0], *command[1:]],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"} | told,
        capture_output=True,
        text=True,
        timeout=60,
    )
