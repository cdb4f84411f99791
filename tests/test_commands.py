"""bin/services: private servers that live exactly as long as somebody needs them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

ASK = 'import os, redis; print(redis.Redis.from_url(os.environ["REDIS_URL"]).ping())'
STAY = "import time; print('here', flush=True); time.sleep(60)"


@pytest.fixture
def checkout(tmp_path):
    """Another checkout, as far as bin/services can see, with a database of its own already."""
    (tmp_path / "bin").mkdir()
    shutil.copy(settings.BASE_DIR / "bin/services", tmp_path / "bin/services")
    yield tmp_path
    if is_up(tmp_path):
        os.kill(int((tmp_path / "var/redis/redis.pid").read_text()), signal.SIGKILL)


def command(checkout: Path, program: str) -> list[str]:
    return [sys.executable, str(checkout / "bin/services"), "with", sys.executable, "-c", program]


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "REDIS_URL"} | {
        "DATABASE_URL": "postgresql://so@/so?host=/nowhere"
    }


def run(checkout: Path, program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(checkout, program), env=environment(), capture_output=True, text=True, timeout=30
    )


def begin(checkout: Path) -> subprocess.Popen[str]:
    """Somebody who needs the servers for a minute; returns once they are up."""
    user = subprocess.Popen(
        command(checkout, STAY),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert user.stdout is not None
    assert user.stdout.readline() == "here\n"
    return user


def setting(checkout: Path, name: str) -> str:
    lines = (checkout / "var/redis/redis.conf").read_text().splitlines()
    return next(line.split()[1] for line in lines if line.startswith(f"{name} "))


def is_up(checkout: Path) -> bool:
    if not (checkout / "var/redis/redis.conf").exists():
        return False
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", int(setting(checkout, "port")))) == 0


def test_the_command_finds_its_redis_and_nothing_is_left(checkout):
    result = run(checkout, ASK)

    assert (result.returncode, result.stdout) == (0, "True\n")
    assert not is_up(checkout)


def test_the_command_s_failure_is_passed_on(checkout):
    assert run(checkout, "raise SystemExit(3)").returncode == 3


def test_a_stranger_on_the_machine_needs_the_password(checkout):
    user = begin(checkout)
    try:
        with socket.create_connection(("127.0.0.1", int(setting(checkout, "port")))) as line:
            line.sendall(b"PING\r\n")
            assert line.recv(100).startswith(b"-NOAUTH")
    finally:
        user.terminate()
        user.communicate(timeout=20)


def test_the_last_to_leave_stops_it(checkout):
    first, second = begin(checkout), begin(checkout)

    first.terminate()
    first.communicate(timeout=20)
    while_one_is_left = is_up(checkout)
    second.terminate()
    second.communicate(timeout=20)

    assert while_one_is_left
    assert not is_up(checkout)


def test_a_port_taken_meanwhile_is_left_to_its_new_owner(checkout):
    run(checkout, ASK)
    old = setting(checkout, "port")
    with socket.create_server(("127.0.0.1", int(old))):
        result = run(checkout, ASK)

    assert result.stdout == "True\n"
    assert f"port {old} is taken" in result.stderr
    assert setting(checkout, "port") != old


def test_redis_that_dies_is_started_again(checkout):
    user = begin(checkout)
    try:
        os.kill(int((checkout / "var/redis/redis.pid").read_text()), signal.SIGKILL)
        end = time.monotonic() + 15
        time.sleep(0.2)
        while not is_up(checkout) and time.monotonic() < end:
            time.sleep(0.1)
        assert is_up(checkout)
    finally:
        user.terminate()
        user.communicate(timeout=20)
