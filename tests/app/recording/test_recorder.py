"""Hazards: a punch that the loop never lets come, a take on the wrong track, a button that answers with nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.edits import tracks, transport
from app.problems import EditRefused, Refused
from app.recording.passes import Punch, seconds_left
from audio_engine.disk.os_errors import LEAST_FREE_BYTES
from audio_engine.protocol import DeviceRequest, EngineLost, Problem
from tests.helpers.session_rig import BASS, VOX, SessionRig

BAR = 96000  # at 120 bpm and 48 kHz


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[SessionRig]:
    made = SessionRig(tmp_path)
    made.start()
    made.arm(VOX)
    yield made
    made.session.close()


def punched(rig: SessionRig, first: int, last: int, pre_roll: int = 1, post_roll: int = 1) -> None:
    for edit in (
        transport.set_punch(True, first, last),
        transport.set_pre_roll(pre_roll),
        transport.set_post_roll(post_roll),
    ):
        rig.session.document.perform(edit)


def test_a_punch_rolls_from_its_pre_roll_to_its_post_roll(rig: SessionRig) -> None:
    punched(rig, 300001, 400003, pre_roll=2, post_roll=1)
    rig.engine.frame = 777
    request = rig.session.recorder.record()
    assert (request.start_frame, request.end_frame) == (300001 - 2 * BAR, 400003 + BAR)
    assert (request.punch_in_frame, request.punch_out_frame) == (300001, 400003)


def test_a_pre_roll_never_begins_before_the_song(rig: SessionRig) -> None:
    punched(rig, 5000, 9000, pre_roll=8)
    assert rig.session.recorder.record().start_frame == 0


def test_without_punch_recording_begins_where_the_transport_is(rig: SessionRig) -> None:
    rig.session.document.perform(transport.set_punch(False, 5000, 9000))
    rig.engine.frame = 777
    request = rig.session.recorder.record()
    assert (request.start_frame, request.end_frame, request.punch_out_frame) == (777, -1, -1)


def test_a_place_asked_for_in_words_is_no_punch(rig: SessionRig) -> None:
    punched(rig, 5000, 9000)
    request = rig.session.recorder.record(start_frame=100, end_frame=200)
    assert (request.start_frame, request.end_frame, request.punch_in_frame) == (100, 200, -1)


def test_a_punch_asked_for_in_words_leaves_the_song_as_it_is(rig: SessionRig) -> None:
    before = rig.session.document.song
    request = rig.session.recorder.record(punch=Punch(200000, 250000, 1, 0))
    assert (request.start_frame, request.end_frame) == (200000 - BAR, 250000)
    assert rig.session.document.song is before


def test_record_while_it_rolls_waits_for_the_punch_or_goes_back_to_its_pre_roll(rig: SessionRig) -> None:
    punched(rig, 300000, 400000)
    rig.engine.state, rig.engine.frame = "rolling", 250000
    assert rig.session.recorder.record().start_frame == 250000
    rig.engine.finish_pass()
    rig.session.poll()
    rig.engine.state, rig.engine.frame = "rolling", 350000
    assert rig.session.recorder.record().start_frame == 300000 - BAR


def test_a_punch_in_a_loop_records_every_round_and_one_across_its_edge_is_refused(rig: SessionRig) -> None:
    punched(rig, 100000, 200000)
    rig.session.document.perform(transport.set_loop(True, 50000, 300000))
    assert rig.session.recorder.record().end_frame == -1
    rig.engine.finish_pass()
    rig.session.poll()
    rig.session.document.perform(transport.set_loop(True, 50000, 150000))
    with pytest.raises(Refused, match="outside the loop"):
        rig.session.recorder.record()
    rig.session.document.perform(transport.set_loop(True, 0, 1000))
    assert rig.session.recorder.record().end_frame == 200000 + BAR, "a loop that lies before it all is never met"


@pytest.mark.parametrize("bars", [0, 1, 2, 8])
def test_a_count_in_has_the_bars_that_were_chosen(rig: SessionRig, bars: int) -> None:
    rig.session.document.perform(transport.set_count_in(bars))
    assert rig.session.recorder.record().count_in_frames == bars * BAR


def test_edges_push_each_other_and_an_empty_punch_is_off(rig: SessionRig) -> None:
    punched(rig, 1000, 2000)
    session = rig.session
    session.document.perform(transport.set_punch_in(1500))
    assert session.document.song.transport.punch_on
    session.document.perform(transport.set_punch_in(3000))
    held = session.document.song.transport
    assert (held.punch_on, held.punch_in_frame, held.punch_out_frame) == (False, 3000, 3000)
    with pytest.raises(EditRefused, match="end after it starts"):
        session.document.perform(transport.set_punch_on(True))
    session.document.perform(transport.set_punch_out(9000))
    session.document.perform(transport.set_punch_on(True))
    session.document.perform(transport.set_punch_out(500))
    assert (session.document.song.transport.punch_in_frame, session.document.song.transport.punch_out_frame) == (
        500,
        500,
    )


def heard(rig: SessionRig, seconds: float) -> None:
    rig.engine.engine_frame = round(seconds * 48000)


def test_what_was_played_is_kept_on_the_armed_track_at_the_playhead(rig: SessionRig) -> None:
    heard(rig, 12.5)
    rig.engine.frame = 4321
    assert rig.session.retrospective.seconds == 12.5
    request = rig.session.retrospective.capture()
    assert rig.engine.calls[-1] == ("start_retrospective_pass", (request, 12.5))
    assert [file.key for file in request.files] == [VOX]
    assert (request.start_frame, request.count_in_frames, request.latency_frames) == (4321, 0, 128)
    with pytest.raises(Refused, match="still being written"):
        rig.session.recorder.record()
    rig.engine.finish_pass()
    rig.session.poll()
    assert len(rig.session.document.song.tracks[0].clips) == 1
    assert rig.session.passes.retrospective is None and "Kept on" in rig.session.board.notices[-1].sentence


def test_no_more_than_a_minute_is_promised(rig: SessionRig) -> None:
    heard(rig, 300)
    assert rig.session.retrospective.seconds == 60.0


def test_with_nothing_armed_it_goes_to_the_named_track_and_to_no_other(rig: SessionRig) -> None:
    heard(rig, 5)
    rig.session.document.perform(tracks.set_armed(VOX, False))
    with pytest.raises(Refused, match="No track is armed"):
        rig.session.retrospective.capture()
    assert [file.key for file in rig.session.retrospective.capture([BASS]).files] == [BASS]
    rig.engine.finish_pass()
    rig.session.poll()
    rig.session.document.perform(tracks.set_inputs(BASS, ()))
    with pytest.raises(Refused, match="No track is armed"):  # though only one has an input
        rig.session.retrospective.capture()
    with pytest.raises(Refused, match="Some of these tracks have no input"):
        rig.session.retrospective.capture([BASS])


def test_it_is_refused_while_recording_and_before_anything_was_heard(rig: SessionRig) -> None:
    with pytest.raises(Refused, match="has not heard an input yet"):
        rig.session.retrospective.capture()
    heard(rig, 5)
    rig.session.recorder.record()
    with pytest.raises(Refused, match="Stop first"):
        rig.session.retrospective.capture()


def test_switched_off_it_says_so_and_the_engine_remembers_nothing(rig: SessionRig) -> None:
    heard(rig, 5)
    assert rig.engine.opened[-1].keep_seconds == 60.0
    rig.session.retrospective.set_on(False)
    rig.session.poll()
    assert rig.engine.opened[-1].keep_seconds == 0.0
    assert rig.session.retrospective.seconds == 0.0
    with pytest.raises(Refused, match="was not listening"):
        rig.session.retrospective.capture()
    rig.session.retrospective.set_on(True)
    assert rig.engine.opened[-1].keep_seconds == 60.0


def test_a_refusal_by_the_engine_frees_the_button(rig: SessionRig) -> None:
    heard(rig, 5)
    rig.session.retrospective.capture()
    rig.engine.events.append(Problem("The disk is full."))
    rig.session.poll()
    assert rig.session.board.notices[-1].sentence == "The disk is full."
    rig.session.retrospective.capture()


def test_an_engine_that_dies_while_it_keeps_is_looked_after(rig: SessionRig) -> None:
    heard(rig, 5)
    rig.session.retrospective.capture()
    rig.engine.events.append(EngineLost("The audio engine ended; takes are on disk."))
    rig.session.poll()
    rig.session.poll()
    assert rig.session.passes.retrospective is None


def test_no_device_is_opened_while_it_is_being_written(rig: SessionRig) -> None:
    heard(rig, 5)
    rig.session.retrospective.capture()
    opened = len(rig.engine.opened)
    with pytest.raises(Refused, match="still being written. Wait a moment before changing the device"):
        rig.session.devices.open(DeviceRequest(backend="virtual"))
    assert len(rig.engine.opened) == opened
    rig.engine.finish_pass()
    rig.session.poll()
    rig.session.devices.open(DeviceRequest(backend="virtual"))
    assert len(rig.engine.opened) == opened + 1


def test_what_an_ended_engine_left_unwritten_holds_up_no_other_song(rig: SessionRig, tmp_path: Path) -> None:
    heard(rig, 5)
    rig.session.retrospective.capture()
    rig.session.close()
    rig.session.new_song(tmp_path / "Next", "Next")
    assert rig.session.passes.retrospective is None


def test_the_time_left_is_that_of_the_drive_that_is_full_first(
    rig: SessionRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`audio/` may be a link to another drive than the song's."""
    folder, song = rig.session.document.opened.folder, rig.session.document.song
    room = {folder.audio: LEAST_FREE_BYTES + 48000 * 4 * 60, folder.passes: LEAST_FREE_BYTES + 48000 * 4 * 7200}
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=room[place]))
    assert seconds_left(folder, song) == 60.0
    room[folder.passes] = LEAST_FREE_BYTES + 48000 * 4 * 30
    assert seconds_left(folder, song) == 30.0
    room[folder.passes] = LEAST_FREE_BYTES - 1
    assert seconds_left(folder, song) == 0.0, "a minute was promised where every recording stops at once"
    with pytest.raises(Refused, match="too full to record"):
        rig.session.recorder.record()
    assert rig.session.passes.recording is None
