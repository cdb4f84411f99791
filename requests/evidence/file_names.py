"""Names of files: as the recorder gave them, and as any system can unpack them."""

import re
import unicodedata

LONGEST = 200  # signs of the recorder's own name
# Disks take 255 bytes a name, of which Vietnamese letters need up to three each; beside it
# stand the rank in the list or the time.
LONGEST_PORTABLE = 200  # bytes
ENDING = 12  # signs, in which the ending of any recorder fits


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
    """Without the signs which the database refuses or a page would obey."""
    return "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")


def portable(name: str) -> str:
    """A name that any system can unpack: none of their signs, at most LONGEST_PORTABLE bytes."""
    name = re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", name).strip(". ") or "video"
    if len(name.encode()) <= LONGEST_PORTABLE:
        return name
    stem, ending = name[:-ENDING], name[-ENDING:]
    room = LONGEST_PORTABLE - len(ending.encode())
    return stem.encode()[:room].decode(errors="ignore") + ending
