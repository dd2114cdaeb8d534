"""Hazards: a fader that rebuilds the plan, a take that needs two undos, an edit that breaks a running pass."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.devices.settings import SettingsFile
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
def desk(tmp_path: Path) -> Iterator[SessionRig]:
    made = SessionRig(tmp_path)
    yield made
    made.session.close()


def test_each_kind_of_change_sends_only_what_it_must(desk: SessionRig) -> None:
    desk.start()
    session, engine = desk.session, desk.engine
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


def test_clips_send_the_tape_of_their_track_only(desk: SessionRig) -> None:
    desk.start()
    desk.arm(VOX)
    desk.session.recorder.record()
    desk.engine.finish_pass()
    desk.session.poll()
    desk.engine.calls.clear()
    clip = desk.session.document.song.tracks[0].clips[0]
    desk.session.document.perform(clips.move_clips({clip.id}, 100))
    assert desk.engine.called == ["set_timelines"]
    assert [timeline.slot for timeline in desk.engine.arguments("set_timelines")[-1]] == [
        desk.session.meters.lane_of(VOX)
    ]


def test_a_drag_is_heard_while_it_goes_and_a_cancel_is_heard_too(desk: SessionRig) -> None:
    desk.start()
    gesture = desk.session.document.begin_gesture("Fader")
    gesture.update(strips.set_fader_db(VOX, -6))
    gesture.cancel()
    assert [round(values.strip.fader_gain, 3) for _, _, values in desk.engine.every("set_channel_values")] == [
        0.501,
        1.0,
    ]


def test_one_undo_takes_back_a_pass_on_all_tracks_and_no_file(desk: SessionRig) -> None:
    desk.start()
    desk.arm(VOX, BASS)
    before = desk.session.document.song
    request = desk.session.recorder.record()
    for file in request.files:
        Path(file.path).write_bytes(b"x")
    desk.engine.finish_pass()
    desk.session.poll()
    assert [len(track.clips) for track in desk.session.document.song.tracks] == [1, 1]
    assert desk.engine.arguments("take_passes") == [[request.pass_id]]
    desk.session.document.undo()
    assert desk.session.document.song is before
    assert all(Path(file.path).exists() for file in request.files)


def test_every_pass_gets_files_of_its_own(desk: SessionRig) -> None:
    desk.start()
    desk.arm(VOX, BASS)
    first = desk.session.recorder.record()
    desk.engine.finish_pass()
    desk.session.poll()
    second = desk.session.recorder.record()
    paths = [file.path for request in (first, second) for file in request.files]
    assert len(set(paths)) == 4
    assert first.journal != second.journal and Path(first.journal).parent == desk.folder / "passes"
    assert [file.inputs for file in first.files] == [(0,), (0,)], "the engine counts inputs from 0"


def test_recording_is_refused_with_what_is_missing(desk: SessionRig) -> None:
    with pytest.raises(Refused, match="engine is not running"):
        desk.session.recorder.record()
    desk.start()
    with pytest.raises(Refused, match="No track is armed"):
        desk.session.recorder.record()
    desk.arm(VOX)
    desk.session.document.perform(tracks.set_inputs(VOX, ()))
    with pytest.raises(Refused, match="Vox is armed but has no input"):
        desk.session.recorder.record()
    desk.session.document.perform(tracks.set_inputs(VOX, (9,)))
    with pytest.raises(Refused, match="records input 9, but the open device has 8 inputs"):
        desk.session.recorder.record()
    desk.session.document.perform(tracks.set_inputs(VOX, (1,)))
    desk.session.devices.open(DeviceRequest(backend="virtual"))
    desk.session.poll()
    with pytest.raises(Refused, match="Record without a sound card"):
        desk.session.recorder.record()
    desk.session.recorder.allow_virtual = True
    desk.session.recorder.record()
    with pytest.raises(Refused, match="already recording"):
        desk.session.recorder.record()


def test_edits_that_would_break_a_running_pass_are_refused_and_others_apply(desk: SessionRig) -> None:
    desk.start()
    desk.arm(VOX)
    desk.session.recorder.record()
    desk.session.poll()
    song = desk.session.document.song
    for edit in (
        tracks.remove_track(VOX),
        tracks.set_inputs(VOX, (2,)),
        tracks.set_armed(VOX, False),
        tempo.set_tempo(99),
        tempo.set_beats_per_bar(3),
    ):
        with pytest.raises(EditRefused, match="record"):
            desk.session.document.perform(edit)
    assert desk.session.document.song is song
    with pytest.raises(EditRefused):
        desk.session.document.undo()  # would disarm the recording track
    desk.session.document.perform(strips.set_fader_db(VOX, -3))
    desk.session.document.perform(tracks.remove_track(BASS))
    desk.session.document.perform(tracks.rename_track(VOX, "Lead"))
    desk.engine.finish_pass()
    desk.session.poll()
    assert desk.session.document.song.tracks[0].name == "Lead" and len(desk.session.document.song.tracks[0].takes) == 1


def test_a_pass_that_could_not_begin_leaves_no_recording_state(desk: SessionRig) -> None:
    desk.start()
    desk.arm(VOX)
    desk.engine.answers = False
    desk.session.recorder.record()
    desk.engine.events.append(Problem("Recording cannot begin."))
    desk.session.poll()
    assert desk.session.passes.recording is None
    assert desk.session.board.notices[-1].sentence == "Recording cannot begin."


def test_latency_is_the_measured_one_for_this_very_device_and_block(desk: SessionRig) -> None:
    desk.start()
    assert (desk.session.devices.latency_frames, desk.session.devices.latency_measured) == (128, False)
    assert desk.session.devices.device is not None
    desk.session.settings.set_measured_latency(desk.session.devices.device, 300, "2026-01-01")
    assert (desk.session.devices.latency_frames, desk.session.devices.latency_measured) == (300, True)
    desk.session.devices.open(DeviceRequest(block_frames=256))
    desk.session.poll()
    assert not desk.session.devices.latency_measured


def test_where_no_device_opens_the_virtual_one_plays_and_says_why(desk: SessionRig) -> None:
    desk.engine.answers = False
    desk.session.start_engine()
    desk.engine.answers = True
    desk.engine.events.append(DeviceFailed("No audio device was found."))
    desk.session.poll()
    desk.session.poll()
    assert desk.engine.opened[-1].backend == "virtual"
    assert desk.session.devices.device is not None and not desk.session.devices.has_sound_card
    assert desk.session.board.notices[-1].sentence == "No audio device was found."


def test_the_device_opens_at_the_songs_rate(tmp_path: Path) -> None:
    engine = FakeEngine()
    session = Session(lambda: engine, SettingsFile())
    session.new_song(tmp_path / "S", "S", 96000)
    session.start_engine()
    assert engine.opened[-1].rate_hz == 96000
    session.close()


def test_a_song_that_lacks_a_recording_says_so_when_it_opens(desk: SessionRig) -> None:
    desk.start()
    desk.arm(VOX)
    desk.session.recorder.record()
    desk.engine.finish_pass()
    desk.session.poll()
    desk.session.document.save()
    file = desk.session.document.song.tracks[0].clips[0].file
    desk.session.close()
    (desk.folder / file).unlink(missing_ok=True)
    again = Session(FakeEngine, SettingsFile())
    again.open_song(desk.folder)
    assert again.board.notices[-1].sentence == f"Missing files: {file} of Vox. The song is silent there."
    again.close()


def test_what_a_crash_cut_short_is_listed(desk: SessionRig) -> None:
    inbox = desk.session.document.inbox
    assert inbox is not None
    file = FinishedFile(key="Vox", name="Vox", path="x", channels=1, length_frames=96000, peak=0.5)
    result = PassResult(
        pass_id="p", journal="p", rate_hz=48000, started_at="", latency_frames=0, latency_measured=False,
        files=(file, msgspec.structs.replace(file, name="Guitar")), rounds=(), gaps=(),
    )  # fmt: skip
    inbox.recovered = [result]
    inbox.offer()
    assert desk.session.board.notices[-1].sentence == (
        "A recording was cut short. What reached the disk is safe: 00:02.000 on Vox, Guitar."
    )
    inbox.recovered = [result] * 6
    inbox.offer()
    assert desk.session.board.notices[-1].sentence.startswith("6 recordings were cut short")
    assert desk.session.board.notices[-1].sentence.endswith("; and 2 before.")


def test_a_finished_take_is_autosaved_at_once(desk: SessionRig) -> None:
    desk.start()
    desk.arm(VOX)
    desk.session.recorder.record()
    desk.engine.finish_pass()
    desk.session.poll()
    desk.session.document.opened.finish_autosave()
    assert b"Vox-1.wav" in (desk.folder / "autosave.json").read_bytes()


def test_a_song_that_cannot_be_written_is_opened_for_reading_and_says_so(
    desk: SessionRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.session.document.save()
    desk.session.close()
    (desk.folder / "lock").unlink(missing_ok=True)
    unpatched = Path.open

    def refuse(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if path.name == "lock":
            raise PermissionError(errno.EROFS, "Read-only file system", str(path))
        return unpatched(path, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", refuse)
    other = Session(FakeEngine, SettingsFile(), program="Worktape's window")
    other.open_song(desk.folder)
    assert (
        other.document.read_only
        and other.document.opened.put_aside
        and "reading only" in other.document.opened.put_aside[-1]
    )
    other.close()


def test_a_second_program_is_told_who_has_the_song_and_may_read(desk: SessionRig) -> None:
    desk.session.document.save()
    other = Session(FakeEngine, SettingsFile(), program="worktape set")
    with pytest.raises(SongLocked) as caught:
        other.open_song(desk.folder)
    assert caught.value.holder.program == "Worktape's window" and caught.value.holder.pid > 0
    other.open_song(desk.folder, read_only=True)
    assert other.document.read_only
    with pytest.raises(SongProblem):
        other.document.save()
    other.close()


def test_opening_a_bad_song_keeps_the_present_one_open(desk: SessionRig, tmp_path: Path) -> None:
    song = desk.session.document.song
    with pytest.raises(SongProblem):
        desk.session.open_song(tmp_path / "nowhere")
    assert desk.session.document.song is song and not desk.session.document.read_only


def test_an_engine_is_restarted_for_another_song_so_that_a_crash_finds_it(desk: SessionRig, tmp_path: Path) -> None:
    desk.start()
    OpenSong.new(tmp_path / "Other", "Other", 48000, "test").close()
    desk.session.document.save()
    desk.session.open_song(tmp_path / "Other.worktape")
    assert "close" in desk.engine.called and desk.engine.arguments("start")[-1] == tmp_path / "Other.worktape"


def test_listeners_hear_every_root_once(desk: SessionRig) -> None:
    heard: list[Changes] = []
    desk.session.document.on_change.append(heard.append)
    desk.session.document.perform(strips.set_pan(VOX, 0.5))
    desk.session.document.perform(strips.set_pan(VOX, 0.5))
    desk.session.document.undo()
    desk.session.document.redo()
    assert [changes.strips for changes in heard] == [{VOX}] * 3


def test_a_lost_engine_keeps_the_pass_until_it_is_read_back(desk: SessionRig, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.start()
    desk.arm(VOX)
    request = desk.session.recorder.record()
    desk.session.poll()
    Path(request.journal).write_text("{}")
    result = desk.engine.finish_pass(reason="It ended early.")
    desk.engine.events = [EngineLost("The audio engine ended.")]
    monkeypatch.setattr("audio_engine.disk.recovery.read_back", lambda journal, in_use: result)
    desk.session.poll()
    assert desk.session.passes.recording is not None, "until the engine is surely dead nobody reads its files"
    desk.session.poll()
    assert desk.session.passes.recording is None
    assert len(desk.session.document.song.tracks[0].takes) == 1


def look(desk: SessionRig) -> None:
    desk.session.document.inbox.look_for_lost(set())


def test_undone_takes_are_not_offered_again_once_saved(desk: SessionRig, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.start()
    desk.arm(VOX)
    request = desk.session.recorder.record()
    Path(request.journal).write_text("{}")
    result = desk.engine.finish_pass()
    desk.session.poll()
    monkeypatch.setattr("audio_engine.disk.recovery.read_back", lambda journal, in_use: result)
    look(desk)
    assert desk.session.document.inbox.recovered == [], "the song has it"
    desk.session.document.undo()
    look(desk)
    assert len(desk.session.document.inbox.recovered) == 1, "undone but not saved: a crash now must not lose it"
    desk.session.document.save()
    look(desk)
    assert desk.session.document.inbox.recovered == []


def test_without_an_engine_meters_are_silent_and_the_transport_rests(desk: SessionRig) -> None:
    assert desk.session.meters.reading.lane_peak.max() == 0.0 and desk.session.transport.clock.state == "stopped"
    desk.session.transport.stop()
    desk.session.transport.return_to_start()
    with pytest.raises(Refused):
        desk.session.transport.play()


def test_a_pass_of_another_song_is_left_for_that_song(desk: SessionRig, tmp_path: Path) -> None:
    desk.start()
    desk.arm(VOX)
    desk.session.recorder.record()
    result = desk.engine.finish_pass()
    elsewhere = msgspec.structs.replace(result, journal=str(tmp_path / "Other.worktape" / "passes" / "x.jsonl"))
    desk.engine.events = [PassFinished(elsewhere)]
    desk.session.poll()
    assert desk.session.document.song.tracks[0].takes == () and desk.engine.arguments("take_passes") == []


def test_stage_progress_is_computed_once_a_song(desk: SessionRig) -> None:
    first = desk.session.stage_progress()
    assert desk.session.stage_progress() is first
    desk.session.document.perform(strips.set_fader_db(VOX, -7))
    assert desk.session.stage_progress() is not first


def test_a_running_pass_is_taken_over_with_its_song(desk: SessionRig) -> None:
    desk.start()
    desk.arm(VOX)
    request = desk.session.recorder.record()
    desk.session.document.save()
    desk.session.leave()
    assert "detach" in desk.engine.called and "close" not in desk.engine.called
    engine = FakeEngine()
    engine.running_pass = request
    engine.device = device_for(DeviceRequest())
    again = Session(lambda: engine, SettingsFile())
    again.open_song(desk.folder)
    again.start_engine()
    assert again.passes.recording == request and engine.opened == [], "its device is open already"
    assert again.devices.state.requested == device_for(DeviceRequest()).request(), "to be opened again where it is lost"
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


def test_a_running_pass_is_found_with_tracks_that_were_never_saved(desk: SessionRig) -> None:
    desk.start()
    desk.arm(VOX)
    request = desk.session.recorder.record()
    desk.session.leave()
    assert not read_song(SongFolder(desk.folder)).tracks
    engine = FakeEngine()
    engine.running_pass = request
    again = Session(lambda: engine, SettingsFile())
    again.open_song(desk.folder)
    again.start_engine()
    assert [(track.name, track.armed) for track in again.document.song.tracks] == [("Vox", True), ("Bass", False)]
    assert again.document.is_modified and again.document.undo_label == "Restore autosave"
    engine.finish_pass()
    again.poll()
    assert len(again.document.song.tracks[0].takes) == 1
    again.close()


def test_lanes_numbers_and_the_watched_channel(desk: SessionRig) -> None:
    desk.start()
    session = desk.session
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
    assert desk.engine.watched == session.meters.lane_of(BusId("G"))
    session.meters.watch(None)
    assert desk.engine.watched == -1
    scope = session.meters.scope(64)
    assert scope is not None and scope.master.shape == (64, 2)
    session.meters.reset_loudness()
    assert "reset_loudness" in desk.engine.called


def test_a_value_of_a_bus_a_vca_and_the_monitor_send_only_themselves(desk: SessionRig) -> None:
    session = desk.session
    session.document.perform(vcas.add_vca(vca_id=VcaId("V")))
    session.document.perform(vcas.assign_vca(BASS, VcaId("V")))
    desk.start()
    engine = desk.engine
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


def test_a_device_that_dies_in_a_take_is_one_notice(desk: SessionRig) -> None:
    """There were three: the end of the take, the loss, and the engine that was killed for it."""
    desk.start()
    desk.arm(VOX)
    desk.session.recorder.record()
    desk.session.poll()
    before = len(desk.session.board.notices)
    put_away: list[str] = []
    desk.session.board.on_settled.append(put_away.append)
    desk.engine.finish_pass(reason="The device stopped answering; the take up to there is kept.")
    desk.engine.events.append(DeviceLost("The audio device stopped answering. Nothing recorded was lost."))
    desk.session.poll()
    assert [notice.sentence for notice in desk.session.board.notices[before:]] == [
        "The audio device stopped answering. Nothing recorded was lost."
    ]
    assert put_away[-1].startswith("The recording ended.")


def test_a_take_that_ended_for_another_reason_stays_told(desk: SessionRig) -> None:
    desk.start()
    desk.arm(VOX)
    desk.session.recorder.record()
    desk.session.poll()
    desk.engine.finish_pass(reason="The disk is full.")
    desk.session.poll()
    desk.engine.events += [Problem("Something else."), DeviceLost("The audio device stopped answering.")]
    desk.session.poll()
    assert any("The disk is full." in notice.sentence for notice in desk.session.board.notices)
