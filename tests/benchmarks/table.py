"""Measured mixes as one Markdown table, and the bounds they are held to."""

from collections.abc import Iterator, Sequence

from tests.benchmarks.mixes import FAST, Row
from tests.benchmarks.peers import ardour, ecasound

JUDGED_TRACKS, JUDGED_VARIANT = 32, "B"
FLOOR_TIMES = 2.5  # bounce over floor, at most
MEMORY_MB = 400
PEER_TIMES = {ardour.NAME: 8.0, ecasound.NAME: 3.5, FAST[1]: 1.0}  # peer over Worktape, at least


def markdown(rows: Sequence[Row], peers: Sequence[str]) -> str:
    """Seconds, and in brackets a peer's time over Worktape's."""
    head = [
        "tracks",
        "mix",
        "floor, s",
        "start, s",
        "Worktape, s",
        "/ floor",
        "memory, MB",
        *(f"{peer}, s" for peer in peers),
    ]
    lines = [head, ["---:" if cell != "mix" else "---" for cell in head], *(_cells(row, peers) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(f"| {' | '.join(c.rjust(w) for c, w in zip(line, widths, strict=True))} |" for line in lines)


def _cells(row: Row, peers: Sequence[str]) -> list[str]:
    own = row.worktape.seconds
    first = [
        str(row.tracks),
        row.variant,
        f"{row.floor_s:.2f}",
        f"{row.start_s:.2f}",
        f"{own:.2f}",
        f"{own / row.floor_s:.2f}",
    ]
    others = [f"{row.peers_s[p]:.2f} ({row.peers_s[p] / own:.1f}x)" if p in row.peers_s else "-" for p in peers]
    return [*first, f"{row.worktape.memory_bytes / 1e6:.0f}", *others]


def _judge(name: str, value: float, limit: float, at_most: bool, unit: str = "x") -> str:
    holds = value <= limit if at_most else value >= limit
    word = "at most" if at_most else "at least"
    return f"{'holds' if holds else 'MISSED':7} {name}: {value:.2f}{unit}, {word} {limit:g}{unit}"


def bounds(rows: Sequence[Row]) -> Iterator[str]:
    """A line each."""
    judged = [row for row in rows if (row.tracks, row.variant) == (JUDGED_TRACKS, JUDGED_VARIANT)]
    for row in judged:
        own = row.worktape.seconds
        yield _judge("bounce over floor", own / row.floor_s, FLOOR_TIMES, True)
        for peer, limit in PEER_TIMES.items():
            if peer in row.peers_s:
                yield _judge(f"{peer} over Worktape", row.peers_s[peer] / own, limit, False)
        yield _judge("memory (PSS)", row.worktape.memory_bytes / 1e6, MEMORY_MB, True, " MB")
    for variant in sorted({row.variant for row in rows}):
        same = sorted((row for row in rows if row.variant == variant), key=lambda row: row.tracks)
        if len(same) > 1:
            few, many = same[0], same[-1]
            cost = (many.worktape.seconds - many.start_s) / (few.worktape.seconds - few.start_s)
            name = f"{variant}, from {few.tracks} to {many.tracks} tracks, without the fixed start"
            yield _judge(name, cost, many.tracks / few.tracks, True)
