"""Run a function on hostile bytes in a forked child that can hurt nobody but itself."""

import contextlib
import ctypes
import errno
import functools
import json
import logging
import os
import resource
import select
import signal
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from typing import Any, ClassVar, NamedTuple, NoReturn

logger = logging.getLogger(__name__)
libc = ctypes.CDLL(None)

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
SECCOMP_MODE_FILTER = 2
PATIENCE = 10  # seconds, for a child that has said all to be gone
CLONE_THREAD = 0x10000
LONGEST_MESSAGE = 64 * 1024  # bytes
# What a film never needs: calling out, starting programs, opening and making files, looking
# at other processes and sending them signals.
FORBIDDEN = [
    "open", "openat", "openat2", "creat", "truncate", "fork", "vfork",
    "mkdir", "mkdirat", "mknod", "mknodat", "rmdir", "memfd_create",
    "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr",
    "pidfd_open", "pidfd_getfd", "pidfd_send_signal", "process_madvise", "perf_event_open",
    "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "userfaultfd", "fchmodat2",
    "shmget", "msgget", "semget", "mq_open", "keyctl", "add_key", "request_key",
    "accept", "accept4", "bind", "connect", "execve", "execveat", "listen", "ptrace",
    "process_vm_readv", "process_vm_writev", "recvfrom", "recvmsg", "sendmmsg", "sendmsg",
    "sendto", "socket", "socketpair", "link", "linkat", "mount", "rename", "renameat",
    "renameat2", "symlink", "symlinkat", "unlink", "unlinkat", "chmod", "fchmod", "fchmodat",
    "chown", "fchown", "fchownat", "kill", "tkill", "bpf", "io_uring_setup", "unshare", "setns",
]  # fmt: skip


class Limits(NamedTuple):
    cpu_seconds: int = 240
    wall_seconds: int = 300
    more_memory: int = 1536 * 2**20  # bytes on top of what the worker has already
    largest_file: int = 512 * 2**20  # bytes the child may write into one file


class Died(Exception):
    """The child was stopped by a limit or crashed."""


Say = Callable[[dict[str, Any]], None]


def run(
    work: Callable[[Say], None],
    *,
    keep: list[int],
    limits: Limits | None = None,
) -> Iterator[dict[str, Any] | None]:
    """What `work` says in the child, one message after another; None each second of silence.

    The child keeps the open files `keep` and nothing else of ours, and can open none: what
    `work` needs must be loaded before. Raises Died at the end if it did not finish. It dies
    with us.
    """
    limits = limits or Limits()
    read_end, write_end = os.pipe()
    rules = _rules()
    child = os.fork()
    if child == 0:
        _child(work, write_end, keep, limits, rules)
    os.close(write_end)
    is_complete = False
    try:
        is_complete = yield from _messages(read_end, time.monotonic() + limits.wall_seconds)
    finally:
        os.close(read_end)
        status = _end(child, patience=PATIENCE if is_complete else 0)
    if status != 0:
        raise Died(f"child ended with {os.waitstatus_to_exitcode(status)}")


def _messages(read_end: int, deadline: float) -> Generator[dict[str, Any] | None, None, bool]:
    """Whether the child came to its end by itself in time."""
    rest = b""
    while time.monotonic() < deadline:
        if not select.select([read_end], [], [], 1)[0]:
            yield None
            continue
        piece = os.read(read_end, 65536)
        if not piece:
            return True
        *lines, rest = (rest + piece).split(b"\n")
        yield from map(_message, lines)
        if len(rest) > LONGEST_MESSAGE:
            raise Died("child talks without end")
    return False


def _message(line: bytes) -> dict[str, Any]:
    """Bytes that took the child over may say anything at all."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise Died("child talks nonsense") from fault
    if not isinstance(message, dict):
        raise Died("child talks nonsense")
    return message


def _end(child: int, patience: float) -> int:
    """Its status; killed if it does not end within so many seconds."""
    last = time.monotonic() + patience
    while time.monotonic() < last:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status
        time.sleep(0.001)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _child(
    work: Callable[[Say], None],
    write_end: int,
    keep: list[int],
    limits: Limits,
    rules: bytes,
) -> NoReturn:
    status = 1
    try:
        _forget_signals()
        _die_with_parent()
        _close_all_but({write_end, *keep})
        _limit(limits)
        _lock_in(rules)
        work(lambda message: _say(write_end, message))
        status = 0
    except BaseException as fault:  # noqa: BLE001 - whatever it is, it ends here
        with contextlib.suppress(OSError):
            _say(write_end, {"fault": f"{type(fault).__name__}: {fault}"[:300]})
    finally:
        os._exit(status)


def _say(write_end: int, message: dict[str, Any]) -> None:
    os.write(write_end, json.dumps(message).encode() + b"\n")


def _forget_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.alarm(0)
    signal.setitimer(signal.ITIMER_REAL, 0)


def _die_with_parent() -> None:
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(PR_SET_DUMPABLE, 0)
    if os.getppid() == 1:  # It died before we asked to be told.
        os._exit(1)


def _close_all_but(keep: set[int]) -> None:
    """No database, broker or log of the worker stays reachable."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    for fd in sorted(int(name) for name in os.listdir("/proc/self/fd")):
        if fd > 2 and fd not in keep:
            with contextlib.suppress(OSError):
                os.close(fd)


def _limit(limits: Limits) -> None:
    with open("/proc/self/statm") as file:
        mapped = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    for what, most in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_AS, mapped + limits.more_memory),
        (resource.RLIMIT_FSIZE, limits.largest_file),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
    os.nice(10)


def allow_cpu(seconds: int) -> None:
    """Called in the child, once it is known that less than the usual is enough."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _lock_in(rules: bytes) -> None:
    """Forbid the calls above. Where the kernel cannot, the limits remain."""
    if rules:
        program = _Program(len(rules) // 8, rules)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)


class _Program(ctypes.Structure):
    """The kernel's sock_fprog: a filter of so many instructions of eight bytes."""

    _fields_: ClassVar = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


@functools.cache
def _rules() -> bytes:
    """The filter as the kernel takes it, worked out once in the worker; b"" without libseccomp."""
    try:
        import pyseccomp
    except (ImportError, OSError, RuntimeError):
        logger.warning("libseccomp is missing; films are looked into without it")
        return b""
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for name in FORBIDDEN:
        with contextlib.suppress(OSError, ValueError):  # A call this machine does not have.
            rules.add_rule(pyseccomp.ERRNO(errno.EPERM), name)
    # Threads are allowed, children are not. Of clone3 the flags cannot be seen; told that
    # there is none, libc takes clone.
    no_thread = pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, 0)
    rules.add_rule(pyseccomp.ERRNO(errno.EPERM), "clone", no_thread)
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    # Its own limits it may read, those of another process it may not touch.
    another = pyseccomp.Arg(0, pyseccomp.NE, 0)
    rules.add_rule(pyseccomp.ERRNO(errno.EPERM), "prlimit64", another)
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
