"""What a real place runs: the tag it was released under, and the migrations that belong to it.

`python -m tests.released v1.0`, committed with the tag `v1.0`, names the last migration of
each app and the digest of all of them. From there on `test_migrations.py` guards the tables
they made: people have rows in them and read them. Before the first tag nothing is guarded.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TABLE = Path(__file__).with_suffix(".json")
FOLDERS = {
    "areas": "portal/areas",
    "journal": "portal/journal",
    "notices": "portal/notices",
    "people": "portal/people",
    "cameras": "cameras",
    "contributions": "contributions",
    "footage": "requests",
}


class Release(NamedTuple):
    tag: str
    last: dict[str, str]
    sha256: str


def release() -> Release:
    return Release(**json.loads(TABLE.read_text()))


def files(app: str) -> list[Path]:
    return sorted((ROOT / FOLDERS[app] / "migrations").glob("[0-9]*.py"))


def digest(last: dict[str, str]) -> str:
    """Of every migration up to `last`: a released one is never edited."""
    sha256 = hashlib.sha256()
    for app, name in sorted(last.items()):
        for file in files(app):
            if file.stem <= name:
                sha256.update(f"{app}.{file.stem}\n".encode() + file.read_bytes())
    return sha256.hexdigest()


def name_release(tag: str) -> Release:
    """Write the table for `tag`, from the migrations that are here now."""
    last = {app: files(app)[-1].stem for app in FOLDERS}
    named = Release(tag, last, digest(last))
    TABLE.write_text(json.dumps(named._asdict(), indent=2) + "\n")
    return named


if __name__ == "__main__":
    name_release(sys.argv[1])
