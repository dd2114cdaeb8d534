"""The demo song, made the way a song is made: recorded in passes over playback, mixed, bounced.

The players are the parts that `resources.demo` synthesises; the interface is the virtual device, running faster than
time. Everything else is what a person would do, through the same verbs.

Lives: command line, main thread; or a window worker, with a Session and an engine of its own.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from app.cli import interrupt
from app.cli.devices import OPEN_TIMEOUT_S, wait_until
from app.cli.render import finish
from app.cli.reporting import Reporter, tell_preparing
from app.edits import buses, channels, routing, sections, strips, tempo, tracks
from app.edits.edit import Edit
from app.messages.command_line import (
    DEMO_NOT_FINISHED,
    NO_ANSWER,
    NO_TAKE_MADE,
    demo_laid_out,
    demo_mixed,
    demo_recorded,
)
from app.model.automation import Breakpoint
from app.model.channel import ChannelId
from app.model.channel import channels as every_channel
from app.model.ids import BusId, TrackId
from app.model.section_frames import section_frames
from app.model.tempo_map import tempo_map
from app.problems import Refused
from app.renders.jobs import BounceOptions, StemOptions
from app.session.session import Session
from app.storage.folder import create_song_folder
from app.text.values import format_clock
from app.units import frames_to_seconds
from audio_engine.protocol import DeviceRequest
from resources.demo import mix, score, synth

Progress = Callable[[float, str], bool]
PASS_TIMEOUT_S = 300.0
RATE_HZ = 48000


class DemoCancelled(Exception):
    """The making was given up; what there was of the song is removed."""


def make_demo(path: Path, report: Reporter, progress: Progress | None = None) -> Path:
    """Makes the demo song in a new folder; its path.

    `report` hears each thing done, in a sentence; `progress` hears how far it is (0 to 1) and what comes, and returns
    False to give up, which removes the folder and raises DemoCancelled.
    """
    maker = _DemoMaker(path, report, progress or (lambda share, what: True))
    return maker.make()


class _DemoMaker:
    """One making of the demo: the session, and what to tell of it."""

    def __init__(self, path: Path, report: Reporter, progress: Progress) -> None:
        self._path = path
        self._report = report
        self._progress = progress
        self._session = Session(program="worktape demo")
        self._session.recorder.allow_virtual = True
        self._session.devices.fall_back_to_virtual = self._session.devices.remembers = False

    def make(self) -> Path:
        folder = create_song_folder(self._path).path
        try:
            with tempfile.TemporaryDirectory(prefix="worktape-demo-") as scratch:
                self._make_in(folder, Path(scratch))
        except BaseException:
            self._session.close()
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._session.close(keep_autosave=True)
        return folder

    def _make_in(self, folder: Path, scratch: Path) -> None:
        session = self._session
        tell_preparing()
        self._step(0.0, "Playing the parts")
        parts = synth.parts(RATE_HZ)
        length = len(next(iter(parts.values())))
        shutil.rmtree(folder)  # made to be sure of the place; the song makes its own
        session.new_song(folder, score.TITLE, RATE_HZ)
        self._lay_out()
        passes = sorted({part.recording for part in mix.PARTS})
        for number, recording in enumerate(passes):
            self._step(0.15 + 0.5 * number / len(passes), f"Recording pass {number + 1} of {len(passes)}")
            self._record(recording, parts, length, scratch / f"pass-{recording}.wav")
        self._mix()
        session.document.save()
        number = len(session.document.song.tracks)
        self._report(demo_mixed(number, len(mix.GROUPS)))
        self._step(0.7, "Bouncing the mix")
        self._bounce(folder / "bounces")
        self._step(1.0, "Done")

    def _lay_out(self) -> None:
        self._do(tempo.set_tempo(score.TEMPO_BPM))
        bar = 1
        for section in score.SECTIONS:
            self._do(sections.add_section(section.name, bar, section.bars, section.intensity))
            bar += section.bars
        self._report(demo_laid_out(len(score.SECTIONS), score.TEMPO_BPM))

    def _record(self, recording: int, parts: dict[str, npt.NDArray[np.float32]], length: int, source: Path) -> None:
        """One pass: the players of this pass at the inputs, everything recorded before in their headphones."""
        session = self._session
        playing = [part.name for part in mix.PARTS if part.recording == recording]
        soundfile.write(source, np.concatenate([parts[name] for name in playing], axis=1), RATE_HZ, subtype="PCM_24")
        channel = 1
        for name in playing:
            width = parts[name].shape[1]
            self._do(tracks.add_track(name, width, tuple(range(channel, channel + width)), TrackId(f"demo{name}")))
            self._do(tracks.set_armed(TrackId(f"demo{name}"), True))
            channel += width
        request = DeviceRequest(backend="virtual", virtual_input=str(source), virtual_fast=True)
        session.devices.open(request)
        session.start_engine()
        wait_until(
            session, lambda: session.devices.device is not None or bool(session.devices.choice.problem), OPEN_TIMEOUT_S
        )
        if session.devices.device is None:
            raise Refused(session.devices.choice.problem or NO_ANSWER)
        before = len(session.document.song.tracks[-1].takes)
        session.recorder.record(start_frame=0, end_frame=length)
        if not wait_until(session, lambda: session.passes.recording is None, PASS_TIMEOUT_S, self._keep_going):
            raise Refused(DEMO_NOT_FINISHED)
        if len(session.document.song.tracks[-1].takes) == before:
            raise Refused(NO_TAKE_MADE)
        for name in playing:
            self._do(tracks.set_armed(TrackId(f"demo{name}"), False))
        seconds = format_clock(frames_to_seconds(length, RATE_HZ))
        self._report(demo_recorded(playing, seconds, over=recording > 1))

    def _mix(self) -> None:
        reverb, delay = self._bus("reverb"), self._bus("delay")
        for part in mix.PARTS:
            key = TrackId(f"demo{part.name}")
            self._do(strips.set_fader_db(key, part.fader_db))
            self._do(strips.set_pan(key, part.pan))
            if part.reverb_db is not None:
                self._do(strips.set_send_db(key, reverb, part.reverb_db))
            if part.delay_db is not None:
                self._do(strips.set_send_db(key, delay, part.delay_db))
        for bus, path, value in (
            (reverb, "decay_s", mix.REVERB_DECAY_S),
            (reverb, "pre_delay_ms", mix.REVERB_PRE_DELAY_MS),
            (delay, "time_beats", mix.DELAY_TIME_BEATS),
            (delay, "feedback", mix.DELAY_FEEDBACK),
            (self._bus("master"), "fader_db", mix.MASTER_FADER_DB),
        ):
            self._do(channels.set_parameter(bus, path, value))

        self._group()
        for name, values in mix.STRIPS.items():
            channel = self._channel(name)
            for path, setting in values.items():
                self._do(channels.set_parameter(channel, path, setting))
        self._ride()

    def _group(self) -> None:
        for name, members in mix.GROUPS.items():
            group = BusId(f"demo{name}")
            self._do(buses.add_bus("group", name, group))
            for member in members:
                self._do(routing.set_output(self._channel(member), group))

    def _ride(self) -> None:
        """The voices' fader goes up for the chorus, and back."""
        section = next(
            existing for existing in self._session.document.song.sections if existing.name == mix.RIDE_SECTION
        )
        start, end = section_frames(self._session.document.song, section)
        beat = round(tempo_map(self._session.document.song).quarter_frames())
        levels = (
            (start - beat, 0.0),
            (start, mix.RIDE_DB),
            (end - beat, mix.RIDE_DB),
            (end, 0.0),
        )
        points = [Breakpoint(frame, level) for frame, level in levels]
        self._do(channels.set_curve(self._channel(mix.RIDE_GROUP), "fader_db", points))

    def _channel(self, name: str) -> ChannelId:
        return next(channel.id for channel in every_channel(self._session.document.song) if channel.name == name)

    def _bounce(self, folder: Path) -> None:
        session = self._session
        mixed = folder / f"{score.TITLE}.wav"
        job = session.renders.bounce(BounceOptions(path=mixed, depth="24"))
        finish(session, job, self._report)
        self._step(0.85, "Bouncing the stems")
        job = session.renders.stems(folder / "stems", StemOptions())
        finish(session, job, self._report)
        self._report(f"The song: {session.document.folder}")

    def _bus(self, kind: str) -> BusId:
        return next(bus.id for bus in self._session.document.song.buses if bus.kind == kind)

    def _do(self, edit: Edit) -> None:
        self._session.document.perform(edit)

    def _step(self, share: float, what: str) -> None:
        self._share, self._what = share, what
        self._keep_going()

    def _keep_going(self) -> None:
        interrupt.check()
        if not self._progress(self._share, self._what):
            raise DemoCancelled
