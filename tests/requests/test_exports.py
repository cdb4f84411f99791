"""An export proves itself offline, and says so when anything in it was touched."""

import hashlib
import io
import json
import re
import runpy
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.people.gates import ACTING_APPOINTMENT
from portal.people.models import Appointment, Role
from requests.asking.models import FootageRequest
from requests.evidence import archive, file_names
from requests.evidence.actions import exports
from requests.evidence.actions import footage as actions
from requests.evidence.models import Export, Footage, Upload
from tests.conftest import SignIn
from tests.people.factories import AppointmentFactory
from tests.requests.footage_factories import sealed

pytestmark = pytest.mark.django_db
VERIFY = settings.BASE_DIR / "bin" / "verify-export"
NOON = datetime(2026, 11, 22, 12, 0, 0)  # noqa: DTZ001 - the format has no zone


@pytest.fixture
def files() -> list[Footage]:
    """Two accepted files of one ask, one of them with an awkward name."""
    first = sealed(b"first film " * 1000, name='CH01 "cổng": 18h.mp4')
    second = sealed(b"second film", ask=first.upload.ask, name="CH01.mp4")
    officer = first.upload.ask.footage_request.officer
    return [actions.accept(footage, actor=officer) for footage in (first, second)]


@pytest.fixture
def export(files: list[Footage]) -> Export:
    footage_request = files[0].upload.ask.footage_request
    return exports.make(footage_request, actor=footage_request.officer)


@pytest.fixture
def zip_file(export: Export, tmp_path: Path) -> Path:
    path = tmp_path / "export.zip"
    path.write_bytes(b"".join(archive.stream(exports.members_of(export), export.made_at)))
    return path


def test_an_export_stands_in_the_commune_s_journal_and_in_the_request(
    export: Export, sign_in: SignIn
) -> None:
    footage_request = export.footage_request
    client = sign_in(footage_request.officer)

    journal = client.get(reverse("footage:journal")).text
    timeline = client.get(reverse("footage:detail", args=[footage_request.public_id])).text

    assert footage_request.incident.case_number in journal
    assert "Xuất 2 tệp" in timeline


