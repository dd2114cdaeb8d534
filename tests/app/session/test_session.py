"""Hazards: a fader that rebuilds the plan, a take that needs two undos, an edit that breaks a running pass."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.devices.settings import SettingsFile
from app.documents.notices import WindowCommand
from app.edits import buses, channels, clips, monitor, routing, strips, tempo, tracks, vcas, versions
from app.edits.edit import find_channel
from app.model.ids import BusId, TrackId, VcaId
from app.problems import EditRefused, Refused, SongLocked, SongProblem
from app.session.session import Session
from app.song.changes import Changes
from app.song.open_song import OpenSong
from app.storage.folder import SongFolder
from app.storage.song_store import read_song
from audio_engine.capacity import bus_lane, group_number
from audio_engine.protocol import (
    DeviceFailed,
    DeviceLost,
    DeviceOpened,
    DeviceRequest,
    EngineLost,
    FinishedFile,
    PassFinished,
    PassResult,
    Problem,
)
from tests.helpers.fake_engine import FakeEngine, device_for

VOX, BASS = TrackId("Vox"), TrackId("Bass")


class SessionRig:
    """A session with a song of two tracks, its fake engine, and a clock that the test moves."""

    def __init__(self, folder: Path) -> None:
        self.now = 0.0
        self.engine = FakeEngine()
        self.session = Session(lambda: self.engine, SettingsFile(), now=lambda: self.now)
        self.session.new_song(folder / "Song", "Song")
        for key in (VOX, BASS):
            self.session.document.perform(tracks.add_track(key, inputs=(1,), track_id=key))
        self.folder = folder / "Song.worktape"

    def start(self) -> None:
        self.session.start_engine()
        self.session.poll()
        self.engine.calls.clear()

    def arm(self, *keys: TrackId) -> None:
        for key in keys:
            self.session.document.perform(tracks.set_armed(key, True))


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[SessionRig]:
    made = SessionRig(tmp_path)
    yield made
    made.session.close()


def test_each_kind_of_change_sends_only_what_it_must(rig: SessionRig) -> None:
    rig.start()
    session, engine = rig.session, rig.engine
    session.document.perform(strips.set_fader_db(VOX, -6))
    assert engine.called == ["set_channel_values"]
    engine.calls.clear()
    session.document.perform(channels.set_parameter(VOX, "solo", True))
    assert engine.called.count("set_channel_values") == 2 and "set_plan" not in engine.called, (
        "the other track falls silent too"
    )
    engine.calls.clear()
    session.document.perform(tracks.set_monitoring(VOX, "in"))
    assert engine.called == ["set_plan"]
    engine.calls.clear()
    session.document.perform(tracks.rename_track(VOX, "Lead"))
    assert engine.called == []


def test_clips_send_the_tape_of_their_track_only(rig: SessionRig) -> None:
    rig.start()
    rig.arm(VOX)
    rig.session.recorder.record()
    rig.engine.finish_pass()
    rig.session.poll()
    rig.engine.calls.clear()
    clip = rig.session.document.song.tracks[0].clips[0]
    rig.session.document.perform(clips.move_clips({clip.id}, 100))
    assert rig.engine.called == ["set_timelines"]
    assert [timeline.slot for timeline in rig.engine.arguments("set_timelines")[-1]] == [
        rig.session.meters.lane_of(VOX)
    ]


def test_a_drag_is_heard_while_it_goes_and_a_cancel_is_heard_too(rig: SessionRig) -> None:
    rig.start()
    gesture = rig.session.document.begin_gesture("Fader")
    gesture.update(strips.set_fader_db(VOX, -6))
    gesture.cancel()
    assert [round(values.strip.fader_gain, 3) for _, _, values in rig.engine.every("set_channel_values")] == [
        0.501,
        1.0,
    ]


def test_one_undo_takes_back_a_pass_on_all_tracks_and_no_file(rig: SessionRig) -> None:
    rig.start()
    rig.arm(VOX, BASS)
    before = rig.session.document.song
    request = rig.session.recorder.record()
    for file in request.files:
        Path(file.path).write_bytes(b"x")
    rig.engine.finish_pass()
    rig.session.poll()
    assert [len(track.clips) for track in rig.session.document.song.tracks] == [1, 1]
    assert rig.engine.arguments("take_passes") == [[request.pass_id]]
    rig.session.document.undo()
    assert rig.session.document.song is before
    assert all(Path(file.path).exists() for file in request.files)


def test_every_pass_gets_files_of_its_own(rig: SessionRig) -> None:
    rig.start()
    rig.arm(VOX, BASS)
    first = rig.session.recorder.record()
    rig.engine.finish_pass()
    rig.session.poll()
    second = rig.session.recorder.record()
    paths = [file.path for request in (first, second) for file in request.files]
    assert len(set(paths)) == 4
    assert first.journal != second.journal and Path(first.journal).parent == rig.folder / "passes"
    assert [file.inputs for file in first.files] == [(0,), (0,)], "the engine counts inputs from 0"


def test_recording_is_refused_with_what_is_missing(rig: SessionRig) -> None:
    with pytest.raises(Refused, match="engine is not running"):
        rig.session.recorder.record()
    rig.start()
    with pytest.raises(Refused, match="No track is armed"):
        rig.session.recorder.record()
    rig.arm(VOX)
    rig.session.document.perform(tracks.set_inputs(VOX, ()))
    with pytest.raises(Refused, match="Vox is armed but has no input"):
        rig.session.recorder.record()
    rig.session.document.perform(tracks.set_inputs(VOX, (9,)))
    with pytest.raises(Refused, match="records input 9, but the open device has 8 inputs"):
        rig.session.recorder.record()
    rig.session.document.perform(tracks.set_inputs(VOX, (1,)))
    rig.session.devices.open(DeviceRequest(backend="virtual"))
    rig.session.poll()
    with pytest.raises(Refused, match="Record without a sound card"):
        rig.session.recorder.record()
    rig.session.recorder.allow_virtual = True
    rig.session.recorder.record()
    with pytest.raises(Refused, match="already recording"):
        rig.session.recorder.record()


def test_edits_that_would_break_a_running_pass_are_refused_and_others_apply(rig: SessionRig) -> None:
    rig.start()
    rig.arm(VOX)
    rig.session.recorder.record()
    rig.session.poll()
    song = rig.session.document.song
    for edit in (
        tracks.remove_track(VOX),
        tracks.set_inputs(VOX, (2,)),
        tracks.set_armed(VOX, False),
        tempo.set_tempo(99),
        tempo.set_beats_per_bar(3),
    ):
        with pytest.raises(EditRefused, match="record"):
            rig.session.document.perform(edit)
    assert rig.session.document.song is song
    with pytest.raises(EditRefused):
        rig.session.document.undo()  # would disarm the recording track
    rig.session.document.perform(strips.set_fader_db(VOX, -3))
    rig.session.document.perform(tracks.remove_track(BASS))
    rig.session.document.perform(tracks.rename_track(VOX, "Lead"))
    rig.engine.finish_pass()
    rig.session.poll()
    assert rig.session.document.song.tracks[0].name == "Lead" and len(rig.session.document.song.tracks[0].takes) == 1


def test_a_pass_that_could_not_begin_leaves_no_recording_state(rig: SessionRig) -> None:
    rig.start()
    rig.arm(VOX)
    rig.engine.answers = False
    rig.session.recorder.record()
    rig.engine.events.append(Problem("Recording cannot begin."))
    rig.session.poll()
    assert rig.session.passes.recording is None
    assert rig.session.board.notices[-1].sentence == "Recording cannot begin."


def test_latency_is_the_measured_one_for_this_very_device_and_block(rig: SessionRig) -> None:
    rig.start()
    assert (rig.session.devices.latency_frames, rig.session.devices.latency_measured) == (128, False)
    assert rig.session.devices.device is not None
    rig.session.settings.set_measured_latency(rig.session.devices.device, 300, "2026-01-01")
    assert (rig.session.devices.latency_frames, rig.session.devices.latency_measured) == (300, True)
    rig.session.devices.open(DeviceRequest(block_frames=256))
    rig.session.poll()
    assert not rig.session.devices.latency_measured


def test_where_no_device_opens_the_virtual_one_plays_and_says_why(rig: SessionRig) -> None:
    rig.engine.answers = False
    rig.session.start_engine()
    rig.engine.answers = True
    rig.engine.events.append(DeviceFailed("No audio device was found."))
    rig.session.poll()
    rig.session.poll()
    assert rig.engine.opened[-1].backend == "virtual"
    assert rig.session.devices.device is not None and not rig.session.devices.has_sound_card
    assert rig.session.board.notices[-1].sentence == "No audio device was found."


def test_where_nothing_can_be_tried_again_another_device_is_offered(rig: SessionRig) -> None:
    rig.start()
    rig.session.devices.open(DeviceRequest(backend="virtual"))
    rig.engine.events.append(DeviceFailed("The clock cannot be started."))
    rig.session.poll()
    notice = rig.session.board.notices[-1]
    assert (notice.sentence, notice.action) == ("The clock cannot be started.", WindowCommand.DEVICES)


def test_the_device_opens_at_the_songs_rate(tmp_path: Path) -> None:
    engine = FakeEngine()
    session = Session(lambda: engine, SettingsFile())
    session.new_song(tmp_path / "S", "S", 96000)
    session.start_engine()
    assert engine.opened[-1].rate_hz == 96000
    session.close()


def test_a_song_that_lacks_a_recording_says_so_when_it_opens(rig: SessionRig) -> None:
    rig.start()
    rig.arm(VOX)
    rig.session.recorder.record()
    rig.engine.finish_pass()
    rig.session.poll()
    rig.session.document.save()
    file = rig.session.document.song.tracks[0].clips[0].file
    rig.session.close()
    (rig.folder / file).unlink(missing_ok=True)
    again = Session(FakeEngine, SettingsFile())
    again.open_song(rig.folder)
    notice = again.board.notices[-1]
    assert notice.sentence == f"Missing files: {file} of Vox. The song is silent there."
    assert notice.action is WindowCommand.SONG_FILES
    again.close()


def test_what_a_crash_cut_short_is_listed(rig: SessionRig) -> None:
    inbox = rig.session.document.inbox
    assert inbox is not None
    file = FinishedFile(key="Vox", name="Vox", path="x", channels=1, length_frames=96000, peak=0.5)
    result = PassResult(
        pass_id="p", journal="p", rate_hz=48000, started_at="", latency_frames=0, latency_measured=False,
        files=(file, msgspec.structs.replace(file, name="Guitar")), rounds=(), gaps=(),
    )  # fmt: skip
    inbox.recovered = [result]
    inbox.offer()
    assert rig.session.board.notices[-1].sentence == (
        "A recording was cut short. What reached the disk is safe: 00:02.000 on Vox, Guitar."
    )
    inbox.recovered = [result] * 6
    inbox.offer()
    assert rig.session.board.notices[-1].sentence.startswith("6 recordings were cut short")
    assert rig.session.board.notices[-1].sentence.endswith("; and 2 before.")


def test_a_finished_take_is_autosaved_at_once(rig: SessionRig) -> None:
    rig.start()
    rig.arm(VOX)
    rig.session.recorder.record()
    rig.engine.finish_pass()
    rig.session.poll()
    rig.session.document.opened.finish_autosave()
    assert b"Vox-1.wav" in (rig.folder / "autosave.json").read_bytes()


def test_a_song_that_cannot_be_written_is_opened_for_reading_and_says_so(
    rig: SessionRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.session.document.save()
    rig.session.close()
    (rig.folder / "lock").unlink(missing_ok=True)
    unpatched = Path.open

    def refuse(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if path.name == "lock":
            raise PermissionError(errno.EROFS, "Read-only file system", str(path))
        return unpatched(path, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", refuse)
    other = Session(FakeEngine, SettingsFile(), program="Worktape's window")
    other.open_song(rig.folder)
    assert (
        other.document.read_only
        and other.document.opened.put_aside
        and "reading only" in other.document.opened.put_aside[-1]
    )
    other.close()


def test_a_second_program_is_told_who_has_the_song_and_may_read(rig: SessionRig) -> None:
    rig.session.document.save()
    other = Session(FakeEngine, SettingsFile(), program="worktape set")
    with pytest.raises(SongLocked) as caught:
        other.open_song(rig.folder)
    assert caught.value.holder.program == "Worktape's window" and caught.value.holder.pid > 0
    other.open_song(rig.folder, read_only=True)
    assert other.document.read_only
    with pytest.raises(SongProblem):
        other.document.save()
    other.close()


def test_opening_a_bad_song_keeps_the_present_one_open(rig: SessionRig, tmp_path: Path) -> None:
    song = rig.session.document.song
    with pytest.raises(SongProblem):
        rig.session.open_song(tmp_path / "nowhere")
    assert rig.session.document.song is song and not rig.session.document.read_only


def test_an_engine_is_restarted_for_another_song_so_that_a_crash_finds_it(rig: SessionRig, tmp_path: Path) -> None:
    rig.start()
    OpenSong.new(tmp_path / "Other", "Other", 48000, "test").close()
    rig.session.document.save()
    rig.session.open_song(tmp_path / "Other.worktape")
    assert "close" in rig.engine.called and rig.engine.arguments("start")[-1] == tmp_path / "Other.worktape"


def test_listeners_hear_every_root_once(rig: SessionRig) -> None:
    heard: list[Changes] = []
    rig.session.document.on_change.append(heard.append)
    rig.session.document.perform(strips.set_pan(VOX, 0.5))
    rig.session.document.perform(strips.set_pan(VOX, 0.5))
    rig.session.document.undo()
    rig.session.document.redo()
    assert [changes.strips for changes in heard] == [{VOX}] * 3


def test_a_lost_engine_keeps_the_pass_until_it_is_read_back(rig: SessionRig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.start()
    rig.arm(VOX)
    request = rig.session.recorder.record()
    rig.session.poll()
    Path(request.journal).write_text("{}")
    result = rig.engine.finish_pass(reason="It ended early.")
    rig.engine.events = [EngineLost("The audio engine ended.")]
    monkeypatch.setattr("audio_engine.disk.recovery.read_back", lambda journal, in_use: result)
    rig.session.poll()
    assert rig.session.passes.recording is not None, "until the engine is surely dead nobody reads its files"
    rig.session.poll()
    assert rig.session.passes.recording is None
    assert len(rig.session.document.song.tracks[0].takes) == 1


def look(rig: SessionRig) -> None:
    rig.session.document.inbox.look_for_lost(set())


def test_undone_takes_are_not_offered_again_once_saved(rig: SessionRig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.start()
    rig.arm(VOX)
    request = rig.session.recorder.record()
    Path(request.journal).write_text("{}")
    result = rig.engine.finish_pass()
    rig.session.poll()
    monkeypatch.setattr("audio_engine.disk.recovery.read_back", lambda journal, in_use: result)
    look(rig)
    assert rig.session.document.inbox.recovered == [], "the song has it"
    rig.session.document.undo()
    look(rig)
    assert len(rig.session.document.inbox.recovered) == 1, "undone but not saved: a crash now must not lose it"
    rig.session.document.save()
    look(rig)
    assert rig.session.document.inbox.recovered == []


def test_without_an_engine_meters_are_silent_and_the_transport_rests(rig: SessionRig) -> None:
    assert rig.session.meters.reading.lane_peak.max() == 0.0 and rig.session.transport.clock.state == "stopped"
    rig.session.transport.stop()
    rig.session.transport.return_to_start()
    with pytest.raises(Refused):
        rig.session.transport.play()


def test_a_pass_of_another_song_is_left_for_that_song(rig: SessionRig, tmp_path: Path) -> None:
    rig.start()
    rig.arm(VOX)
    rig.session.recorder.record()
    result = rig.engine.finish_pass()
    elsewhere = msgspec.structs.replace(result, journal=str(tmp_path / "Other.worktape" / "passes" / "x.jsonl"))
    rig.engine.events = [PassFinished(elsewhere)]
    rig.session.poll()
    assert rig.session.document.song.tracks[0].takes == () and rig.engine.arguments("take_passes") == []


def test_stage_progress_is_computed_once_a_song(rig: SessionRig) -> None:
    first = rig.session.stage_progress()
    assert rig.session.stage_progress() is first
    rig.session.document.perform(strips.set_fader_db(VOX, -7))
    assert rig.session.stage_progress() is not first


def test_a_running_pass_is_taken_over_with_its_song(rig: SessionRig) -> None:
    rig.start()
    rig.arm(VOX)
    request = rig.session.recorder.record()
    rig.session.document.save()
    rig.session.leave()
    assert "detach" in rig.engine.called and "close" not in rig.engine.called
    engine = FakeEngine()
    engine.running_pass = request
    engine.device = device_for(DeviceRequest())
    again = Session(lambda: engine, SettingsFile())
    again.open_song(rig.folder)
    again.start_engine()
    assert again.passes.recording == request and engine.opened == [], "its device is open already"
    assert again.devices.choice.requested == device_for(DeviceRequest()).request(), (
        "to be opened again where it is lost"
    )
    with pytest.raises(EditRefused):
        again.document.perform(tracks.remove_track(VOX))
    engine.finish_pass()
    again.poll()
    assert len(again.document.song.tracks[0].takes) == 1
    chosen = again.settings.device
    engine.events.append(DeviceOpened(device_for(DeviceRequest(input_device="of the other window"))))
    again.poll()
    assert again.settings.device == chosen, "nobody chose here what the other window had opened"
    again.devices.open(DeviceRequest(input_device="mine"))
    again.poll()
    assert again.settings.device.input_device == "mine"
    again.close()


def test_a_running_pass_is_found_with_tracks_that_were_never_saved(rig: SessionRig) -> None:
    rig.start()
    rig.arm(VOX)
    request = rig.session.recorder.record()
    rig.session.leave()
    assert not read_song(SongFolder(rig.folder)).tracks
    engine = FakeEngine()
    engine.running_pass = request
    again = Session(lambda: engine, SettingsFile())
    again.open_song(rig.folder)
    again.start_engine()
    assert [(track.name, track.armed) for track in again.document.song.tracks] == [("Vox", True), ("Bass", False)]
    assert again.document.is_modified and again.document.undo_label == "Restore unsaved changes"
    engine.finish_pass()
    again.poll()
    assert len(again.document.song.tracks[0].takes) == 1
    again.close()


def test_lanes_numbers_and_the_watched_channel(rig: SessionRig) -> None:
    rig.start()
    session = rig.session
    session.document.perform(buses.add_bus("group", bus_id=BusId("G")))
    phones = next(bus.id for bus in session.document.song.buses if bus.kind == "headphones")
    assert find_channel(session.document.song, BusId("G")).name == "Group 1"
    assert (
        session.meters.bus_number(BusId("G")) == group_number(1, 0)
        and session.meters.bus_number(session.document.song.master.id) == 0
    )
    assert session.meters.lane_of(BusId("G")) == bus_lane(group_number(1, 0)) and session.meters.lane_of(phones) == -1
    assert session.meters.lane_of(session.document.song.master.id) < len(session.meters.reading.lane_peak)
    session.meters.watch(BusId("G"))
    assert rig.engine.watched == session.meters.lane_of(BusId("G"))
    session.meters.watch(None)
    assert rig.engine.watched == -1
    scope = session.meters.scope(64)
    assert scope is not None and scope.master.shape == (64, 2)
    session.meters.reset_loudness()
    assert "reset_loudness" in rig.engine.called


def test_a_value_of_a_bus_a_vca_and_the_monitor_send_only_themselves(rig: SessionRig) -> None:
    session = rig.session
    session.document.perform(vcas.add_vca(vca_id=VcaId("V")))
    session.document.perform(vcas.assign_vca(BASS, VcaId("V")))
    rig.start()
    engine = rig.engine
    for edit, expected in (
        (channels.set_parameter(session.document.song.master.id, "eq/on", True), ["set_bus_values"]),
        (vcas.set_vca_parameter(VcaId("V"), "fader_db", -3.0), ["set_channel_values"]),
        (monitor.set_monitor(dim=True), ["set_monitor"]),
        (routing.set_key(VOX, BASS), ["set_channel_values"]),
        (versions.save_version(), []),
        (channels.swap_strips(VOX), ["set_channel_values"]),
    ):
        before = len(engine.calls)
        session.document.perform(edit)
        assert engine.called[before:] == expected, edit.label
    assert engine.arguments("set_bus_values") == [0] and engine.monitors[-1].gain == pytest.approx(0.1)


def test_a_device_that_dies_in_a_take_is_one_notice(rig: SessionRig) -> None:
    """There were three: the end of the take, the loss, and the engine that was killed for it."""
    rig.start()
    rig.arm(VOX)
    rig.session.recorder.record()
    rig.session.poll()
    before = len(rig.session.board.notices)
    put_away: list[str] = []
    rig.session.board.on_settled.append(put_away.append)
    rig.engine.finish_pass(reason="The device stopped answering; the take up to there is kept.")
    rig.engine.events.append(DeviceLost("The audio device stopped answering. Nothing recorded was lost."))
    rig.session.poll()
    assert [notice.sentence for notice in rig.session.board.notices[before:]] == [
        "The audio device stopped answering. Nothing recorded was lost."
    ]
    assert put_away[-1].startswith("The recording ended.")


def test_a_take_that_ended_for_another_reason_stays_told(rig: SessionRig) -> None:
    rig.start()
    rig.arm(VOX)
    rig.session.recorder.record()
    rig.session.poll()
    rig.engine.finish_pass(reason="The disk is full.")
    rig.session.poll()
    rig.engine.events += [Problem("Something else."), DeviceLost("The audio device stopped answering.")]
    rig.session.poll()
    assert any("The disk is full." in notice.sentence for notice in rig.session.board.notices)
