"""Hazards: a fader that rebuilds the plan; a change that the engine or a listener misses, or gets twice."""

import pytest

from app.edits import channels, clips, monitor, routing, strips, tracks, vcas, versions
from app.model.ids import VcaId
from app.song.changes import Changes
from tests.helpers.session_rig import BASS, VOX, SessionRig


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


def test_listeners_hear_every_root_once(rig: SessionRig) -> None:
    heard: list[Changes] = []
    rig.session.document.on_change.append(heard.append)
    rig.session.document.perform(strips.set_pan(VOX, 0.5))
    rig.session.document.perform(strips.set_pan(VOX, 0.5))
    rig.session.document.undo()
    rig.session.document.redo()
    assert [changes.strips for changes in heard] == [{VOX}] * 3


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
