"""What happened in a pass, in engine frames, turned into rounds and gaps of its files. Writer and recovery share it.

File frame k holds the sample captured at engine frame `rolled + latency + k`.

Lives: engine writer; recovery.
"""

from dataclasses import dataclass, field
from typing import Any

from audio_engine.protocol import Gap, Round


@dataclass
class PassLog:
    latency_frames: int
    rolled_engine: int = -1
    rolled_timeline: int = 0
    stopped_engine: int = -1
    wraps: list[tuple[int, int]] = field(default_factory=list)  # engine frame, loop start
    lost: list[tuple[int, int, int]] = field(default_factory=list)  # engine frame, timeline frame, length
    holes: list[tuple[int, int]] = field(default_factory=list)  # file frame, length

    def note(self, line: dict[str, Any]) -> None:
        """Take a journal line."""
        kind = line.get("line")
        if kind == "rolled":
            self.rolled_engine, self.rolled_timeline = int(line["engine"]), int(line["timeline"])
        elif kind == "wrapped":
            self.wraps.append((int(line["engine"]), int(line["timeline"])))
        elif kind == "lost":
            self.lost.append((int(line["engine"]), int(line["timeline"]), int(line["frames"])))
        elif kind == "hole":
            self.holes.append((int(line["at"]), int(line["frames"])))
        elif kind == "stopped":
            self.stopped_engine = int(line["engine"])

    @property
    def first_frame(self) -> int:
        """Engine frame of the first sample in the files."""
        return self.rolled_engine + self.latency_frames

    def rounds(self, frames: int) -> tuple[Round, ...]:
        """Stretches of unbroken timeline in files of this length."""
        starts = [(0, self.rolled_timeline)] + [(engine - self.rolled_engine, to) for engine, to in self.wraps]
        rounds = []
        for index, (at, timeline) in enumerate(starts):
            end = starts[index + 1][0] if index + 1 < len(starts) else frames
            if min(end, frames) > at:
                rounds.append(Round(timeline, at, min(end, frames) - at))
        return tuple(rounds)

    def timeline_of(self, file_frame: int) -> int:
        """Where on the timeline a file frame belongs."""
        timeline, at = self.rolled_timeline, 0
        for engine, to in self.wraps:
            if engine - self.rolled_engine <= file_frame:
                timeline, at = to, engine - self.rolled_engine
        return timeline + file_frame - at

    def gaps(self) -> tuple[Gap, ...]:
        shown = [Gap(self.timeline_of(max(0, engine - self.first_frame)), n, False) for engine, _, n in self.lost]
        return tuple(shown + [Gap(self.timeline_of(at), n, True) for at, n in self.holes])
