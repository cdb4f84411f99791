"""What the register forgets of a site or a camera that leaves it.

Law 91/2025 art. 14: what nobody needs any more is past recovering. Commune, hamlet, kind
and number stay, as do the decisions (they are the proof) and the recorder's clock error,
which the papers of footage already handed over go by.
"""

from collections.abc import Iterable
from typing import Any

from cameras.register.locations import centre_of
from cameras.register.models import Camera, Site, Vouching

# Looking everywhere and no farther than a step: no direction is left to read.
BLANK_CAMERA = {"label": "", "bearing": 0, "angle": 360, "range_metres": 1, "retention_days": None}


def blank(site: Site) -> dict[str, Any]:
    """Fields of the site as they stand once it is forgotten."""
    return {
        "point": centre_of(site.commune, site.hamlet),
        "is_approximate": True,
        "label": "",
        "address": "",
    }


def forget_cameras(site: Site, cameras: Iterable[Camera]) -> None:
    """Nobody can tell any more where these cameras of the site looked."""
    for camera in cameras:
        for name, value in BLANK_CAMERA.items():
            setattr(camera, name, value)
        camera.view = camera.seen_from(site.point)
    Camera.objects.bulk_update(cameras, [*BLANK_CAMERA, "view"])


def forget_questions(site: Site) -> None:
    """What was asked of the place and answered is gone; that somebody vouched for it stays."""
    site.vouchings.filter(word=Vouching.Word.ASKED).delete()
    site.refresh_from_db(fields=["vouching"])
