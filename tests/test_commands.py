"""bin/services: private servers that live exactly as long as somebody needs them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
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
    first, other = begin(checkout), begin(checkout)

    first.terminate()
    first.communicate(timeout=20)
    while_one_is_left = is_up(checkout)
    other.terminate()
    other.communicate(timeout=20)

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


def pid_of(checkout: Path) -> int:
    return int((checkout / "var/redis/redis.pid").read_text())


def servers_of(checkout: Path) -> list[int]:
    """Every Redis whose settings are those of this checkout's folder."""
    running = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"redis-server" in (folder / "cmdline").read_bytes():
                is_here = (folder / "cwd").samefile(checkout / "var/redis")
                running += [int(folder.name)] * is_here
        except OSError:
            continue
    return running


def test_redis_that_is_silent_is_waited_for_and_not_doubled(checkout):
    user = begin(checkout)
    first, port = pid_of(checkout), setting(checkout, "port")
    try:
        os.kill(first, signal.SIGSTOP)
        time.sleep(8)
        os.kill(first, signal.SIGCONT)
        time.sleep(4)
        assert (servers_of(checkout), setting(checkout, "port")) == ([first], port)
    finally:
        user.terminate()
        user.communicate(timeout=20)
    assert servers_of(checkout) == []


def test_redis_that_stays_silent_is_ended_and_started_at_the_same_port(checkout, tmp_path):
    program = checkout / "bin/services"
    program.write_text(program.read_text().replace("SILENT_AT_MOST = 120", "SILENT_AT_MOST = 3"))
    user = begin(checkout)
    first, port = pid_of(checkout), setting(checkout, "port")
    try:
        os.kill(first, signal.SIGSTOP)
        end = time.monotonic() + 25
        while servers_of(checkout) in ([], [first]) and time.monotonic() < end:
            time.sleep(0.2)
        assert servers_of(checkout) == [pid_of(checkout)] != [first]
        assert setting(checkout, "port") == port
    finally:
        user.terminate()
        user.communicate(timeout=20)
    assert servers_of(checkout) == []


def test_a_silent_redis_does_not_outlive_its_last_user(checkout):
    user = begin(checkout)
    os.kill(pid_of(checkout), signal.SIGSTOP)

    user.terminate()
    user.communicate(timeout=30)

    assert servers_of(checkout) == []


def test_a_copied_folder_has_a_redis_of_its_own(checkout, tmp_path_factory):
    user = begin(checkout)
    copy = tmp_path_factory.mktemp("copy")
    try:
        shutil.copytree(checkout, copy, dirs_exist_ok=True)
        assert run(copy, ASK).stdout == "True\n"
        assert setting(copy, "port") != setting(checkout, "port")
        assert setting(copy, "requirepass") != setting(checkout, "requirepass")
        assert is_up(checkout)
    finally:
        user.terminate()
        user.communicate(timeout=20)


# --- A database of its own --------------------------------------------------------------------

WRITE = """
import os, psycopg, sys
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as line:
    line.execute("CREATE TABLE IF NOT EXISTS place (name text)")
    line.execute("INSERT INTO place VALUES (%s)", [sys.argv[1]])
    print(line.execute("SELECT string_agg(name, ' ') FROM place").fetchone()[0], flush=True)
    if sys.argv[2:]:
        import time
        time.sleep(60)
"""


def write(checkout: Path, name: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*command(checkout, WRITE), name],
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def folder():
    """Where PostgreSQL's own user can reach it, as it is in most homes."""
    made = Path(tempfile.mkdtemp(prefix="so-camera-"))
    made.chmod(0o755)
    (made / "first/bin").mkdir(parents=True)
    shutil.copy(settings.BASE_DIR / "bin/services", made / "first/bin/services")
    yield made
    shutil.rmtree(made, ignore_errors=True)


def copied(first: Path, other: Path) -> None:
    """With its owners, as `cp -a` does; sockets are left."""
    subprocess.run(["cp", "-a", first, other], check=False, capture_output=True)


def test_a_copied_folder_finds_its_own_database_while_the_first_runs(folder):
    first, other = folder / "first", folder / "other"
    assert write(first, "one").stdout == "one\n"
    copied(first, other)
    user = subprocess.Popen(
        [*command(first, WRITE), "two", "stay"],
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert user.stdout is not None
        assert user.stdout.readline() == "one two\n"
        assert write(other, "three").stdout == "one three\n"
        assert write(first, "four").stdout == "one two four\n"
    finally:
        user.terminate()
        user.communicate(timeout=60)
    log = (first / "var/postgres/postgres.log").read_text()
    assert 'role "root" does not exist' not in log
    assert 'role "postgres" does not exist' not in log


def test_a_folder_copied_while_its_server_ran_is_no_other_server(folder):
    first, other = folder / "first", folder / "other"
    write(first, "one")
    copied(first, other)
    note = other / "var/postgres/data/postmaster.pid"
    note.write_text(f"{os.getpid()}\n{first}/var/postgres/data\n")

    assert write(other, "two").stdout == "one two\n"


def test_a_moved_folder_takes_its_database_along(folder):
    first, second = folder / "first", folder / "second"
    write(first, "one")
    first.rename(second)

    assert write(second, "two").stdout == "one two\n"
