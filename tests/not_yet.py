"""What the guards still let pass while the rooms are cleared. It only ever shrinks.

`tests/not_yet.txt` has a line for each: the guard, a colon, what it finds. A line that is
no longer needed fails `test_guards.py`; `python -m tests.not_yet` takes all of them out.
When the last is gone, this file and its list go too.
"""

import os
from pathlib import Path

LIST = Path(__file__).with_suffix(".txt")


def not_yet(guard: str) -> set[str]:
    lines = (line.partition(": ") for line in LIST.read_text().splitlines())
    return {finding for name, _colon, finding in lines if name == guard}


def clear() -> int:
    """Take out every line whose guard no longer finds it; how many went."""
    from tests.test_guards import GUARDS

    needed = {f"{name}: {finding}" for name, findings in GUARDS.items() for finding in findings()}
    lines = LIST.read_text().splitlines()
    kept = [line for line in lines if line in needed]
    LIST.write_text("".join(f"{line}\n" for line in kept))
    return len(lines) - len(kept)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    print(f"{clear()} lines taken out")  # noqa: T201
