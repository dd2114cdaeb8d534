"""The disk reader keeps playback rings filled ahead of the transport, indexed by roll frame.

A locate starts a new epoch: rings are filled again and the callback is told when they are primed. An edited timeline is
rendered into the idle ring of its lanes from a little ahead, and the callback crossfades to it.

Lives: engine, one thread of its own; bounce, its decoding thread.
"""

import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from audio_engine.disk.clip_renderer import ClipRenderer
from audio_engine.disk.open_files import OpenFiles
from audio_engine.disk.practice_renderer import PracticeRenderer, renderer_of
from audio_engine.memory import EngineMemory
from audio_engine.plan import TrackTimeline
from audio_engine.rt import layout as at
from audio_engine.shared_memory import read_sequenced

POLL_S = 0.005
PRIME_S = 0.25  # a locate is ready when this much is in every ring
SWAP_AHEAD_S = 0.1  # an edited timeline is played this long after it arrives
CHUNK_FRAMES = 32768
LEAST_FRAMES = 2048
SWAP_FRAMES = 2 * at.MAX_BLOCK_FRAMES  # a ring is needed for this long after its swap: a block, and the cross-fade
Renderer = ClipRenderer | PracticeRenderer
_log = logging.getLogger(__name__)


class Epoch(NamedTuple):
    """Continuous playback: roll frame `roll` plays timeline frame `timeline`, and on from there, around the loop."""

    number: int
    loop_serial: int
    roll: int
    timeline: int
    loop_on: bool
    loop_start: int
    loop_end: int

    @staticmethod
    def read(memory: EngineMemory) -> "Epoch":
        """The epoch that the callback runs."""
        words = read_sequenced(memory.epoch_sequence, memory.epoch)
        number, serial, roll, timeline, start, end = (
            int(words[name]) for name in ("number", "loop_serial", "roll", "timeline", "loop_start", "loop_end")
        )
        return Epoch(number, serial, roll, timeline, bool(words["loop_on"]), start, end)

    @property
    def loop(self) -> tuple[int, int] | None:
        """First frame of the loop and the one behind its last; None where it is not played."""
        return (self.loop_start, self.loop_end) if self.loop_on and self.timeline < self.loop_end else None

    def timeline_ranges(self, roll: int, frames: int) -> Iterator[tuple[int, int]]:
        """(timeline frame, length) pairs that cover `frames` frames from roll frame `roll`."""
        position = self.timeline + roll - self.roll
        looping = self.loop is not None
        if looping and position >= self.loop_end:
            position = self.loop_start + (position - self.loop_start) % (self.loop_end - self.loop_start)
        while frames > 0:
            part = min(frames, self.loop_end - position) if looping else frames
            yield position, part
            frames -= part
            position += part
            if looping and position == self.loop_end:
                position = self.loop_start


class _Slot:
    """State of one slot: its renderer, how far each ring is filled, and an edit that waits."""

    def __init__(self, renderer: Renderer) -> None:
        self.renderer = renderer
        self.leaving = renderer  # plays until the swap
        self.filled = [0, 0]
        self.waiting: Renderer | None = None
        self.swap_from = at.NO_SWAP


