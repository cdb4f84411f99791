"""The palette's dark block stands twice (the device's wish, the person's choice), alike."""

import re

from django.conf import settings

CSS = (settings.BASE_DIR / "portal/look/static/look/tokens.css").read_text()
BY_DEVICE = r"@media \(prefers-color-scheme: dark\) \{\s*[^{]+\{(?P<inside>[^{}]*)\}"
BY_CHOICE = r'^\[data-bs-theme="dark"\] \{(?P<inside>[^{}]*)\}'


def values(pattern: str) -> dict[str, str]:
    block = re.search(pattern, CSS, re.MULTILINE)
    assert block
    lines = re.sub(r"/\*.*?\*/", "", block["inside"], flags=re.DOTALL).split(";")
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    return {name.strip(): value.strip() for name, value in pairs}


def test_both_dark_blocks_say_the_same():
    assert values(BY_DEVICE) == values(BY_CHOICE)
    assert len(values(BY_CHOICE)) > 40


def test_dark_redraws_every_colour_of_the_palette():
    light = re.search(r"^:root[^{]*\{(?P<inside>[^{}]*)\}", CSS, re.MULTILINE)
    assert light

    palette = set(re.findall(r"--so-[\w-]+(?=:\s*#)", light["inside"]))
    assert palette - set(values(BY_CHOICE)) == set()
