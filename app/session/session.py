"""Session: the open song, its history and its engine; the verbs that window and command line call.

Lives: window, main thread: the only writer of the song's root.
"""

import shutil
import time
from collections.abc import Callable, Collection
from pathlib import Path

from app.automation.recorder import AutomationRecorder
from app.devices.probing import probed_devices
from app.devices.settings import SettingsFile
from app.devices.watch import DeviceWatch
from app.documents.history import Gesture
from app.documents.notices import Notice, NoticeBoard
from app.edits.edit import Edit, find_channel
from app.edits.songs import note_bounce
from app.engine.link import Controller, EngineLink
from app.model.channel import Channel, ChannelId, Value
from app.model.ids import BusId, TrackId
from app.model.song import Song
from app.problems import Refused
from app.recording.passes import Punch, guard_pass, seconds_left
from app.recording.recorder import Recorder
from app.renders.freezing import start_bounce_in_place, start_freeze
from app.renders.jobs import BounceOptions, Job, StemOptions, start_bounce, start_stems
from app.renders.print_queue import Printer
from app.renders.running import RunningJobs
from app.session.attaching import open_or_attach
from app.session.control_room import ControlRoomVerbs
from app.session.engine_events import EngineEventHandler
from app.song.changes import Changes, diff, whole_song
from app.song.finished_passes import PassInbox
from app.song.maintenance import resting_song, tell_at_opening, tell_autosave_problem
from app.song.monitoring import MonitoringMode, is_live
from app.song.open_song import OpenSong
from app.song.peaks import PeakPool
from app.stages.progress import StageProgress, mix_hash, stage_progress
from app.stages.progress import Step as Step
from audio_engine.client.client import EngineClient
from audio_engine.client.readings import ClockReading, MeterReading, Scope
from audio_engine.disk.peaks import Peaks
from audio_engine.probe import DeviceInfo
from audio_engine.protocol import DeviceRequest, DeviceState, PassRequest, PassResult

AUTOSAVE_EVERY_S = 30.0
DISK_EVERY_S = 2.0
SCOPE_FRAMES = 8192


