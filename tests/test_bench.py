"""bin/bench: on a checkout that nobody has used yet, and what it says there."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
BENCHES = ["codes", "commune_names", "pages", "phone_pages", "search", "soak", "upload"]
MADE = [".git", ".venv", "node_modules", "var", "*.mo", "__pycache__", ".*_cache", ".hypothesis"]


@pytest.fixture
def checkout(tmp_path):
    """As git gives it: libraries are installed, no words compiled, no static files collected."""
    copy = tmp_path / "checkout"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*MADE), symlinks=True)
    for libraries in (".venv", "node_modules"):
        (copy / libraries).symlink_to(ROOT / libraries)
    shutil.copytree(ROOT / "var/npm", copy / "var/npm")
    return copy


def bench(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    places = ("VAR_DIR", "STATIC_ROOT", "MEDIA_ROOT", "UPLOAD_ROOT", "DJANGO_SETTINGS_MODULE")
    given = {name: value for name, value in os.environ.items() if name not in places}
    return subprocess.run(
        [checkout / "bin/bench", *arguments],
        env=given | {"SO_CAMERA_INSIDE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_bench_runs_on_a_fresh_checkout_and_says_nothing_but_measures(checkout):
    result = bench(checkout, "pages", "--rows", "1000", "--quick")

    assert result.returncode == 0, result.stderr[-3000:]
    measures = [json.loads(line) for line in result.stdout.splitlines()]
    assert {measure["bench"] for measure in measures} == {"pages"}
    assert "registration, 1,000 rows, p50" in {measure["measure"] for measure in measures}


def test_only_whole_benches_are_listed():
    result = bench(ROOT, "nonsense")

    assert result.returncode == 1
    assert result.stderr.strip().endswith(f"there are: {' '.join(BENCHES)}.")
