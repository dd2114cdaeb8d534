"""Studio: the open song, its history and its engine; the verbs that window and command line call.

Lives: window, main thread: the only writer of the song's root.
"""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from app.changes import Changes, diff, whole_song
from app.edits.edit import Edit, EditRefused, Refused
from app.edits.songs import note_bounce
from app.edits.takes import add_takes
from app.engine_events import EngineEventHandler
from app.engine_link import Controller, EngineLink, engine_of
from app.history import Gesture
from app.model.ids import BusId, TrackId
from app.model.song import Song
from app.notices import Notice, NoticeBoard
from app.open_song import OpenSong
from app.peak_pool import PeakPool
from app.plan_builder import bus_index
from app.recording import check_ready, guard_pass, make_pass
from app.release.jobs import BounceOptions, Job, StemOptions, start_bounce, start_stems
from app.settings import Settings
from app.stages.progress import StageProgress, Step, mix_hash, stage_progress
from app.storage.folder import song_folder
from app.storage.problems import LockHolder, SongLocked, SongProblem
from app.storage.recovery import find_unclaimed_passes, mark_claimed
from audio_engine.controller import ClockReading, EngineController, MeterReading
from audio_engine.disk.peaks import Peaks
from audio_engine.probe import DeviceInfo, ProbeProblem, devices
from audio_engine.protocol import DeviceRequest, DeviceState, PassRequest, PassResult

REFUSALS = (Refused, EditRefused, SongProblem)  # all that a verb may raise, each with one sentence
AUTOSAVE_EVERY_S = 30.0
DISK_EVERY_S = 2.0

__all__ = [
    "REFUSALS",
    "BounceOptions",
    "Changes",
    "ClockReading",
    "DeviceInfo",
    "DeviceRequest",
    "DeviceState",
    "Edit",
    "EditRefused",
    "Gesture",
    "Job",
    "LockHolder",
    "MeterReading",
    "Notice",
    "PassRequest",
    "PassResult",
    "Peaks",
    "Refused",
    "SongLocked",
    "SongProblem",
    "StageProgress",
    "StemOptions",
    "Step",
    "Studio",
]


