"""The folders that files lie in: ours by a mark in them, and with room for more.

A volume that is not mounted leaves an empty folder of the same name behind. What is written there
is out of sight once the volume is back, and what it holds seems to be gone until then: so set-up
leaves a mark in each folder, and where it is missing nothing is read, written or said to be gone.
"""

import errno
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

MARK = ".so-camera"
EXPLAINED = (
    "The files of So Camera lie here. This file tells the folder from an empty one. Keep it.\n"
)
MEDIA_LEAST_FREE = 100 * 2**20  # bytes, our choice: a few scans
TEMPORARY_LEAST_FREE = 50 * 2**20  # bytes, our choice: forms with a file in them
FULL = {errno.ENOSPC, errno.EDQUOT}


class DiskAway(OSError):
    """The volume of a folder is not there; nothing was looked for or written in its place."""

    def __init__(self, root: Path) -> None:
        super().__init__(errno.ENXIO, "its volume is not mounted", str(root))


def roots() -> dict[str, Path]:
    """The folders that are marked, by the name of their setting."""
    return {name: Path(getattr(settings, name)) for name in ("MEDIA_ROOT", "UPLOAD_ROOT")}


def is_marked(root: Path) -> bool:
    """Whether it is the folder that our files lie in. A disk that errs is not there."""
    return (root / MARK).is_file()


def require_marked(root: Path) -> None:
    if not is_marked(root):
        raise DiskAway(root)


def mark(root: Path) -> None:
    root.mkdir(parents=True, exist_ok=True)
    (root / MARK).write_text(EXPLAINED)


def is_full(error: BaseException | None) -> bool:
    """Nothing more can be written, in a folder of ours or where the system keeps passing files."""
    if not isinstance(error, OSError):
        return False
    # What tempfile says where it could write nowhere.
    nowhere = isinstance(error, FileNotFoundError) and "No usable temporary" in str(error)
    return error.errno in FULL or nowhere


def free(root: Path) -> int:
    """Bytes that a process like this one may still write."""
    return shutil.disk_usage(root).free


def temporary() -> Path:
    """Where Django puts a form's file while it comes in."""
    return Path(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir())


class MarkedStorage(FileSystemStorage):
    """Scans, papers: in MEDIA_ROOT, and in nothing that lies there in its place."""

    def _save(self, name: str, content: File) -> str:
        require_marked(Path(self.location))
        saved: str = super()._save(name, content)  # type: ignore[misc]
        return saved

    def _open(self, name: str, mode: str = "rb") -> File:
        require_marked(Path(self.location))
        opened: File = super()._open(name, mode)  # type: ignore[misc]
        return opened

    def delete(self, name: str) -> None:
        require_marked(Path(self.location))
        super().delete(name)
