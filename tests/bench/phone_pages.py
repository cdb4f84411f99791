"""bin/bench phone_pages: Lighthouse's marks for a phone of pages that strangers open.

Lighthouse as it comes: a middle-class phone on a slow mobile network. Each page is opened
`TIMES` times and the median counts, as a machine that does other things beside costs marks.
The floor is the same page's best mark; of shifts it is none.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from statistics import median
from typing import Any

from tests.bench import measure
from tests.bench.measure import report
from tests.bench.server import AS_DEPLOYED, ROOT, granian

TIMES = 3
LIGHTHOUSE = ROOT / "node_modules/lighthouse/cli/index.js"
# Our choice, of 100: https://developer.chrome.com/docs/lighthouse/performance/performance-scoring
GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST_SHIFT = 0.05  # Our choice; 0.1 is still called good: https://web.dev/articles/cls


def main(_rows: int | None) -> None:
    with tempfile.TemporaryDirectory(prefix="so-camera-bench-") as folder:
        os.environ["UPLOAD_ROOT"] = os.environ["MEDIA_ROOT"] = folder
        with measure.database("phone_pages"):
            pages = _pages()
            with granian("portal.wsgi:application", "/", *AS_DEPLOYED) as server:
                for name, path in pages.items():
                    _measure(name, f"http://localhost:{server.port}{path}", folder)


def _pages() -> dict[str, str]:
    from django.core.management import call_command
    from django.urls import reverse

    call_command("load_areas", verbosity=0)
    call_command("demo", verbosity=0)
    from contributions.campaigns.models import Campaign
    from portal.areas.models import Commune

    campaign = Campaign.objects.filter(status=Campaign.Status.OPEN).earliest("pk")
    commune = Commune.objects.filter(profile__abbreviation="MC1").get()
    return {
        "home": "/",
        "commune": reverse("reports:commune", args=[commune.code]),
        "campaign": reverse("contributions:campaign", args=[campaign.public_id]),
        "sign-in": reverse("people:sign_in"),
    }


def _measure(name: str, url: str, folder: str) -> None:
    visits = [_visit(url, folder) for _ in range(measure.some(TIMES))]
    shift = median(_finding(visit, "cumulative-layout-shift")["numericValue"] for visit in visits)
    line = partial(report, "phone_pages")
    line(f"{name}, layout shift", shift, "", floor=0, goal=MOST_SHIFT)
    for category, goal in GOALS.items():
        marks = [visit["categories"][category]["score"] * 100 for visit in visits]
        mark, best = median(marks), max(marks)
        if not line(
            f"{name}, {category}", mark, "of 100", floor=best, goal=goal, more_is_better=True
        ):
            _say_why(visits[0], category)


def _visit(url: str, folder: str) -> Any:
    """A browser that has never been there, closed again afterwards."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        raise SystemExit("Chromium is missing; type: sudo apt-get install chromium")
    run = subprocess.run(
        ["node", LIGHTHOUSE, url, "--output=json", "--quiet",
         f"--only-categories={','.join(GOALS)}",
         "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage"],
        capture_output=True,
        check=True,
        cwd=folder,
        env=os.environ | {"CHROME_PATH": chromium},
    )  # fmt: skip
    return json.loads(run.stdout)


def _finding(visit: Any, name: str) -> Any:
    return visit["audits"][name]


def _say_why(visit: Any, category: str) -> None:
    """On standard error: what cost marks, the dearest first."""
    weights = {ref["id"]: ref["weight"] for ref in visit["categories"][category]["auditRefs"]}
    for name, weight in sorted(weights.items(), key=lambda item: -item[1]):
        audit = _finding(visit, name)
        if weight and audit["score"] is not None and audit["score"] < 1:
            print(f"  {name}: {audit['score']} {audit.get('displayValue', '')}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(measure.run(main))