class DiskReader:
    """Fills playback rings from files.

    `set_timelines`, `ready` and `problems` may be used on any thread; `fill` runs on the reader's own thread after
    `start`, or on the caller's without it.
    """

    def __init__(self, memory: EngineMemory, least_frames: int = LEAST_FRAMES) -> None:
        """Prepare to read into the rings of `memory`.

        Args:
            memory: Rings and state shared with the callback.
            least_frames: Smallest number of frames worth reading; a bounce, which cannot run dry, reads whole chunks.
        """
        self._memory, self._least = memory, least_frames
        self._files = OpenFiles()
        self._reported = 0
        self._slots: dict[int, _Slot] = {}
        self._new: dict[int, Renderer] = {}
        self._awaited_loop = 0
        self._lock = threading.Lock()
        self._epoch = Epoch(-1, -1, 0, 0, False, 0, 0)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def set_timelines(self, timelines: Sequence[TrackTimeline], loop_serial: int = 0) -> None:
        """Replace the timelines of these slots. Any thread.

        Args:
            timelines: The new ones.
            loop_serial: They are for the loop of this serial, and are not taken before it is set.
        """
        with self._lock:
            for timeline in timelines:
                self._new[timeline.slot] = renderer_of(timeline, self._files)
            self._awaited_loop = max(self._awaited_loop, loop_serial)

    def start(self) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._run, name="disk reader", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread, waiting 2 s at most."""
        self._stop.set()
        if self._thread:
            self._thread.join(2.0)

    @property
    def problems(self) -> dict[str, str]:
        """A sentence for each file that could not be read, by path."""
        return self._files.problems

    def new_drive_problem(self) -> str:
        """A sentence about the first file that became unreadable with its drive since the last call; else empty.

        A file that is merely missing was reported when the song was opened.
        """
        problems = list(self._files.problems.items())
        new, self._reported = problems[self._reported :], len(problems)
        gone = [text for path, text in new if os.path.exists(path) or not os.path.isdir(os.path.dirname(path))]
        return gone[0] if gone else ""

    def filled_until(self) -> int:
        """Roll frame up to which every ring is filled; a bounce waits for it."""
        return min((int(self._memory.filled_to[self._side(n), n]) for n in self._slots), default=at.SILENT)

    def ready(self) -> bool:
        """True if everything requested so far is in the rings."""
        number = int(read_sequenced(self._memory.epoch_sequence, self._memory.epoch)["number"])
        return not self._new and int(self._memory.reader[at.READY_EPOCH]) == number

    def _run(self) -> None:
        while not self._stop.is_set():
            worked = False
            try:
                worked = self.fill()
            except Exception:  # this thread must survive: without it nothing plays
                _log.exception("A round of the disk reader failed.")
            if not worked:
                time.sleep(POLL_S)

    def fill(self) -> bool:
        """Do one pass over all rings; False if there was nothing to do. Reader thread."""
        epoch = Epoch.read(self._memory)
        if epoch.number != self._epoch.number:
            self._restart(epoch)
        elif epoch.loop_serial != self._epoch.loop_serial:
            self._epoch = epoch
            for number, slot in self._slots.items():
                if slot.renderer.has_clips:
                    self._new.setdefault(number, slot.waiting or slot.renderer)
        self._take_new()
        worked = self._fill_idle()
        for number, slot in sorted(self._slots.items(), key=lambda item: min(item[1].filled)):
            worked |= self._fill_side(number, slot, self._side(number))
        self._tell_ready()
        return worked

    def _side(self, slot: int) -> int:
        return int(self._memory.lane_state[at.TAPE_SIDE, slot])

    def _lanes(self, number: int, slot: _Slot) -> slice:
        return slice(number, number + slot.renderer.channels)

    def _restart(self, epoch: Epoch) -> None:
        """Fill all rings again from another position; waiting edits take effect at once."""
        if any(self._memory.swap_at[n] != at.NO_SWAP for n in self._slots):
            return  # the callback completes pending changes in its next block; try again then
        self._epoch = epoch
        for number, slot in self._slots.items():
            slot.renderer = (slot.waiting or slot.renderer).afresh(epoch.loop)
            slot.waiting, slot.swap_from = None, at.NO_SWAP
            self._begin(number, slot, epoch.roll)

    def _begin(self, number: int, slot: _Slot, roll: int) -> None:
        side = self._side(number)
        slot.filled[side] = roll
        self._memory.filled_to[side, self._lanes(number, slot)] = roll if slot.renderer.has_clips else at.SILENT

    def _take_new(self) -> None:
        if self._epoch.loop_serial < self._awaited_loop:
            return
        with self._lock:
            new, self._new = self._new, {}
        roll = int(self._memory.transport["roll"])
        primed = int(self._memory.reader[at.READY_EPOCH]) == self._epoch.number
        for number, made in new.items():
            slot, renderer = self._slots.get(number), made.afresh(self._epoch.loop)
            if slot is None or slot.renderer.channels != renderer.channels or not primed:
                self._slots[number] = slot = _Slot(renderer)
                self._begin(number, slot, max(roll, self._epoch.roll))
            elif slot.waiting is not None or self._memory.swap_at[number] != at.NO_SWAP:
                with self._lock:
                    self._new.setdefault(number, made)  # one change at a time: this one waits
            else:
                moving = int(self._memory.clock["state"]) in (at.ROLLING, at.FADING)
                slot.waiting = renderer
                slot.swap_from = roll + (int(SWAP_AHEAD_S * self._memory.rate_hz) if moving else 0)
                slot.filled[1 - self._side(number)] = slot.swap_from

    def _fill_idle(self) -> bool:
        """Render edited timelines into idle rings, and post those that are primed."""
        worked = False
        for number, slot in self._slots.items():
            if slot.waiting is None:
                continue
            idle = 1 - self._side(number)
            lanes = self._lanes(number, slot)
            if slot.waiting.has_clips:
                need = max(slot.swap_from, int(self._memory.transport["roll"])) + int(
                    2 * PRIME_S * self._memory.rate_hz
                )
                while slot.filled[idle] < need:
                    self._render(slot.waiting, slot, idle, min(CHUNK_FRAMES, need - slot.filled[idle]))
                self._memory.filled_to[idle, lanes] = slot.filled[idle]
            else:
                self._memory.filled_to[idle, lanes] = at.SILENT
            slot.leaving, slot.renderer, slot.waiting = slot.renderer, slot.waiting, None
            self._memory.swap_at[lanes] = slot.swap_from
            slot.swap_from = at.NO_SWAP
            worked = True
        return worked

    def _fill_side(self, number: int, slot: _Slot, side: int) -> bool:
        """Read ahead; a ring that is about to be swapped is filled only as far as it will still be played."""
        swap_at = int(self._memory.swap_at[number])
        renderer = slot.renderer if swap_at == at.NO_SWAP else slot.leaving
        if not renderer.has_clips:
            return False
        roll = int(self._memory.transport["roll"])
        space = roll + self._memory.tape.shape[2] - at.MAX_BLOCK_FRAMES - slot.filled[side]
        frames, least = min(CHUNK_FRAMES, space), self._least
        if swap_at != at.NO_SWAP:
            frames, least = min(frames, max(swap_at, roll) + SWAP_FRAMES - slot.filled[side]), 1
        if frames < least:
            return False
        self._render(renderer, slot, side, frames)
        self._memory.filled_to[side, self._lanes(number, slot)] = slot.filled[side]
        return True

    def _render(self, renderer: Renderer, slot: _Slot, side: int, frames: int) -> None:
        """Read into a ring, in parts that wrap neither at the ring's end nor at the loop's."""
        ring = self._memory.tape
        length = ring.shape[2]
        lanes = slice(renderer.slot, renderer.slot + renderer.channels)
        for position, part in self._epoch.timeline_ranges(slot.filled[side], frames):
            while part > 0:
                begin = slot.filled[side] % length
                count = min(part, length - begin)
                renderer.render(position, ring[side, lanes, begin : begin + count])
                slot.filled[side] += count
                position += count
                part -= count

    def _tell_ready(self) -> None:
        number = self._epoch.number
        if int(self._memory.reader[at.READY_EPOCH]) == number or self._new:
            return
        need = self._epoch.roll + int(PRIME_S * self._memory.rate_hz)
        if all(not s.renderer.has_clips or s.filled[self._side(n)] >= need for n, s in self._slots.items()):
            self._memory.reader[at.READY_EPOCH] = number
