"""A film of several megabytes, as a recorder writes it, made on the spot."""

import hashlib
from pathlib import Path
from random import Random
from typing import Any

import av
from PIL import Image

WIDTH, HEIGHT, RATE = 640, 360, 10


def film(path: Path, *, seconds: int = 6) -> Path:
    """H.264 in MP4. Noise does not compress, so it is about a megabyte a second."""
    chance = Random(path.name)
    with av.open(str(path), "w", format="mp4") as out:
        track: Any = out.add_stream("libx264", rate=RATE)
        track.width, track.height, track.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        track.options = {"preset": "ultrafast", "crf": "20"}
        for _number in range(seconds * RATE):
            noise = Image.frombytes("L", (WIDTH, HEIGHT), chance.randbytes(WIDTH * HEIGHT))
            out.mux(track.encode(av.VideoFrame.from_image(noise.convert("RGB"))))
        out.mux(track.encode(None))
    return path


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
