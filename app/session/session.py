"""Session: what is open now, composed of its parts.

Lives: window, main thread.
"""

import time
from collections.abc import Callable
from pathlib import Path

from app.automation.recorder import AutomationRecorder
from app.devices.devices import Devices
from app.devices.settings import SettingsFile
from app.devices.watch import DeviceWatch
from app.documents.notices import NoticeBoard
from app.edits.edit import Edit
from app.edits.songs import set_take_format
from app.engine.audition import Audition
from app.engine.handle import EngineHandle
from app.engine.link import EngineLink
from app.engine.meters import Meters
from app.engine.ports import Controller
from app.engine.preparation import EnginePreparation
from app.engine.transport import Transport
from app.ideas.recorder import IdeaRecorder
from app.messages.devices import settings_not_saved
from app.messages.recording import SONG_READ_ONLY, STOP_FIRST, WAIT_FOR_RENDER
from app.model.song import Song
from app.problems import REFUSALS, Refused
from app.recording.pass_state import PassState
from app.recording.recorder import Recorder
from app.recording.retrospective import Retrospective
from app.renders.print_queue import PrintQueue
from app.session.attaching import open_joined, open_or_join
from app.session.control_room import ControlRoomVerbs
from app.session.engine_events import EngineEvents
from app.session.muted_inputs import MutedInputs
from app.session.references import References
from app.session.rehearsal import Rehearsal
from app.session.renders import Renders
from app.session.stages import Stages
from app.song.changes import Changes
from app.song.document import Document
from app.song.lyrics_watch import LyricsWatch
from app.song.maintenance import MediaAtOpening, report_at_opening
from app.song.open_song import OpenSong
from audio_engine.client.client import EngineClient

PLACEHOLDER_RATE_HZ = 48000