def verify(path: Path, *more: str) -> tuple[int, str]:
    """As anyone would, with a Python that knows nothing of this portal."""
    command = [sys.executable, "-I", str(VERIFY), str(path), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_export_holds_and_says_so(zip_file: Path, export: Export, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text(export.public_key)

    status, said = verify(zip_file, "--key", str(key))

    assert (status, said.splitlines()[-1]) == (0, "All of it holds.")
    assert "by the key given" in said


def test_sha256sum_accepts_what_was_unpacked(zip_file: Path, tmp_path: Path) -> None:
    subprocess.run(["unzip", "-q", str(zip_file), "-d", str(tmp_path / "out")], check=True)
    (folder,) = (tmp_path / "out").iterdir()

    done = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert len(done.stdout.splitlines()) == 7
    assert (folder / "originals" / "01_CH01 _cổng__ 18h.mp4").read_bytes() == b"first film " * 1000


def test_manifest_tells_where_each_file_came_from(export: Export, files: list[Footage]) -> None:
    manifest = json.loads(export.manifest)
    ask = files[0].upload.ask

    assert manifest["request"]["document"] == ask.footage_request.document_number
    assert [line["name"] for line in manifest["files"]] == ['CH01 "cổng": 18h.mp4', "CH01.mp4"]
    assert {line["site"] for line in manifest["files"]} == {ask.site.number}
    owner = ask.site.owner
    assert owner is not None
    assert owner.phone is not None
    assert owner.full_name not in export.manifest + export.custody
    assert owner.phone not in export.manifest + export.custody


def test_custody_ends_with_this_export(export: Export, files: list[Footage]) -> None:
    verbs = [(line["stream"], line["verb"]) for line in json.loads(export.custody)]

    assert verbs == [
        (footage.stream, verb)
        for footage in sorted(files, key=lambda footage: footage.stream)
        for verb in ("accepted", "exported")
    ]
    request = export.footage_request
    assert Entry.objects.of(request.stream).filter(verb="exported").count() == 1


def rewritten(zip_file: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The archive again, each member as `change` gives it back, or left out."""
    made = io.BytesIO()
    with zipfile.ZipFile(zip_file) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            body = change(name.split("/", 1)[1], old.read(name))
            if body is not None:
                new.writestr(name, body)
    path = zip_file.with_name("changed.zip")
    path.write_bytes(made.getvalue())
    return path


def only(wanted: str, body: bytes | None) -> Callable[[str, bytes], bytes | None]:
    return lambda name, old: body if name == wanted else old


@pytest.mark.parametrize(
    "change",
    [
        only("originals/02_CH01.mp4", b"another film"),
        only("originals/02_CH01.mp4", None),
        only("SHA256SUMS", b""),
        only("custody.json", b"[]"),
        only("manifest.sig", b"\0" * 64),
        lambda name, old: old.replace(b"video", b"other") if name == "manifest.json" else old,
    ],
)
def test_any_change_is_noticed(
    zip_file: Path, change: Callable[[str, bytes], bytes | None]
) -> None:
    status, said = verify(rewritten(zip_file, change))

    assert status == 1
    assert said.splitlines()[-1].startswith("WRONG")


def resummed(zip_file: Path, wanted: str, change: Callable[[bytes], bytes]) -> Path:
    """A careful forger: SHA256SUMS is made to fit."""
    with zipfile.ZipFile(zip_file) as old:
        name = next(name for name in old.namelist() if name.endswith(wanted))
        before = old.read(name)
    after = change(before)
    swap = (hashlib.sha256(part).hexdigest().encode() for part in (before, after))
    one, other = swap

    def changed(name: str, body: bytes) -> bytes:
        if name == wanted:
            return after
        return body.replace(one, other) if name == "SHA256SUMS" else body

    return rewritten(zip_file, changed)


@pytest.mark.parametrize(
    ("wanted", "change", "sentence"),
    [
        ("originals/02_CH01.mp4", lambda _old: b"forged", "not the file that the manifest names"),
        ("manifest.json", lambda old: old.replace(b"CH01", b"CH02"), "signature"),
        ("custody.json", lambda old: old.replace(b"accepted", b"declined"), "custody.json"),
    ],
)
def test_a_careful_forger_is_noticed(
    zip_file: Path, wanted: str, change: Callable[[bytes], bytes], sentence: str
) -> None:
    status, said = verify(resummed(zip_file, wanted, change))

    assert status == 1
    assert sentence in said.splitlines()[-1]


def test_another_s_signature_does_not_fit_the_portal_s_key(zip_file: Path, tmp_path: Path) -> None:
    key = tmp_path / "other.pem"
    other = Ed25519PrivateKey.generate().public_key()
    key.write_bytes(other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    status, said = verify(zip_file, "--key", str(key))

    assert status == 1
    assert "does not fit the key" in said


@pytest.mark.parametrize("cut", [10, 500, 5000])
def test_truncated_archive_does_not_hold(zip_file: Path, cut: int) -> None:
    zip_file.write_bytes(zip_file.read_bytes()[:-cut])

    assert verify(zip_file)[0] == 1


def test_file_that_changed_on_the_disk_stops_the_archive(
    export: Export, files: list[Footage]
) -> None:
    files[1].original.chmod(0o600)
    files[1].original.write_bytes(b"second_film")
    made = io.BytesIO()

    with pytest.raises(archive.Tampered):
        for piece in archive.stream(exports.members_of(export), export.made_at):
            made.write(piece)

    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(made)
    assert b"second_film" not in made.getvalue()


def test_length_is_known_before_the_first_byte(zip_file: Path, export: Export) -> None:
    assert archive.length(exports.members_of(export), export.made_at) == zip_file.stat().st_size


def test_archives_beyond_four_gigabytes_open(tmp_path: Path) -> None:
    """Only the frame is written out; zeros of a sparse file stand for the films."""
    size = 4_400_000_000
    large = archive.Member("f/large", size, 0, "", tmp_path / "none")
    small = archive.of_text("f/small", "x")
    frame = archive._local(large, NOON)
    with (tmp_path / "large.zip").open("wb") as file:
        file.write(frame)
        file.seek(len(frame) + size)
        file.write(archive._local(small, NOON) + b"x" + archive._directory([large, small], NOON))

    with zipfile.ZipFile(tmp_path / "large.zip") as opened:
        assert [info.file_size for info in opened.infolist()] == [size, 1]
        assert opened.read("f/small") == b"x"
    assert (tmp_path / "large.zip").stat().st_size == archive.length([large, small], NOON)


def test_nothing_accepted_is_nothing_exported() -> None:
    footage = sealed()
    request = footage.upload.ask.footage_request

    with pytest.raises(RuleViolation):
        exports.make(request, actor=request.officer)

    assert not Export.objects.exists()


def test_other_officers_export_nothing(files: list[Footage]) -> None:
    stranger = AppointmentFactory(role=Role.OFFICER).person

    with pytest.raises(RuleViolation):
        exports.make(files[0].upload.ask.footage_request, actor=stranger)

    assert not Export.objects.exists()


def test_officer_downloads_it_and_it_is_on_record(
    export: Export, zip_file: Path, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(export.made_by)

    response = client.get(f"/exports/{export.public_id}/")

    body = b"".join(response)
    assert response.status_code == 200
    assert int(response["Content-Length"]) == len(body) == zip_file.stat().st_size
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert Entry.objects.filter(verb="export_downloaded").count() == 1


def test_with_several_appointments_the_chosen_commune_alone_is_open(
    export: Export, sign_in: SignIn
) -> None:
    footage_request, footage = export.footage_request, export.files.latest("pk")
    officer, delivery_record = footage_request.officer, footage.delivery_record
    assert delivery_record
    elsewhere = AppointmentFactory(person=officer, role=Role.OFFICER)
    client = sign_in(officer)
    pages = {
        "footage:review": footage_request,
        "footage:review_files": footage_request,
        "footage:original": footage,
        "footage:delivery_record_copy": delivery_record,
        "footage:export_download": export,
    }

    def opened_in(appointment: Appointment) -> set[int]:
        session = client.session
        session[ACTING_APPOINTMENT] = str(appointment.public_id)
        session.save()
        addresses = (reverse(name, args=[row.public_id]) for name, row in pages.items())
        return {client.get(address).status_code for address in addresses}

    assert opened_in(elsewhere) == {404}
    assert opened_in(footage_request.appointment) == {200}


def test_public_key_is_public(client: Client, export: Export) -> None:
    assert client.get("/exports/key.pem").content.decode() == export.public_key


def test_export_of_a_deleted_file_is_refused_in_words(
    export: Export, files: list[Footage], sign_in: Callable[..., Client]
) -> None:
    Footage.objects.filter(pk=files[0].pk).update(
        status="disposed",
        certificate="XN-2026-0001",
        disposed_at=export.made_at,
        reason="nothing",
        dispose_after=export.made_at,
    )

    response = sign_in(export.made_by).get(f"/exports/{export.public_id}/", follow=True)

    assert response.redirect_chain[-1][0].endswith("/files/")
    assert not Entry.objects.filter(verb="export_downloaded").exists()


def test_time_and_name_are_as_people_expect(export: Export) -> None:
    assert exports.folder_of(export).startswith(file_names.portable(str(export.footage_request)))


def test_the_longest_name_unpacks_everywhere(files: list[Footage]) -> None:
    name = f"{'Cổng chợ Đống Đa ' * 11}.mp4"
    Upload.objects.filter(pk=files[0].upload_id).update(name=name)
    footage_request = files[0].upload.ask.footage_request

    export = exports.make(footage_request, actor=footage_request.officer)

    for member in exports.members_of(export):
        assert all(len(part.encode()) <= 255 for part in member.name.split("/"))
    (path,) = [
        line["path"] for line in json.loads(export.manifest)["files"] if name == line["name"]
    ]
    assert path.startswith("originals/01_Cổng chợ Đống Đa")
    assert path.endswith(".mp4")


# Everything an owner's device may call a file, and what older rows may still hold.
NAMES = [
    "CH02 cổng\u2028sau.mp4",
    "CH02\u2029sau.mp4",
    "CH02\u0085sau.mp4",
    "CH02\rsau.mp4",
    "CH02\nsau.mp4",
    "CH02\r\nsau.mp4",
    "CH02\x0b\x0c\x1c\x1d\x1esau.mp4",
    "CH02\x1b[31m\x7f\x9f.mp4",
    "CH02\u202egpj.\u2066exe\u2069",
    "\ufeffCH02\u200b\u00ad.mp4",
    "a\\b\tc.mp4",
    "ế" * 200,
    "🎥" * 200,
    "x" * 196 + ".mp4",
    "Cô\u0309ng cho\u031b\u0323.mp4",  # NFD
    "ch01.mp4",
    "CH01.MP4",
    "Ch01.Mp4",
    "CON",
    "nul.mp4",
    "Aux .mp4",
    "COM¹.avi",
    "-rf.mp4",
    "--help",
    "...",
    ".htaccess",
    "tên cuối. . .",
    "  hai  khoảng  trắng  .mp4",
    "*sao.mp4",
    '<>:"|?*.mp4',
    "SHA256SUMS",
    "$(reboot).mp4",
    "%2e%2e%2f.mp4",
    "abc  originals",
]


def test_an_export_holds_whatever_its_files_are_called(tmp_path: Path) -> None:
    ask = sealed(b"first", name="CH01.mp4").upload.ask
    for number, name in enumerate(NAMES):
        sealed(b"film %d" % number, ask=ask, name=name[:200])
    officer = ask.footage_request.officer
    for footage in Footage.objects.filter(status="ready"):
        actions.accept(footage, actor=officer)
    export = exports.make(ask.footage_request, actor=officer)
    path = tmp_path / "export.zip"
    path.write_bytes(b"".join(archive.stream(exports.members_of(export), export.made_at)))

    assert verify(path)[0] == 0
    subprocess.run(["unzip", "-q", str(path), "-d", str(tmp_path / "out")], check=True)
    (folder,) = (tmp_path / "out").iterdir()
    summed = subprocess.run(
        ["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd=folder, check=False
    )
    assert summed.returncode == 0
    assert len(list((folder / "originals").iterdir())) == len(NAMES) + 1


def test_an_older_export_with_such_a_name_holds_too() -> None:
    """It stands in a path of the archive as it was allowed to before."""
    sums = "a" * 64 + "  originals/01_a\u2028b\u0085c\rd.mp4\n"
    module = runpy.run_path(str(VERIFY))

    module["check_sums"](sums, {"originals/01_a\u2028b\u0085c\rd.mp4": (1, "a" * 64)})
    with pytest.raises(module["Wrong"]):
        module["check_sums"](sums + "junk\n", {})


@pytest.mark.parametrize("name", NAMES)
def test_every_name_can_be_unpacked_on_windows_and_is_no_option(name: str) -> None:
    portable = file_names.portable(file_names.recorded(name))

    assert portable == file_names.portable(portable)
    assert not re.search(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u2028\u2029]', portable)
    assert not portable.startswith(("-", ".", " "))
    assert not portable.endswith((".", " "))
    assert portable.partition(".")[0].rstrip().upper() not in {"CON", "NUL", "AUX", "COM¹"}
    assert len(portable.encode("utf-16-le")) <= 160
    assert len(portable.encode()) <= 240


def test_a_path_of_an_export_fits_below_a_folder_of_windows(export: Export) -> None:
    FootageRequest.objects.update(document_number="Đ" * 40)
    export.refresh_from_db()
    own = r"C:\Users\nguyen.van.truong.an\Downloads"
    longest = f"01_{file_names.portable('x' * 300)}"
    folder = exports.folder_of(export)

    path = "\\".join([own, folder, folder, "originals", longest])

    assert len(path) < 260


def test_times_in_the_archive_are_those_on_the_wall(export: Export, sign_in: SignIn) -> None:
    body = b"".join(sign_in(export.made_by).get(f"/exports/{export.public_id}/"))

    made_at = timezone.localtime(export.made_at)
    (hour,) = {member.date_time[:4] for member in zipfile.ZipFile(io.BytesIO(body)).infolist()}
    assert hour == (made_at.year, made_at.month, made_at.day, made_at.hour)