class Studio:
    """One song at a time. Every verb either does what it says or raises one of REFUSALS with a sentence."""

    def __init__(
        self,
        controller_factory: Callable[[], Controller] = EngineController,
        settings: Settings | None = None,
        *,
        program: str = "Worktape's window",
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings or Settings()
        self.link = EngineLink(controller_factory, self.settings)
        self.board = NoticeBoard()
        self.on_change: list[Callable[[Changes], None]] = []
        self.allow_virtual_recording = False
        self.fall_back_to_virtual = True  # play through a clock where no device opens
        self.remember_device = True  # what opens now is opened next time
        self.recording_pass: PassRequest | None = None
        self.recovered: list[PassResult] = []
        self.disk_seconds_left: float | None = None
        self._program = program
        self._now = now
        self._opened: OpenSong | None = None
        self._peaks = PeakPool()
        self._events = EngineEventHandler(self)
        self._jobs: list[tuple[Job, str, str]] = []  # job, kind, hash of the mix it renders
        self._autosave_due_s = self._disk_due_s = 0.0

    # the document

    @property
    def song(self) -> Song:
        return self._require_song().song

    @property
    def has_song(self) -> bool:
        return self._opened is not None

    @property
    def opened(self) -> OpenSong:
        return self._require_song()

    @property
    def folder(self) -> Path | None:
        return None if self._opened is None else self._opened.folder.path

    @property
    def is_modified(self) -> bool:
        return self._opened is not None and self._opened.history.is_modified

    @property
    def read_only(self) -> bool:
        return self._opened is not None and self._opened.read_only

    @property
    def autosaved(self) -> Song | None:
        """What a crash left in the autosave and nobody has accepted or discarded yet."""
        return None if self._opened is None else self._opened.autosaved

    def new_song(self, folder: Path, name: str, rate_hz: int = 48000) -> None:
        self._refuse_while_recording()
        self._begin(OpenSong.new(folder, name, rate_hz, self._program))

    def open_song(self, folder: Path, *, read_only: bool = False) -> None:
        """SongProblem or SongLocked where it cannot; the song open before stays open then."""
        self._refuse_while_recording()
        try:
            opened = OpenSong.existing(folder, self._program, read_only)
        except SongLocked as locked:
            opened = self._attach(folder, locked)
        self._begin(opened)

    def save(self) -> None:
        self._require_song().save()

    def close(self, *, keep_autosave: bool = False) -> None:
        """Ends engine and song; what was not saved is dropped unless `keep_autosave`."""
        for job, _, _ in self._jobs:
            job.cancel()
        self.link.close()
        if self._opened is not None:
            self._opened.close(keep_autosave=keep_autosave)
            self._opened = None

    def leave(self) -> None:
        """Lets the song go while its recording goes on: the engine holds it, and hands it to whoever opens it next."""
        if self._opened is not None:
            self._opened.close(keep_autosave=True)
            self._opened = None
        self.recording_pass = None
        self.link.detach()

    def accept_autosave(self) -> None:
        """The autosaved song becomes the present one, as a step that can be undone."""
        opened = self._require_song()
        opened.accept_autosave(lambda song: self.perform(Edit("Restore autosave", lambda _: song)))

    def discard_autosave(self) -> None:
        self._require_song().discard_autosave()

    # edits

    def perform(self, edit: Edit) -> None:
        """One history step; EditRefused where it cannot be applied or a running pass forbids it."""
        self._require_song().history.perform(edit)

    def begin_gesture(self, label: str) -> Gesture:
        """update() as often as the hand moves, then commit() or cancel(): one step."""
        return self._require_song().history.begin_gesture(label)

    def undo(self) -> None:
        self._require_song().history.undo()

    def redo(self) -> None:
        self._require_song().history.redo()

    @property
    def undo_label(self) -> str | None:
        return None if self._opened is None else self._opened.history.undo_label

    @property
    def redo_label(self) -> str | None:
        return None if self._opened is None else self._opened.history.redo_label

    # transport

    @property
    def transport(self) -> ClockReading:
        return self.link.clock()

    @property
    def meters(self) -> MeterReading:
        """Reading clears the peaks: once a frame, in one place."""
        return self._require_engine().meters()

    def play(self) -> None:
        self._require_engine().play()

    def stop(self) -> None:
        """Stops the transport, and with it a running pass, whose takes are kept."""
        self._require_engine().stop()

    def toggle_play(self) -> None:
        if self.transport.state == "stopped":
            self.play()
        else:
            self.stop()

    def record(self, *, start_frame: int | None = None, end_frame: int = -1) -> PassRequest:
        """Starts a pass on the armed tracks, from where the transport is unless told otherwise."""
        opened = self._require_song()
        if opened.read_only:
            raise Refused("The song is open for reading only and cannot be recorded into.")
        if self.recording_pass is not None:
            raise Refused("A recording is running already.")
        engine = self._require_engine()
        armed = check_ready(opened.song, self.device, self.allow_virtual_recording)
        at = self.transport.frame if start_frame is None else start_frame
        request = make_pass(
            opened,
            armed,
            start_frame=max(at, 0),
            end_frame=end_frame,
            latency_frames=self.latency_frames,
            latency_measured=self.latency_measured,
        )
        self.recording_pass = request
        self._events.pass_asked()
        engine.start_pass(request)
        return request

    def toggle_record(self) -> None:
        if self.recording_pass is None:
            self.record()
        else:
            self.stop()

    def locate(self, frame: int) -> None:
        self._require_engine().locate(max(frame, 0))

    def return_to_start(self) -> None:
        self.locate(0)

    def poll(self) -> None:
        """Call at 60 Hz: engine events, finished takes, autosave, jobs, disk space."""
        if self.link.controller is not None:
            events = self.link.controller.poll()
            self._events.read_back_lost_pass()
            for event in events:
                self._events.handle(event)
        now = self._now()
        if self._opened is not None and now >= self._autosave_due_s:
            self._autosave_due_s = now + AUTOSAVE_EVERY_S
            self._opened.autosave()
        if self._opened is not None and now >= self._disk_due_s:
            self._disk_due_s = now + DISK_EVERY_S
            self._read_disk_space()
        self._poll_jobs()

    # engine and device

    def start_engine(self) -> None:
        """Starts an engine and opens the device of the settings, or attaches to the engine that records this song."""
        opened = self._opened
        self.link.start(None if opened is None or opened.read_only else opened.folder.path)
        if opened is not None:
            self.link.push_everything(opened.song, opened.folder.path)
            if not opened.read_only:
                self._look_back()
        if self.link.device is None and not self.link.opening and self.recording_pass is None:
            self.open_device(self.link.requested or self.settings.device)

    @property
    def device(self) -> DeviceState | None:
        return self.link.device

    @property
    def device_sentence(self) -> str:
        return self.link.device_sentence

    @property
    def device_ok(self) -> bool:
        """A real device is open."""
        return self.device is not None and self.device.backend == "portaudio"

    def open_device(self, request: DeviceRequest) -> None:
        """Always at the song's rate; how it went shows in `device_sentence` and a notice."""
        if self.recording_pass is not None:
            raise Refused("Stop the recording before changing the device.")
        self.link.open_device(request, self.song.rate_hz if self.has_song else request.rate_hz)

    @property
    def latency_frames(self) -> int:
        return self.link.latency_frames

    @property
    def latency_measured(self) -> bool:
        return self.link.latency_measured

    def list_devices(self) -> list[DeviceInfo]:
        """Asks a short-lived process: about half a second, so call it from a worker."""
        try:
            return devices()
        except ProbeProblem as problem:
            raise Refused(str(problem)) from None

    def lane_of(self, track_id: TrackId) -> int:
        """The first lane of a track in the meters."""
        return self.link.slots.slot(track_id)

    def bus_index_of(self, bus_id: BusId) -> int:
        """The row of a bus in the meters."""
        return bus_index(self.song, bus_id)

    def peaks_for(self, file: str) -> Peaks | None:
        """The waveform of a media file (`audio/Vox-1.wav`); None while there is none yet."""
        return self._peaks.peaks(self._require_song().folder, file)

    # notices

    @property
    def notices(self) -> list[Notice]:
        return self.board.notices

    @property
    def on_notice(self) -> list[Callable[[Notice], None]]:
        return self.board.on_notice

    # takes

    def take_in(self, result: PassResult) -> None:
        """A pass on disk becomes one step for all its tracks, and an autosave."""
        opened = self._require_song()
        opened.note_passes({result.pass_id})
        if self.recording_pass is not None and self.recording_pass.pass_id == result.pass_id:
            self.recording_pass = None
        opened.history.absorb(add_takes(result, opened.folder.path))
        opened.autosave()

    def restore_recovered(self) -> None:
        """Puts the takes found after a crash back in place, one step a pass."""
        found, self.recovered = self.recovered, []
        for result in found:
            self.take_in(result)

    def dismiss_recovered(self) -> None:
        """Not offered again; the files stay in the folder."""
        found, self.recovered = self.recovered, []
        mark_claimed(self._require_song().folder, [result.pass_id for result in found])

    def look_for_lost_passes(self, running: set[str]) -> None:
        """Fills `recovered` from the song folder; `running` are being recorded right now."""
        opened = self._require_song()
        self.recovered, sentences = find_unclaimed_passes(opened.folder, opened.song, running)
        for sentence in sentences:
            self.board.post("warn", sentence)

    # jobs and stages

    def bounce(self, options: BounceOptions) -> Job:
        """Starts rendering the mix in a process of its own."""
        return self._start_job("mix", start_bounce(self._require_song(), options))

    def stems(self, folder: Path, options: StemOptions | None = None) -> Job:
        """Starts rendering every track and effect return into `folder`."""
        return self._start_job("stems", start_stems(self._require_song(), folder, options or StemOptions()))

    def stage_progress(self) -> tuple[StageProgress, ...]:
        return stage_progress(self.song)

    # inside

    def _begin(self, opened: OpenSong) -> None:
        if self._opened is not None:
            self._opened.close()
        self._opened = opened
        opened.history.watch(self._on_root, self._guard)
        self._autosave_due_s = self._now() + AUTOSAVE_EVERY_S
        self.disk_seconds_left = None
        self._disk_due_s = 0.0
        self._peaks = PeakPool()
        self.link.begin_song(opened.song)
        self.recovered = []
        if not opened.read_only:
            self.settings.add_recent_song(opened.folder.path)
            self.save_settings()
        self._tell(whole_song(opened.song))
        if self.link.controller is not None:
            if self.link.controller.running_pass is None:
                self.link.close()  # an engine is known by its song: the next window must find it by this one
            self.start_engine()
        if opened.autosaved is not None:
            self.board.post("warn", "There are changes that were never saved.", "Restore them", self.accept_autosave)

    def _attach(self, folder: Path, locked: SongLocked) -> OpenSong:
        """A song that only its own engine still holds is handed over by that engine, with the pass that it records."""
        engine = engine_of(song_folder(folder).path)
        if engine == 0 or engine != locked.holder.pid:
            raise locked
        self.link.close()
        self.link.start(song_folder(folder).path)
        try:
            return OpenSong.existing(folder, self._program)
        except SongProblem:
            self.link.detach()
            raise

    def _look_back(self) -> None:
        """What recordings left: one that still runs, ones that ended meanwhile, ones that were cut short."""
        engine = self._require_engine()
        running = engine.running_pass
        if running is not None and self.recording_pass is None:
            self.recording_pass = running
            self.board.post("info", "A recording of this song was still running: it goes on here.")
        for event in engine.poll():
            self._events.handle(event)
        self.look_for_lost_passes(set() if running is None else {running.pass_id})
        if self.recovered:
            self.board.post(
                "warn", "A recording was cut short and its takes are safe.", "Put them back", self.restore_recovered
            )

    def _on_root(self, old: Song, new: Song) -> None:
        changes = diff(old, new)
        if self.folder is not None:
            self.link.follow(new, changes, self.folder)
        self._tell(changes)

    def _guard(self, old: Song, new: Song) -> None:
        if self.recording_pass is not None:
            guard_pass(self.recording_pass, old, new)

    def _tell(self, changes: Changes) -> None:
        for listener in list(self.on_change):
            listener(changes)

    def _require_song(self) -> OpenSong:
        if self._opened is None:
            raise Refused("No song is open.")
        return self._opened

    def _require_engine(self) -> Controller:
        if self.link.controller is None:
            raise Refused("The engine is not running yet.")
        return self.link.controller

    def _refuse_while_recording(self) -> None:
        if self.recording_pass is not None:
            raise Refused("Stop the recording before opening another song.")

    def _read_disk_space(self) -> None:
        if self.folder is None:
            return
        song = self.song
        channels = sum(track.channels for track in song.tracks if track.armed) or 1
        bytes_a_second = channels * song.rate_hz * (3 if song.take_format == "24" else 4)
        try:
            self.disk_seconds_left = shutil.disk_usage(self.folder).free / bytes_a_second
        except OSError:
            self.disk_seconds_left = None

    def _start_job(self, kind: str, job: Job) -> Job:
        self._jobs.append((job, kind, mix_hash(self.song)))
        return job

    def _poll_jobs(self) -> None:
        for entry in list(self._jobs):
            job, kind, rendered = entry
            job.poll()
            if not job.finished:
                continue
            self._jobs.remove(entry)
            if job.failed:
                self.board.post("error", job.sentence)
            elif not job.cancelled and self._opened is not None:
                self.board.post("info", job.sentence)
                if not self.read_only:
                    self._opened.history.absorb(note_bounce(kind, rendered))

    def save_settings(self) -> None:
        """What cannot be saved is told and otherwise does not matter."""
        try:
            self.settings.save()
        except OSError as error:
            self.board.post("warn", f"The settings could not be saved: {error.strerror or error}.")
