"""Hazards: a take that needs two undos, is lost or comes twice; an edit that breaks a running pass."""

from pathlib import Path

import msgspec
import pytest

from app.devices.settings import SettingsFile
from app.edits import arrangements, strips, tempo, tracks
from app.problems import EditRefused, Refused
from app.session.session import Session
from app.song.open_song import OpenSong
from app.storage.recovery import find_unclaimed_passes
from app.text.devices import OPEN_DEVICE_AGAIN
from audio_engine.protocol import (
    DeviceLost,
    DeviceOpened,
    DeviceRequest,
    EngineLost,
    FinishedFile,
    PassFinished,
    PassResult,
    Problem,
)
from tests.helpers.fake_engine import FakeEngine
from tests.helpers.session_rig import BASS, VOX, SessionRig


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
        arrangements.try_form(),
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


def test_a_finished_take_is_autosaved_at_once(rig: SessionRig) -> None:
    rig.start()
    rig.arm(VOX)
    rig.session.recorder.record()
    rig.engine.finish_pass()
    rig.session.poll()
    rig.session.document.opened.finish_autosave()
    assert b"Vox-1.wav" in (rig.folder / "autosave.json").read_bytes()


def test_a_lost_engine_offers_its_device_until_that_is_back(rig: SessionRig) -> None:
    """It offered to choose another device, which helps nobody whose engine crashed."""
    rig.start()
    device, asked = rig.session.devices.device, len(rig.engine.opened)
    assert device is not None
    settled: list[str] = []
    rig.session.board.on_settled.append(settled.append)
    rig.engine.events = [EngineLost("The audio engine ended.")]
    rig.session.poll()
    notice = rig.session.board.notices[-1]
    assert (notice.sentence, notice.action_label) == ("The audio engine ended.", OPEN_DEVICE_AGAIN)
    rig.engine.events = [DeviceOpened(device)]
    rig.session.poll()
    assert settled == ["The audio engine ended."]
    assert callable(notice.action)
    notice.action()
    assert len(rig.engine.opened) == asked, "what is open is left alone"
    rig.engine.events = [EngineLost("The audio engine ended.")]
    rig.session.poll()
    notice.action()
    assert len(rig.engine.opened) == asked + 1, "somebody waits for the answer now, and hears it"


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


@pytest.mark.parametrize("undone", [False, True])
def test_a_take_that_the_autosave_knows_is_not_offered_as_cut_short(
    rig: SessionRig, monkeypatch: pytest.MonkeyPatch, undone: bool
) -> None:
    """It had ended well, and came twice: with the changes, and as a recording; or although it had been undone."""
    rig.start()
    rig.arm(VOX)
    document = rig.session.document
    document.save()
    request = rig.session.recorder.record()
    Path(request.journal).write_text("{}")
    result = rig.engine.finish_pass()
    rig.session.poll()
    document.perform(strips.set_fader_db(VOX, -7))
    document.opened.finish_autosave()
    if undone:
        document.undo()
        document.undo()
        document.perform(strips.set_fader_db(VOX, -6))
        document.opened.autosave()
    folder = document.opened.folder.path
    rig.session.close(keep_autosave=True)
    monkeypatch.setattr("audio_engine.disk.recovery.read_back", lambda journal, in_use: result)
    for answer in ("decline", "accept"):
        kept = (folder / "autosave.json").read_bytes()
        again = Session(FakeEngine, SettingsFile())
        again.open_song(folder)
        inbox = again.document.inbox
        inbox.look_for_lost(set())
        assert inbox.recovered == []
        getattr(again.document.autosave, answer)()
        if answer == "decline":
            assert inbox.recovered == [result], "nothing else holds it now"
            assert again.board.notices[-1].kind == "recovery"
        else:
            inbox.look_for_lost(set())
            assert inbox.recovered == [], "restored, or undone on purpose"
            again.document.save()
        again.close()
        if answer == "decline":
            (folder / "autosave.json").write_bytes(kept)
    opened = OpenSong.existing(folder, "test")
    assert find_unclaimed_passes(opened.folder, opened.song)[0] == []
    assert len(opened.song.tracks[0].takes) == (not undone)
    opened.close()


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


def test_a_pass_of_another_song_is_left_for_that_song(rig: SessionRig, tmp_path: Path) -> None:
    rig.start()
    rig.arm(VOX)
    rig.session.recorder.record()
    result = rig.engine.finish_pass()
    elsewhere = msgspec.structs.replace(result, journal=str(tmp_path / "Other.worktape" / "passes" / "x.jsonl"))
    rig.engine.events = [PassFinished(elsewhere)]
    rig.session.poll()
    assert rig.session.document.song.tracks[0].takes == () and rig.engine.arguments("take_passes") == []


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
