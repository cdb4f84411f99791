"""What somebody sends who means harm: in headers, in names, in bytes."""

import base64
import ctypes
import errno
import os
import time

import pyseccomp
import pytest
from django.urls import reverse

from portal.people.models import Role
from requests.asking.models import Ask
from requests.evidence import sandbox
from requests.evidence.models import Upload
from tests.people.factories import AppointmentFactory
from tests.requests.factories import AskFactory
from tests.requests.footage_factories import BYTES

libc = ctypes.CDLL(None, use_errno=True)
TUS = {"Tus-Resumable": "1.0.0"}


def described(**pairs):
    return ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items()
    )


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["filename", "fingerprint", "kind", "ask"])
def test_a_nul_in_the_description_of_a_file_is_no_fault_of_ours(sign_in, field):
    ask = AskFactory(answer=Ask.Answer.APPROVED)
    owner = sign_in(ask.site.owner)
    said = {"ask": str(ask.public_id), "filename": "a.mp4"}
    said[field] = said.get(field, "") + "\0x"

    response = owner.post(
        "/uploads/",
        headers=TUS | {"Upload-Length": "10", "Upload-Metadata": described(**said)},
        content_type=BYTES,
    )

    assert response.status_code in {201, 400}
    assert Upload.objects.count() == (response.status_code == 201)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "/areas/search/?q=%00",
        "/communes/?q=a%00b",
        "/campaigns/?commune=%00",
        "/campaigns/?after=%00",
        "/api/v1/campaigns/?commune=%00",
        "/api/v1/campaigns/?cursor=%00",
        "/communes/%00/",
        "/n/%00/",
        "/y/%00/",
    ],
)
def test_a_nul_in_an_address_is_no_fault_of_ours(client, url):
    assert client.get(url).status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["²", "9" * 5000, "9" * 20, "-1", "1e400", "' or 1=1", "٣"])
@pytest.mark.parametrize(
    "name",
    ["cameras:mine", "cameras:residents", "footage:list", "footage:journal", "notices:inbox"],
)
def test_a_page_after_nothing_that_is_a_number_is_the_first_or_an_empty_one(sign_in, name, key):
    person = AppointmentFactory(role=Role.OFFICER).person
    AppointmentFactory(role=Role.HAMLET_LEADER, person=person)

    page = sign_in(person).get(reverse(name), {"after": key, "before": key})

    assert page.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("area", ["nan,nan,nan,nan", "-inf,-inf,inf,inf", "1,2,3", "1e400,0,1,1"])
def test_a_part_of_the_map_that_is_none_gets_a_sentence(sign_in, area):
    officer = sign_in(AppointmentFactory(role=Role.OFFICER).person)

    assert officer.get(reverse("cameras:map_data"), {"bbox": area}).status_code == 400


def messages_of(work, **limits):
    messages = []
    try:
        for message in sandbox.run(work, keep=[], limits=sandbox.Limits(**limits)):
            messages += [message] if message else []
    except sandbox.Died:
        messages.append({"died": True})
    return messages


def attempt(act):
    """What the child may do: says "done", or the fault."""

    def work(say):
        try:
            act()
        except (OSError, MemoryError) as fault:
            say({"refused": type(fault).__name__})
        else:
            say({"done": True})

    return messages_of(work)


def test_the_child_cannot_multiply():
    assert attempt(lambda: os.fork() or os._exit(0)) == [{"refused": "PermissionError"}]


@pytest.mark.parametrize("name", sandbox.FORBIDDEN)
def test_the_kernel_refuses_the_child(name):
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)

    assert outcome_of(number, 0, 0, 0) == errno.EPERM


def test_the_child_cannot_change_the_limits_of_the_worker():
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, "prlimit64")

    assert outcome_of(number, os.getpid(), 7, 0) == errno.EPERM
    assert outcome_of(number, 0, 7, 0) == 0


def outcome_of(number, *arguments):
    """The errno of a system call in the child, 0 when it was done."""

    def work(say):
        done = libc.syscall(number, *arguments, 0, 0, 0)
        say({"errno": ctypes.get_errno() if done == -1 else 0})

    return messages_of(work)[-1]["errno"]


def test_the_child_cannot_open_a_connection():
    import socket

    assert attempt(lambda: socket.create_connection(("127.0.0.1", 9), 1)) == [
        {"refused": "PermissionError"}
    ]


def test_the_child_cannot_read_our_keys():
    assert attempt(lambda: open("/etc/passwd").close()) == [{"refused": "PermissionError"}]


def test_a_child_that_takes_all_the_memory_dies_alone():
    assert attempt(lambda: bytearray(8 * 2**30)) == [{"refused": "MemoryError"}]


def test_a_child_that_never_ends_is_ended():
    began = time.monotonic()

    messages = messages_of(lambda say: time.sleep(60), wall_seconds=1)

    assert messages == [{"died": True}]
    assert time.monotonic() - began < 10


def test_a_child_that_talks_without_end_fills_no_memory_of_ours():
    def flood(say):
        fd = max(int(name) for name in os.listdir("/proc/self/fd"))
        for number in range(3, fd + 1):
            try:
                while True:
                    os.write(number, b"x" * 65536)
            except OSError:
                continue

    assert messages_of(flood, wall_seconds=5)[-1] == {"died": True}


def test_what_the_child_says_must_be_a_message():
    def lie(say):
        for number in range(3, 32):
            try:
                os.write(number, b"[1, 2\n{}{}\n[]\n")
            except OSError:
                continue

    assert messages_of(lie)[-1] == {"died": True}
