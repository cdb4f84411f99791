"""Names of files: as the recorder gave them, and as any system can unpack them."""

import re
import unicodedata

LONGEST = 200  # signs of the recorder's own name
# Windows takes 260 signs for a whole path, as UTF-16: its own folders, that of the archive (twice
# where "Extract all" makes one more), `originals` and the rank in the list leave this.
LONGEST_PORTABLE = 80  # units of UTF-16, so at most 240 bytes of UTF-8, where disks take 255
ENDING = 12  # signs, in which the ending of any recorder fits
# What Windows opens in place of a file, whatever stands after the first dot.
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\.|$)", re.I)


def recorded(name: str) -> str:
    """The recorder's own file name, kept as evidence, without folders and control signs."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = without_control_signs(name).strip()
    if len(name) > LONGEST:
        stem, dot, ending = name.rpartition(".")
        ending = (dot + ending)[-16:] if stem else ""
        name = name[: LONGEST - len(ending)] + ending
    return name if name.strip(". ") else "video"


def without_control_signs(text: str) -> str:
    """Without the signs which the database refuses or a page would obey, and of one line."""
    text = text.replace("\u2028", " ").replace("\u2029", " ")
    return "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")


def portable(name: str) -> str:
    """A name that any system can unpack and no command takes for an option."""
    name = without_control_signs(unicodedata.normalize("NFC", name))
    name = re.sub(r'[<>:"/\\|?*]', "_", name).strip(". ") or "video"
    if name.startswith("-") or DEVICES.match(name):
        name = f"_{name}"
    if _units(name) <= LONGEST_PORTABLE:
        return name
    stem, ending = name[:-ENDING], name[-ENDING:]
    room = 2 * (LONGEST_PORTABLE - _units(ending))
    return stem.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + ending


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
