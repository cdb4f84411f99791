"""Counts that show how many there are without showing where one of them is."""

from dataclasses import dataclass

# Our choice: of fewer than five one could guess which neighbours they are.
LEAST_SHOWN = 5


@dataclass(frozen=True)
class Blur:
    """`sites` private sites in these hamlets together (None: outside every hamlet)."""

    hamlets: tuple[int | None, ...]
    sites: int


def blurred(counts: dict[int | None, int]) -> list[Blur]:
    """Large hamlets alone, small ones together as at least 5; fewer in all give nothing."""
    by_size = sorted(counts.items(), key=lambda item: (item[1], item[0] or 0))
    small: list[tuple[int | None, int]] = []
    while by_size and (by_size[0][1] < LEAST_SHOWN or 0 < _sum(small) < LEAST_SHOWN):
        small.append(by_size.pop(0))
    alone = [Blur((hamlet,), sites) for hamlet, sites in reversed(by_size)]
    if _sum(small) < LEAST_SHOWN:
        return alone
    return [*alone, Blur(tuple(hamlet for hamlet, _sites in small), _sum(small))]


def _sum(small: list[tuple[int | None, int]]) -> int:
    return sum(sites for _hamlet, sites in small)