class Session:
    """One song at a time. Every verb either does what it says or raises one of REFUSALS with a sentence."""

    def __init__(
        self,
        controller_factory: Callable[[], Controller] = EngineClient,
        settings: SettingsFile | None = None,
        *,
        program: str = "Worktape's window",
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings_file = settings or SettingsFile()
        self.settings = self.settings_file.settings
        self.link = EngineLink(controller_factory, self.settings)
        self.board = NoticeBoard()
        self.on_change: list[Callable[[Changes], None]] = []
        self.allow_virtual_recording = False
        self.fall_back_to_virtual = True  # play through a clock where no device opens
        self.remember_device = True  # what opens now is opened next time
        self.wait_for_engine = True  # off where a window would stand still meanwhile
        self.recording_pass: PassRequest | None = None
        self.keeping_pass: PassRequest | None = None  # of what was played before: being written
        self.transport_orders = 0  # how often somebody played, stopped, recorded or went elsewhere
        self.lost_now: tuple[int, ...] = ()  # timeline frames at which the running pass lost audio
        self.inbox: PassInbox | None = None
        self.disk_seconds_left: float | None = None
        self._program = program
        self._now = now
        self._opened: OpenSong | None = None
        self._placeholder: OpenSong | None = None  # until something is done in it
        self._peaks = PeakPool()
        self._events = EngineEventHandler(self)
        self.room = ControlRoomVerbs(self)
        self._recorder = Recorder(self)
        self._automation = AutomationRecorder(self)
        self._jobs = RunningJobs(self.board)
        self.printer = Printer(self, now)
        self.device_watch = DeviceWatch(self, now=now)
        self._progress: tuple[Song, tuple[StageProgress, ...]] | None = None
        self._autosave_due_s = self._disk_due_s = 0.0
        self._held_sentence = ""  # that inputs wait to be heard
        if self.settings_file.problem:
            self.board.post("warn", self.settings_file.problem)

    # the document

    @property
    def song(self) -> Song:
        return self.opened.song

    @property
    def has_song(self) -> bool:
        return self._opened is not None

    @property
    def opened(self) -> OpenSong:
        """Refused where no song is open."""
        if self._opened is None:
            raise Refused("No song is open.")
        return self._opened

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
    def unsaved(self) -> Song | None:
        """What a crash left in the autosave and nobody has accepted or discarded yet."""
        return None if self._opened is None else self._opened.unsaved

    def new_song(self, folder: Path, name: str, rate_hz: int = 48000, layout: Edit | None = None) -> None:
        """`layout` puts its first tracks into it."""
        self.refuse_while_recording()
        self._begin(OpenSong.new(folder, name, rate_hz, self._program, layout))

    def open_placeholder(self, folder: Path, name: str) -> None:
        """A new song where another one could not be opened. It counts as one of the user's once something was done in
        it; let go untouched, its folder goes too."""
        self._begin(OpenSong.new(folder, name, 48000, self._program), placeholder=True)

    def rename_song(self, name: str) -> None:
        """The song and its folder, which is saved for that. Refused while anything is written there."""
        opened = resting_song(self)
        folder, had_engine = opened.folder.path, self.link.controller is not None
        self.link.close()  # it has files open there, and is known by the folder
        try:
            opened.rename(name, self.perform)
        finally:
            self.settings.replace_recent_song(folder, opened.folder.path)
            self.save_settings()
            if had_engine:
                self._start_engine_again()

    def open_song(self, folder: Path, *, read_only: bool = False) -> None:
        """SongProblem or SongLocked where it cannot; the song open before stays open then."""
        self.refuse_while_recording()
        self._begin(open_or_attach(self.link, folder, self._program, read_only))

    def save(self) -> None:
        self.opened.save()
        self._adopt_placeholder()

    def close(self, *, keep_autosave: bool = False) -> None:
        """Ends engine and song; what was not saved is dropped unless `keep_autosave`."""
        self._jobs.cancel()
        self.link.close()
        self._let_song_go(keep_autosave)
        self.recording_pass = self.keeping_pass = None  # they ended with the engine

    def leave(self) -> None:
        """Lets the song go while its recording goes on: the engine holds it, and hands it to whoever opens it next."""
        self._let_song_go(keep_autosave=True)
        self.recording_pass = self.keeping_pass = None
        self.lost_now = ()
        self.link.detach()

    def accept_autosave(self) -> None:
        """The autosaved song becomes the present one, as a step that can be undone; refused, it goes on waiting."""
        opened, inbox = self.opened, self.inbox
        if inbox is not None:
            opened.accept_autosave(
                lambda song: self.perform(Edit("Restore autosave", lambda _: inbox.with_taken(song)))
            )
            self.printer.offer()

    def perform(self, edit: Edit) -> None:
        """One history step; EditRefused where it cannot be applied or a running pass forbids it."""
        self.opened.history.perform(edit)

    def begin_gesture(self, label: str) -> Gesture:
        """update() as often as the hand moves, then commit() or cancel(): one step."""
        return self.opened.history.begin_gesture(label)

    def undo(self) -> None:
        self.opened.history.undo()

    def redo(self) -> None:
        self.opened.history.redo()

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

    def clear_load_peak(self) -> None:
        """The engine's highest load is that from now on."""
        self.link.clear_load_peak()

    @property
    def meters(self) -> MeterReading:
        """Reading clears the peaks: once a frame, in one place."""
        return self.link.meters(self.song if self.has_song else None)

    def play(self) -> None:
        self.require_engine().play()
        self.transport_orders += 1

    def stop(self) -> None:
        """Stops the transport, and with it a running pass, whose takes are kept."""
        self.transport_orders += 1
        if self.link.controller is not None:
            self.link.controller.stop()

    def toggle_play(self) -> None:
        if self.transport.state == "stopped":
            self.play()
        else:
            self.stop()

    def record(self, *, start_frame: int | None = None, end_frame: int = -1, punch: Punch | None = None) -> PassRequest:
        """Starts a pass on the armed tracks: as the song's punch says or from where the transport is, by hand where it
        rolls, unless told otherwise."""
        request = self._recorder.record(start_frame, end_frame, punch)
        self._events.pass_asked()
        self.transport_orders += 1
        return request

    def keep_recent(self, chosen: Collection[TrackId] = ()) -> PassRequest:
        """What was played in the last minute becomes a take on each of the chosen tracks, or on every armed one."""
        return self._recorder.keep_recent(chosen)

    @property
    def retrospective_seconds(self) -> float:
        """How much `keep_recent` would keep now."""
        return self._recorder.seconds_to_keep

    def set_retrospective(self, on: bool) -> None:
        """Whether the engine remembers the last minute of every input; opens the device again, with memory or without."""
        self.refuse_while_recording("changing what the engine remembers")
        if on != self.settings.retrospective_on:
            self.settings.retrospective_on = on
            self.save_settings()
            if self.device is not None and self.link.requested is not None:
                self.open_device(self.link.requested)

    def toggle_record(self) -> None:
        """Starts a pass, or punches out of the running one by hand: the song plays on. While it counts in, there is
        nothing to play on with: it stops."""
        if self.recording_pass is None:
            self.record()
        elif self.transport.state == "rolling":
            self.play()  # for a song that rolls it only ends the pass
        else:
            self.stop()

    def locate(self, frame: int) -> None:
        self.transport_orders += 1
        if self.link.controller is not None:
            self.link.controller.locate(max(frame, 0))

    def return_to_start(self) -> None:
        self.locate(0)

    def poll(self) -> None:
        """Call at 60 Hz: engine events, finished takes, autosave, jobs, disk space."""
        if self.link.controller is not None:
            events = self.link.controller.poll()
            self._events.read_back_lost_pass()
            for event in events:
                self._events.handle(event)
        if self._opened is not None:
            self._automation.poll()
        now = self._now()
        if self._opened is not None and now >= self._autosave_due_s:
            self._autosave_due_s = now + AUTOSAVE_EVERY_S
            self._opened.autosave()
        tell_autosave_problem(self)
        if self._opened is not None and now >= self._disk_due_s:
            self._disk_due_s = now + DISK_EVERY_S
            self.disk_seconds_left = seconds_left(self._opened.folder, self._opened.song)
        self._jobs.poll(self._opened)
        self.room.poll()
        self.printer.poll()
        self.device_watch.poll()

    # automation

    def touch(self, channel_id: ChannelId, path: str) -> None:
        """A hand takes a control: its value wins over the curve, and is recorded where the song rolls and the channel's
        mode says so. Call before the gesture's first update."""
        self._automation.touch(channel_id, path)

    def release(self, channel_id: ChannelId, path: str) -> None:
        """The hand lets go; call after the gesture's commit."""
        self._automation.release(channel_id, path)

    def value_now(self, channel_id: ChannelId, path: str) -> Value:
        """What sounds at the playhead: the curve's value where one plays and no hand holds the control."""
        return self._automation.value_now(channel_id, path)

    # engine and device

    def start_engine(self) -> None:
        """Starts an engine and opens the device of the settings, or attaches to the engine that records this song."""
        opened = self._opened
        folder = None if opened is None or opened.read_only else opened.folder.path
        self.link.start(folder, wait=self.wait_for_engine)
        if opened is not None:
            self.link.push_everything(opened.song, opened.folder.path)
            if not opened.read_only:
                self._events.look_back()
        if self.link.awaits_device and self.recording_pass is None:
            self.open_device(self.device_watch.wanted or self.link.requested or self.settings.device)

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
        self.refuse_while_recording("changing the device")
        self.device_watch.wanted = None
        self.link.open_device(request, self.song.rate_hz if self.has_song else request.rate_hz)

    @property
    def monitoring_way(self) -> MonitoringMode:
        """How performers hear themselves with the open device."""
        return self.link.way

    def set_monitoring_way(self, way: MonitoringMode) -> None:
        """Kept for the open input device; heard at once."""
        if self.device is None:
            raise Refused("Open a device first: the monitoring choice is kept for each device.")
        self.settings.monitoring[self.device.input_device] = way
        self.save_settings()
        self.hear_inputs()
        self.link.push_plan(self.song)

    def hear_inputs(self) -> None:
        """Armed inputs of a song that was just opened are heard from now on. Recording, arming and choosing how one hears
        oneself do the same."""
        if self.link.inputs_held:
            self.link.hold_inputs(False)
            self.link.push_plan(self.song)
            self.board.settle(self._held_sentence)

    def tell_held_inputs(self) -> None:
        """Once a device is open: whose inputs wait, and how they are heard."""
        names = [track.name for track in self.song.tracks if is_live(track, self.link.way)]
        if self.link.inputs_held and names and not self._held_sentence:
            armed = "are armed; their inputs are" if len(names) > 1 else "is armed; its input is"
            self._held_sentence = f"{', '.join(names)} {armed} not heard yet."
            self.board.post(
                "info",
                self._held_sentence,
                "Hear it now" if len(names) == 1 else "Hear them now",
                self.hear_inputs,
                of_song=True,
            )

    def set_recording_offset(self, frames: int) -> None:
        """Places takes made with the open device so much later than measured, negative: earlier. Kept for the device."""
        if self.device is None:
            raise Refused("Open a device first: the recording offset is kept for each.")
        self.settings.set_recording_offset(self.device, frames)
        self.save_settings()

    @property
    def latency_frames(self) -> int:
        return self.link.latency_frames

    @property
    def latency_measured(self) -> bool:
        return self.link.latency_measured

    def list_devices(self) -> list[DeviceInfo]:
        """Asks a short-lived process: about half a second, so call it from a worker."""
        return probed_devices()

    def channel(self, channel_id: ChannelId) -> Channel:
        """A track or bus as it is now."""
        return find_channel(self.song, channel_id)

    def lane_of(self, channel_id: ChannelId) -> int:
        """The first lane of a channel's strip in the meters; -1 for a headphone mix, which has none."""
        return self.link.slots.lane(self.channel(channel_id))

    def bus_number(self, bus_id: BusId) -> int:
        """The row of a bus in the meters' `bus_` arrays."""
        return self.link.slots.number(bus_id)

    def watch(self, channel_id: ChannelId | None) -> None:
        """Whose spectrum `scope` shows, before and after its strip; None: nobody's."""
        self.link.watch(-1 if channel_id is None else self.lane_of(channel_id))

    def scope(self, frames: int = SCOPE_FRAMES) -> Scope | None:
        """The newest frames of the master and of the watched channel; None without an engine."""
        return self.link.scope(frames)

    def reset_loudness(self) -> None:
        """Integrated loudness, range and maxima begin anew."""
        self.link.reset_loudness()

    def peaks_for(self, file: str) -> Peaks | None:
        """The waveform of a media file (`audio/Vox-1.wav`); None while there is none yet."""
        return self._peaks.peaks(self.opened.folder, file)

    @property
    def notices(self) -> list[Notice]:
        return self.board.notices

    @property
    def on_notice(self) -> list[Callable[[Notice], None]]:
        return self.board.on_notice

    # takes

    @property
    def recovered(self) -> list[PassResult]:
        """Passes that a crash cut short, read back and not yet in the song."""
        return [] if self.inbox is None else self.inbox.recovered

    def restore_recovered(self) -> None:
        """Puts the takes found after a crash back in place, one step a pass."""
        if self.inbox is not None:
            self.inbox.restore()

    def reread_media(self) -> None:
        """Files of the song that were missing are there again: it plays and shows them."""
        changes = whole_song(self.song)
        self.link.follow(self.song, changes, self.opened.folder.path)
        self._tell(changes)

    # jobs and stages

    @property
    def is_rendering(self) -> bool:
        """A bounce, a freeze, a take being printed."""
        return self._jobs.busy or self.printer.busy

    @property
    def rendering_now(self) -> tuple[str, float] | None:
        """What has been rendered for more than a second without a dialog, such as "Freezing Bass", and how far it is, 0 to 1."""
        return self._jobs.progress

    def bounce(self, options: BounceOptions) -> Job:
        """Starts rendering the mix in a process of its own."""
        opened = self.opened
        return self._jobs.add(start_bounce(opened, options), _bounce_edit("mix", opened.song), opened)

    def stems(self, folder: Path, options: StemOptions | None = None) -> Job:
        """Starts rendering every track and effect return into `folder`."""
        opened = self.opened
        job = start_stems(opened, folder, options or StemOptions())
        return self._jobs.add(job, _bounce_edit("stems", opened.song), opened)

    def freeze(self, track_id: TrackId) -> Job:
        """Starts rendering a track through its strip up to the fader; when done it plays that, until `thaw_track`."""
        self.refuse_while_recording("freezing a track")
        opened = self.opened
        rendering = start_freeze(opened, track_id)
        return self._jobs.add(rendering.job, rendering.finish, opened, rendering.doing)

    def bounce_in_place(self, track_id: TrackId) -> Job:
        """Starts the same rendering; when done the track holds it as its only clip."""
        self.refuse_while_recording("bouncing a track")
        opened = self.opened
        rendering = start_bounce_in_place(opened, track_id)
        return self._jobs.add(rendering.job, rendering.finish, opened, rendering.doing)

    def stage_progress(self) -> tuple[StageProgress, ...]:
        song = self.song
        if self._progress is None or self._progress[0] is not song:
            self._progress = (song, stage_progress(song))
        return self._progress[1]

    def _begin(self, opened: OpenSong, *, placeholder: bool = False) -> None:
        tell_autosave_problem(self)  # saving it may just have put something aside
        self._let_song_go()
        self.board.let_song_go()
        self._opened = opened
        opened.history.watch(self._on_root, self._guard)
        self._autosave_due_s = self._now() + AUTOSAVE_EVERY_S
        self.disk_seconds_left = None
        self._disk_due_s = 0.0
        self._peaks = PeakPool()
        self.link.begin_song(opened.song)
        self.link.hold_inputs(any(track.armed or track.monitoring == "in" for track in opened.song.tracks))
        self._held_sentence = ""
        self._automation = AutomationRecorder(self)
        self.inbox = PassInbox(opened, self.board, self.printer.print_pass)
        if placeholder:
            self._placeholder = opened
        elif not opened.read_only:
            self._remember_song(opened)
        self._tell(whole_song(opened.song))
        if self.link.controller is not None:
            if self.link.controller.running_pass is None:
                self.link.close()  # an engine is known by its song: the next window must find it by this one
            self._start_engine_again()
        tell_at_opening(self)

    def _start_engine_again(self) -> None:
        try:
            self.start_engine()
        except Refused as refusal:
            self.board.post("error", str(refusal), "Start it again", self.start_engine)

    def _adopt_placeholder(self) -> None:
        """At the first thing done in it, and before it is saved: after a crash it must be found."""
        if self._placeholder is not None:
            self._placeholder = None
            self._remember_song(self.opened)

    def _remember_song(self, opened: OpenSong) -> None:
        self.settings.add_recent_song(opened.folder.path)
        self.save_settings()

    def _let_song_go(self, keep_autosave: bool = False) -> None:
        self.printer.cancel()
        opened = self._opened
        if opened is not None:
            needless = self._placeholder is opened and opened.is_untouched
            opened.close(keep_autosave=keep_autosave)
            if needless:
                shutil.rmtree(opened.folder.path, ignore_errors=True)
            self._opened = self._placeholder = self.inbox = None

    def _on_root(self, old: Song, new: Song) -> None:
        self._adopt_placeholder()
        changes = diff(old, new)
        if self.folder is not None:
            if _inputs_chosen(old) != _inputs_chosen(new):
                self.hear_inputs()
            self.link.follow(new, changes, self.folder)
            self._automation.follow(old, new)
        self._tell(changes)

    def _guard(self, old: Song, new: Song) -> None:
        for running in (self.recording_pass, self.keeping_pass):
            if running is not None:
                guard_pass(running, old, new)

    def _tell(self, changes: Changes) -> None:
        for listener in list(self.on_change):
            listener(changes)

    def require_engine(self) -> Controller:
        """Refused before there is one."""
        if self.link.controller is None:
            raise Refused("The engine is not running yet.")
        return self.link.controller

    def refuse_while_recording(self, what: str = "opening another song") -> None:
        if self.recording_pass is not None:
            raise Refused(f"Stop the recording before {what}.")
        if self.keeping_pass is not None:
            raise Refused(f"What was just played is still being written: wait a moment before {what}.")

    def save_settings(self) -> None:
        """What cannot be saved is told and otherwise does not matter."""
        try:
            self.settings_file.save()
        except OSError as error:
            self.board.post("warn", f"The settings could not be saved: {error.strerror or error}.")


def _bounce_edit(kind: str, rendered: Song) -> Callable[[], Edit]:
    """What makes the edit that records a finished bounce of this song: `kind` is mix or stems."""
    rendered_mix = mix_hash(rendered)
    return lambda: note_bounce(kind, rendered_mix)


def _inputs_chosen(song: Song) -> list[tuple[object, ...]]:
    """What somebody changes who wants to hear an input, or not to."""
    return [(track.id, track.armed, track.monitoring, track.inputs) for track in song.tracks if track.inputs]
