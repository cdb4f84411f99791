"""python -m tests.bench.hostile_files N: so many hostile files of one owner arrive."""

import sys

from tests.requests.approved_ask import approved_ask

SCANS = 3000  # a minute of CPU each, where nobody stops it


def main(number: int) -> None:
    ask = approved_ask()
    from requests.evidence.actions.inspections import inspect
    from tests.requests.footage_factories import hostile_picture, received

    content = hostile_picture(SCANS)
    for _number in range(number):
        inspect.delay(received(content, ask=ask).pk)


if __name__ == "__main__":
    main(int(sys.argv[1]))
