"""The one table: fault, tries, most audio lost, takes damaged, what the user is told."""

import json
import re
from dataclasses import asdict, dataclass, field

RATE_HZ = 48000
TOLD_WIDTH = 320


@dataclass
class Row:
    """One fault over all its tries; `allowed_frames` is what it may cost."""

    fault: str
    allowed_frames: int = 0
    tries: int = 0
    most_lost: int = 0
    damaged: int = 0
    device_losses: int = 0  # this machine's own, marked on the take
    told: str = ""
    problems: list[str] = field(default_factory=list)

    def add(self, lost: int, damaged: int, told: str = "", device_losses: int = 0) -> None:
        self.tries += 1
        self.most_lost = max(self.most_lost, lost)
        self.damaged += damaged
        self.device_losses += device_losses
        self.told = told or self.told

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    @property
    def holds(self) -> bool:
        return self.tries > 0 and self.most_lost <= self.allowed_frames and not self.damaged and not self.problems


def short(told: str) -> str:
    """What the user is told, without the scratch folders that songs lie in here."""
    return re.sub(r"/tmp/\S*/(?=[^/]*\.worktape)", "~/", told)[:TOLD_WIDTH]


def lines(rows: list[Row]) -> list[str]:
    found = [f"{'fault':44} {'tries':>5} {'most lost':>20} {'damaged':>7}  told"]
    for row in rows:
        lost = f"{row.most_lost} ({1000 * row.most_lost / RATE_HZ:.1f} ms)"
        mark = "" if row.holds else "  DOES NOT HOLD"
        found.append(f"{row.fault:44} {row.tries:5} {lost:>20} {row.damaged:7}  {short(row.told)}{mark}")
        found += [f"    {problem}" for problem in row.problems]
    losses = sum(row.device_losses for row in rows)
    if losses:
        found.append(f"The device itself lost audio in {losses} takes on this loaded machine; every loss is marked.")
    return found
