"""QR codes drawn here, without any service."""

from io import BytesIO

import segno


def svg(text: str, *, title: str = "") -> str:
    """A stand-alone SVG picture, dark on white, four modules of quiet zone around it."""
    picture = BytesIO()
    _code(text).save(picture, kind="svg", light="#fff", title=title or None, nl=False)
    return picture.getvalue().decode()


def png(text: str, *, scale: int = 12) -> bytes:
    """A picture to save or send on; `scale` is pixels per module."""
    picture = BytesIO()
    _code(text).save(picture, kind="png", scale=scale, light="#fff")
    return picture.getvalue()


def _code(text: str) -> segno.QRCode:
    # M survives a crease or a stain on a notice board; micro codes no bank app reads.
    return segno.make_qr(text, error="m")
