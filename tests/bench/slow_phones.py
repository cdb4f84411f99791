"""Many phones at once: python -m tests.bench.slow_phones PORT BYTES_PER_SECOND SECONDS < lines

Each line is a cookie and the address of an upload. Bytes go evenly, as over a mobile network.
"""

import sys
import time

from tests.bench.tus_client import BYTES, Line

TICK = 0.1  # seconds


def main(port: int, speed: int, seconds: int, lines: list[str]) -> None:
    piece = bytes(int(speed * TICK))
    ticks = round(seconds / TICK)
    phones = []
    for line in lines:
        cookie, url = line.split()
        phone = Line(port, cookie)
        headers = {"Upload-Offset": 0, "Content-Type": BYTES, "Content-Length": len(piece) * ticks}
        phone.head("PATCH", url, headers)
        phones.append(phone)
    print("sending", flush=True)
    began = time.perf_counter()
    for tick in range(ticks):
        for phone in phones:
            phone.socket.sendall(piece)
        time.sleep(max(0.0, began + (tick + 1) * TICK - time.perf_counter()))
    statuses = {phone.answer()[0] for phone in phones}
    print(sorted(statuses), round(time.perf_counter() - began, 1), flush=True)


if __name__ == "__main__":
    port, speed, seconds = map(int, sys.argv[1:])
    main(port, speed, seconds, sys.stdin.read().splitlines())
