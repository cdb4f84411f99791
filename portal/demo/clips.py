"""A few seconds of H.264 as a recorder would export them: a street, a moving shape, a clock."""

import io
from datetime import datetime, timedelta

import av
from PIL import Image, ImageDraw

WIDTH, HEIGHT, RATE = 640, 360, 10


def film(since: datetime, *, seconds: int = 8, speed: int = 9) -> bytes:
    """An MP4 file that shows `seconds` from `since` on."""
    made = io.BytesIO()
    with av.open(made, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": "30"}
        for number in range(seconds * RATE):
            moment = since + timedelta(seconds=number / RATE)
            frame = av.VideoFrame.from_image(_picture(number * speed, moment))  # type: ignore[no-untyped-call]
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return made.getvalue()


def _picture(x: int, moment: datetime) -> Image.Image:
    picture = Image.new("RGB", (WIDTH, HEIGHT), "#39424b")
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 360), (640, 360), (420, 130), (260, 130)], fill="#565d63")
    draw.rectangle([0, 90, 240, 230], fill="#8a7f6c")
    draw.rectangle([430, 70, 640, 220], fill="#a08f78")
    left = x % (WIDTH + 60) - 60
    draw.ellipse([left, 252, left + 56, 296], fill="#c9b458")
    draw.text((10, 10), f"{moment:%d/%m/%Y %H:%M:%S}  CAM 1  MAU", fill="#ffffff")
    return picture
