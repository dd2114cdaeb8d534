"""One session through all programs: fast ones in turns, slow ones once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

from tests.benchmarks import worktape
from tests.benchmarks.measuring import Cost, NotRendered, check_rendered
from tests.benchmarks.peers import ardour, ecasound, sox, spotify
from tests.benchmarks.session import Session

Program = Callable[[Session, Path], Cost]
MODULES = (spotify, ecasound, sox, ardour)
PEERS = tuple(module.NAME for module in MODULES)
THREADS = (1, 2)
FAST = tuple(f"{spotify.NAME} x{threads}" for threads in THREADS)  # the others run once


@dataclass
class Row:
    """Medians in seconds, `start_s` of a bounce of nothing; a peer that did not render has none."""

    tracks: int
    variant: str
    floor_s: float = 0.0
    start_s: float = 0.0
    worktape: Cost = Cost(0.0)
    peers_s: dict[str, float] = field(default_factory=dict)

    def line(self) -> str:
        """All of it on one line, for whoever waits."""
        seconds = {"floor": self.floor_s, "start": self.start_s, "Worktape": self.worktape.seconds} | self.peers_s
        return f"{self.tracks} tracks {self.variant}: " + ", ".join(f"{k} {v:.2f}" for k, v in seconds.items())


def present(without: Iterable[str]) -> tuple[dict[str, Program], list[str]]:
    """Peers that can run, by column, and a sentence for each that cannot."""
    programs: dict[str, Program] = {}
    skipped = []
    left_out = [name.strip().lower() for name in without]
    for module in MODULES:
        problem = "left out" if module.NAME.lower() in left_out else module.problem()
        if problem:
            skipped.append(f"{module.NAME}: {problem}")
        elif module is spotify:
            programs |= {name: partial(spotify.run, threads=n) for name, n in zip(FAST, THREADS, strict=True)}
        else:
            programs[module.NAME] = module.run
    return programs, skipped


def measure(session: Session, peers: dict[str, Program], rounds: int, folder: Path) -> Row:
    row = Row(len(session.tracks), session.variant)
    output = folder / "mix.wav"
    floors: list[float] = []
    starts: list[float] = []
    own: list[Cost] = []
    fast: dict[str, list[float]] = {name: [] for name in peers if name in FAST}
    for _ in range(rounds):
        floors.append(worktape.floor(session).seconds)
        starts.append(worktape.start_up(folder).seconds)
        own.append(_checked(worktape.mixed, session, output))
        for name, seconds in fast.items():
            _try(name, peers[name], session, output, seconds)
    row.floor_s, row.start_s = median(floors), median(starts)
    row.worktape = Cost(median(cost.seconds for cost in own), max(cost.memory_bytes for cost in own))
    slow: dict[str, list[float]] = {name: [] for name in peers if name not in FAST}
    for name, seconds in slow.items():
        _try(name, peers[name], session, output, seconds)
    row.peers_s = {name: median(seconds) for name, seconds in (fast | slow).items() if seconds}
    return row


def _checked(program: Program, session: Session, output: Path) -> Cost:
    output.unlink(missing_ok=True)
    cost = program(session, output)
    check_rendered(output, session)
    return cost


def _try(name: str, program: Program, session: Session, output: Path, seconds: list[float]) -> None:
    try:
        seconds.append(_checked(program, session, output).seconds)
    except NotRendered as problem:
        print(f"  {name} did not render: {problem}")
