"""A file looked into as the worker does it: in the locked child, with all it says gathered."""

import os
from pathlib import Path
from typing import Any

import av
from PIL import Image

from requests.evidence import media, sandbox


def look(tmp_path: Path, content: bytes, name: str = "CH01.mp4") -> dict[str, Any]:
    """All that was said of `content`; `poster` and `preview` lie in `tmp_path`."""
    (tmp_path / "original").write_bytes(content)
    made = os.O_RDWR | os.O_CREAT | os.O_TRUNC
    files = media.Files(
        os.open(tmp_path / "original", os.O_RDONLY),
        os.open(tmp_path / "poster", made),
        os.open(tmp_path / "preview", made),
    )
    media.warm_up()
    said: dict[str, Any] = {}
    try:
        work = sandbox.run(lambda say: media.look(files, name, say), keep=list(files))
        for message in work:
            said |= message or {}
    finally:
        for fd in files:
            os.close(fd)
    return said


def times_of(tmp_path: Path) -> list[float]:
    """When each picture of the preview is shown, in seconds."""
    with av.open(str(tmp_path / "preview")) as preview:
        return [round(frame.time, 2) for frame in preview.decode(video=0)]


def size_of_preview(tmp_path: Path) -> tuple[int, int]:
    with av.open(str(tmp_path / "preview")) as preview:
        frame = next(preview.decode(video=0))
        return frame.width, frame.height


def poster(tmp_path: Path) -> Image.Image:
    return Image.open(tmp_path / "poster").convert("RGB")


def last_of_preview(tmp_path: Path) -> Image.Image:
    with av.open(str(tmp_path / "preview")) as preview:
        frames: Any = list(preview.decode(video=0))
        return frames[-1].to_image()  # type: ignore[no-any-return]


def bright_corner(picture: Image.Image) -> str:
    """Where the white mark of our films is: "upper left", "lower right" …"""
    grey = picture.convert("L").resize((2, 2), Image.Resampling.BOX)
    names = ("upper left", "upper right", "lower left", "lower right")
    corners = [grey.getpixel(offset) for offset in ((0, 0), (1, 0), (0, 1), (1, 1))]
    return names[corners.index(max(corners, key=lambda shade: float(shade)))]  # type: ignore[arg-type]