class Session:
    """Composes the parts, opens songs into them and polls them.

    Attributes:
        settings: The settings of this machine; `save_settings` writes them.
        board: Notices for the user.
        document: The open song, its history and its saving.
        engine: The engine's process.
        link: Sends the document to the engine.
        transport: Play, stop, locate and the clock.
        meters: Levels, spectra and loudness.
        devices: The audio device, and what this machine knows about it.
        device_watch: A look, now and then, at which devices there are.
        passes: What is being recorded.
        recorder: Starts passes.
        retrospective: Makes takes of what was just played.
        ideas: Records ideas, which belong to no song.
        automation: Makes curves of movements.
        print_queue: Prints dry takes.
        renders: Bounces, stems and frozen tracks.
        control_room: Listening in, talkback, and files that only the control room hears.
        rehearsal: Practice speed, rounds of the loop, and the part that is left out.
        stages: How far the song is in each stage, and what is recorded of its steps.
    """

    def __init__(
        self,
        controller_factory: Callable[[], Controller] = EngineClient,
        settings: SettingsFile | None = None,
        *,
        program: str = "Worktape's window",
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._program = program
        self._settings_file = settings or SettingsFile()
        self.settings = self._settings_file.settings
        self.board = board = NoticeBoard()
        self.passes = PassState()
        self.document = document = Document(
            board, self._remember_song, now, lambda: self.settings.preferences.autosave_after_s
        )
        self._lyrics = LyricsWatch(document, board, now)
        self.engine = engine = EngineHandle(controller_factory)
        self.transport = Transport(lambda: engine.controller, lambda: self.settings.preferences.returns_at_stop)
        self.devices = Devices(
            lambda: engine.controller,
            self.settings,
            board,
            save_settings=self.save_settings,
            check_idle=self._check_idle,
            song_rate_hz=lambda: document.song.rate_hz if document.has_song else None,
        )
        self.device_watch = DeviceWatch(self.devices, board, self._is_idle, now=now)
        self.link = EngineLink(lambda: engine.controller, self.devices, self.transport.practice)
        self.meters = Meters(lambda: engine.controller, lambda: self.link.slots, document)
        self._muted_inputs = MutedInputs(document, self.devices, self.link, board)
        self.recorder = Recorder(
            engine.require,
            self.passes,
            document,
            self.transport,
            self.devices,
            unmute_inputs=self._muted_inputs.unmute,
            check_others=lambda: self.ideas.check_idle(),
            now=now,
        )
        self.retrospective = Retrospective(
            lambda: engine.controller, self.recorder, document, self.transport, self.devices, board
        )
        self.ideas = IdeaRecorder(
            engine.require, self.devices, board, lambda: self.passes.phase != "idle", program=program, now=now
        )
        self.automation = AutomationRecorder(document, self.transport, self.link)
        self._media_at_opening = MediaAtOpening(document, board)
        self.print_queue = PrintQueue(document, board, lambda: self.passes.recording is not None, now)
        self.renders = Renders(document, board, self.print_queue, self.passes.check_idle)
        audition = Audition(lambda: engine.controller)
        references = References(document, audition, self.meters, self.renders.dynamics)
        self.control_room = ControlRoomVerbs(document, self.transport, self.devices, self.link, audition, references)
        self.rehearsal = Rehearsal(document, self.transport, self.link, self.passes, self.ideas)
        self.stages = Stages(document, now)
        self._events = EngineEvents(
            engine, document, self.devices, self.link, self.meters, self.passes, self.retrospective, self.ideas,
            self._muted_inputs, board,
        )  # fmt: skip
        engine.preparation = EnginePreparation(lambda: engine.is_starting, board, now=now)
        self._connect()
        if self._settings_file.problem:
            board.post("warn", self._settings_file.problem)

    def _connect(self) -> None:
        """What follows from what, in this order."""
        document, engine, devices = self.document, self.engine, self.devices
        document.guards.append(self.passes.guard)
        document.on_root += [self._muted_inputs.on_song_changed, self._play, self._follow_hands]
        document.on_tempo = self.renders.follow_tempo
        document.on_pass_taken = self.print_queue.print_pass
        document.autosave.on_accepted = self.print_queue.offer
        engine.on_start.append(lambda controller: devices.choice.inherit(controller.device))
        devices.on_monitoring_mode = self._on_monitoring_mode

    def _play(self, _old: Song, new: Song, changes: Changes) -> None:
        self.link.apply_changes(new, changes, self.document.opened.folder.path)

    def _follow_hands(self, old: Song, new: Song, _changes: Changes) -> None:
        self.automation.on_song_changed(old, new)

    def _on_monitoring_mode(self) -> None:
        self._muted_inputs.unmute()
        if self.document.has_song:
            self.link.push_plan(self.document.song)

    def _is_idle(self) -> bool:
        return self.passes.phase == "idle" and self.ideas.phase == "idle" and self.transport.clock.state == "stopped"

    def _check_idle(self, what: str) -> None:
        self.passes.check_idle(what)
        self.ideas.check_idle(what)

    # songs

    def new_song(self, folder: Path, name: str, rate_hz: int = 48000, layout: Edit | None = None) -> None:
        """Make a song and open it; `layout` puts its first tracks into it.

        Raises:
            Refused: While another one is recorded.
            SongProblem: If it cannot be made there.
        """
        self._check_idle("opening another song")
        self._begin(OpenSong.new(folder, name, rate_hz, self._program, self._beginning(layout)))

    def _beginning(self, layout: Edit | None = None) -> Edit:
        """What a new song begins with, by the settings of this machine and by choice."""
        return Edit.combine(
            "", [set_take_format(self.settings.preferences.take_format), *([] if layout is None else [layout])]
        )

    def open_placeholder(self, folder: Path, name: str) -> None:
        """Open a new song in place of one that could not be opened.

        It counts as one of the user's once something was done in it; untouched, its folder goes with it.
        """
        self._begin(OpenSong.new(folder, name, PLACEHOLDER_RATE_HZ, self._program, self._beginning()), placeholder=True)

    def open_song(self, folder: Path, *, read_only: bool = False, joined: Controller | None = None) -> None:
        """Open a song; if it cannot be opened, the one before stays open.

        Args:
            folder: Where it is.
            read_only: Change nothing in it.
            joined: Its engine, which goes on recording it: the answer of `engine.joined` to SongBeingRecorded.

        Raises:
            Refused: While another one is recorded.
            SongBeingRecorded: If an engine still records it, and this window waits for none.
            SongLocked: If another program has it.
            SongProblem: If it cannot be read.
        """
        try:
            self._check_idle("opening another song")
        except Refused:
            if joined is not None:
                joined.detach()
            raise
        if joined is None:
            self._begin(open_or_join(self.engine, folder, self._program, read_only))
        else:
            self._begin(open_joined(self.engine, folder, self._program, joined))

    def rename_song(self, name: str) -> None:
        """Rename the song and its folder, which is saved for that, as soon as its engine has ended.

        Raises:
            Refused: While anything is written there, or if it is no name.
            SongProblem: If the folder cannot be renamed; both are called as before then. What is found out only when the
                engine has ended is a notice where nobody waits for that.
        """
        opened, had_engine = self.resting_song(), self.engine.controller is not None
        opened.check_name(name)
        self.engine.close()  # it has files open there, and is known by the folder
        if self.engine.waits:
            self._rename(opened, name, had_engine)
        else:
            self.engine.when_ended(lambda: self._rename_or_tell(opened, name, had_engine))

    def _rename_or_tell(self, opened: OpenSong, name: str, had_engine: bool) -> None:
        if self.document.has_song and self.document.opened is opened:
            try:
                self._rename(opened, name, had_engine)
            except REFUSALS as refusal:
                self.board.post("error", str(refusal))

    def _rename(self, opened: OpenSong, name: str, had_engine: bool) -> None:
        folder = opened.folder.path
        try:
            opened.rename(name, self.document.perform)
        finally:
            self.settings.replace_recent_song(folder, opened.folder.path)
            self.save_settings()
            if had_engine:
                self._start_engine_again()

    def resting_song(self) -> OpenSong:
        """The open song, whose folder may be changed now.

        Raises:
            Refused: While something is being made there.
        """
        if self.passes.phase != "idle" or self.ideas.phase != "idle":
            raise Refused(STOP_FIRST)
        if self.renders.busy:
            raise Refused(WAIT_FOR_RENDER)
        if self.document.read_only:
            raise Refused(SONG_READ_ONLY)
        return self.document.opened

    def close(self, *, keep_autosave: bool = False) -> None:
        """End engine and song; what was not saved is dropped unless `keep_autosave`."""
        self.renders.cancel()
        self.engine.close()
        self._let_song_go(keep_autosave=keep_autosave)
        self.passes.reset()  # it ended with the engine
        self.ideas.reset()  # what it recorded is found in the folder

    def leave(self) -> None:
        """Let the song go while its recording goes on: the engine holds it, and hands it to whoever opens it next."""
        self._let_song_go(keep_autosave=True)
        self.passes.reset()
        self.engine.detach()

    # engine

    def start_engine(self) -> None:
        """Start an engine and open the wanted device, or attach to the engine that records this song.

        Raises:
            Refused: If no engine starts.
        """
        document = self.document
        writable = document.has_song and not document.read_only
        self.engine.start(document.folder if writable else None)
        self.transport.practice.settle(self.transport.practice.speed)  # its timeline begins anew
        if document.has_song:
            self.link.push_everything(document.song, document.opened.folder.path)
            self.meters.push_watched()
            if writable:
                self._events.look_back()
        if self.passes.recording is None:
            self.devices.open_wanted()

    def poll(self) -> None:
        """Call at 60 Hz: engine events, finished takes, autosave, renderings, devices."""
        self.engine.poll()
        self._events.poll()
        self.transport.poll()
        if self.document.has_song:
            self.automation.poll()
        self.stages.poll()
        self._media_at_opening.poll()
        self.document.autosave.poll()
        self._lyrics.poll()
        self.recorder.poll()
        self.ideas.poll()
        self.renders.poll()
        self.control_room.poll()
        self.rehearsal.poll()
        self.print_queue.poll()
        self.device_watch.poll()

    def save_settings(self) -> None:
        """Save the settings of this machine; a failure is reported and otherwise does not matter."""
        try:
            self._settings_file.save()
        except OSError as error:
            self.board.post("warn", settings_not_saved(error))

    def _begin(self, opened: OpenSong, *, placeholder: bool = False) -> None:
        self.document.autosave.report_problem()
        self._let_song_go()
        self.board.let_song_go()
        self.document.begin(opened, placeholder=placeholder)
        self.transport.begin_song()
        self.recorder.begin_song()
        self.link.begin_song(opened.song)
        self.meters.begin_song()
        self._muted_inputs.begin_song(opened.song)
        self.automation.begin_song()
        self.rehearsal.begin_song()
        self.control_room.references.begin_song()
        self.renders.dynamics.clear()
        self.document.announce()
        controller = self.engine.controller
        if controller is not None:
            if controller.running_pass is None:
                self.engine.close()  # an engine is known by its song: the next window must find it by this one
            self._start_engine_again()
        report_at_opening(self.document, self.board, self.print_queue.offer)
        self._media_at_opening.begin_song()

    def _start_engine_again(self) -> None:
        try:
            self.start_engine()
        except Refused as refusal:
            self.board.post("error", str(refusal), "Start it again", self.start_engine)

    def _let_song_go(self, *, keep_autosave: bool = False) -> None:
        self.print_queue.cancel()
        self.renders.clips.cancel()
        self.document.let_go(keep_autosave=keep_autosave)

    def _remember_song(self, folder: Path) -> None:
        self.settings.add_recent_song(folder)
        self.save_settings()
