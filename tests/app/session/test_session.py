"""Hazards: meters of another channel; a transport without an engine; progress that is stale or computed for nothing."""

import pytest

from app.edits import buses, strips
from app.edits.edit import find_channel
from app.model.ids import BusId
from app.problems import Refused
from audio_engine.capacity import bus_lane, group_number
from tests.helpers.session_rig import VOX, SessionRig


def test_without_an_engine_meters_are_silent_and_the_transport_rests(rig: SessionRig) -> None:
    assert rig.session.meters.reading.lane_peak.max() == 0.0 and rig.session.transport.clock.state == "stopped"
    rig.session.transport.stop()
    rig.session.transport.return_to_start()
    with pytest.raises(Refused):
        rig.session.transport.play()


def test_stage_progress_is_computed_once_a_song(rig: SessionRig) -> None:
    first = rig.session.stages.progress()
    assert rig.session.stages.progress() is first
    rig.session.document.perform(strips.set_fader_db(VOX, -7))
    assert rig.session.stages.progress() is not first


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
