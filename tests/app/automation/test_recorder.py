"""Hazards: a recorded movement that takes two undos, a control that stays deaf to its curve, a hand that is not heard."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.edits import channels, strips
from app.edits.edit import Edit
from app.model.automation import AutomationMode, Breakpoint
from app.model.channel import ChannelId
from app.model.curve import value_at
from app.model.parameters import parameter
from app.units import gain_to_db
from tests.helpers.session_rig import VOX, SessionRig

FADER = parameter("track", "fader_db")
TICK = 800


class Player:
    """A session whose transport rolls by hand, one poll a tick."""

    def __init__(self, rig: SessionRig, mode: AutomationMode) -> None:
        self.rig, self.session, self.engine = rig, rig.session, rig.engine
        rig.start()
        self.session.document.perform(channels.set_automation_mode(VOX, mode))

    def roll(self, ticks: int = 1) -> None:
        self.engine.state = "rolling"
        for _ in range(ticks):
            self.engine.frame += TICK
            self.session.poll()

    def stop(self) -> None:
        self.engine.state = "stopped"
        for _ in range(5):
            self.session.poll()

    def drag(self, values: list[float], path: str = "fader_db", channel_id: ChannelId = VOX) -> None:
        """Takes the control, moves it once a tick, lets it go."""
        self.session.automation.touch(channel_id, path)
        gesture = self.session.document.begin_gesture("Fader")
        for value in values:
            gesture.update(channels.set_parameter(channel_id, path, value))
            self.roll()
        gesture.commit()
        self.session.automation.release(channel_id, path)

    def curve(self, path: str = "fader_db") -> tuple[Breakpoint, ...]:
        return next((held.points for held in self.session.document.song.tracks[0].curves if held.path == path), ())

    def winning(self) -> dict[tuple[str, int], bool]:
        """What the engine was told last about each row."""
        return {(row, index): on for _, _, row, index, on in self.engine.every("set_override")}


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[SessionRig]:
    made = SessionRig(tmp_path)
    yield made
    made.session.close()


def test_a_touch_becomes_a_curve_in_one_step_that_one_undo_takes_back(rig: SessionRig) -> None:
    player = Player(rig, "touch")
    player.roll(10)
    before, steps = rig.session.document.song, rig.session.document.opened.history.position
    player.drag([-1.0, -2.0, -3.0, -4.0])
    assert rig.session.document.opened.history.position == steps + 1
    assert rig.session.document.undo_label == "Automate fader"
    assert value_at(player.curve(), FADER, 13 * TICK) == pytest.approx(-4.0, abs=0.2)
    rig.session.document.undo()
    assert rig.session.document.song is before


def test_the_touched_value_wins_until_the_new_curve_is_in_the_engine(rig: SessionRig) -> None:
    player = Player(rig, "touch")
    player.roll(2)
    rig.engine.calls.clear()
    player.drag([-6.0, -7.0])
    called = rig.engine.called
    assert called.index("set_channel_values") < called.index("set_override"), "first the value, then it wins"
    assert player.winning() == {("fader_gain", 0): True}
    plans = len(rig.engine.plans)
    player.roll(1)
    assert player.winning() == {("fader_gain", 0): True}, "the engine may still hold the old curve"
    player.roll(4)
    assert player.winning() == {("fader_gain", 0): False}
    assert len(rig.engine.plans) == plans and rig.engine.plans[-1].channels[0].curves


def test_a_latch_holds_until_the_stop_and_is_one_step_too(rig: SessionRig) -> None:
    player = Player(rig, "latch")
    player.roll(5)
    before, steps = rig.session.document.song, rig.session.document.opened.history.position
    player.drag([-6.0])
    assert player.curve() == () and player.winning()[("fader_gain", 0)]
    player.roll(50)
    player.stop()
    assert rig.session.document.opened.history.position == steps + 1
    assert value_at(player.curve(), FADER, 50 * TICK) == -6.0
    assert not player.winning()[("fader_gain", 0)]
    rig.session.document.undo()
    assert rig.session.document.song is before


def test_what_else_was_done_meanwhile_stays_a_step_of_its_own(rig: SessionRig) -> None:
    player = Player(rig, "latch")
    player.roll()
    player.drag([-6.0])
    rig.session.document.perform(strips.set_pan(VOX, 0.5))
    player.stop()
    assert player.curve()
    rig.session.document.undo()
    assert player.curve() == () and rig.session.document.song.tracks[0].strip.pan == 0.5


def test_nothing_is_recorded_while_the_tape_stands_or_in_read(rig: SessionRig) -> None:
    player = Player(rig, "touch")
    rig.session.automation.touch(VOX, "fader_db")
    rig.session.document.perform(strips.set_fader_db(VOX, -3))
    rig.session.automation.release(VOX, "fader_db")
    reading = Player(rig, "read")
    reading.roll()
    reading.drag([-6.0, -9.0])
    reading.stop()
    assert player.curve() == () and rig.engine.every("set_override") == []


def test_in_read_a_held_control_is_heard_over_its_curve_and_let_go_again(rig: SessionRig) -> None:
    player = Player(rig, "read")
    rig.session.document.perform(channels.set_curve(VOX, "pan", [Breakpoint(0, -1.0)]))
    rig.session.automation.touch(VOX, "pan")
    rig.session.document.perform(strips.set_pan(VOX, 0.5))
    assert player.winning() == {("pan", 0): True}
    rig.session.automation.release(VOX, "pan")
    assert player.winning() == {("pan", 0): False} and player.curve("pan") == (Breakpoint(0, -1.0),)


def test_write_replaces_what_nobody_touches_with_where_it_was(rig: SessionRig) -> None:
    player = Player(rig, "write")
    rig.session.document.perform(channels.set_curve(VOX, "pan", [Breakpoint(0, -1.0), Breakpoint(100 * TICK, 1.0)]))
    steps = rig.session.document.opened.history.position
    player.engine.frame = 49 * TICK
    player.roll(30)
    player.stop()
    pan = parameter("track", "pan")
    assert value_at(player.curve("pan"), pan, 75 * TICK) == pytest.approx(0.0, abs=0.01)
    assert value_at(player.curve("pan"), pan, 100 * TICK) == 1.0
    assert rig.session.document.opened.history.position == steps + 1


def test_a_trim_is_heard_as_the_curve_moved_by_the_hand(rig: SessionRig) -> None:
    player = Player(rig, "trim")
    rig.session.document.perform(
        channels.set_curve(VOX, "fader_db", [Breakpoint(0, -20.0), Breakpoint(100 * TICK, 0.0)])
    )
    player.engine.frame = 40 * TICK
    player.roll()
    player.drag([-1.0, -2.0, -3.0, -3.0])
    sounded = [gain_to_db(values.strip.fader_gain) for _, _, values in rig.engine.every("set_channel_values")]
    assert any(value == pytest.approx(-20.0 + 45 * 0.2 - 3.0, abs=0.05) for value in sounded), sounded
    assert value_at(player.curve(), FADER, 45 * TICK) == pytest.approx(-11.0 - 3.0, abs=0.2)
    assert value_at(player.curve(), FADER, 80 * TICK) == pytest.approx(-4.0, abs=1e-6)


def test_a_loop_ends_one_movement_and_begins_the_next(rig: SessionRig) -> None:
    player = Player(rig, "latch")
    player.engine.frame = 90 * TICK
    player.roll()
    player.drag([-6.0])
    player.roll(5)
    player.engine.frame = 0
    player.roll(5)
    assert player.curve()[0].timeline_frame == 91 * TICK
    player.stop()
    frames = [point.timeline_frame for point in player.curve()]
    assert frames == sorted(set(frames)) and frames[0] <= TICK
    assert value_at(player.curve(), FADER, 3 * TICK) == -6.0
    assert value_at(player.curve(), FADER, 50 * TICK) == -6.0, "nothing was there but the movement"


def test_a_take_that_ends_under_the_hand_breaks_neither(rig: SessionRig) -> None:
    player = Player(rig, "touch")
    player.roll()
    rig.session.automation.touch(VOX, "fader_db")
    gesture = rig.session.document.begin_gesture("Fader")
    gesture.update(strips.set_fader_db(VOX, -6))
    player.roll(5)
    player.stop()
    assert player.curve(), "the stop ends the movement"
    gesture.update(strips.set_fader_db(VOX, -9))
    gesture.commit()
    rig.session.automation.release(VOX, "fader_db")
    assert rig.session.document.song.tracks[0].strip.fader_db == -9.0 and player.curve()


def test_a_channel_that_goes_while_it_is_written_is_forgotten(rig: SessionRig) -> None:
    from app.edits import tracks

    player = Player(rig, "latch")
    player.roll()
    player.drag([-6.0])
    rig.session.document.perform(tracks.remove_track(VOX))
    player.roll(2)
    player.stop()
    assert [track.name for track in rig.session.document.song.tracks] == ["Bass"]


def test_the_value_at_the_playhead_is_the_curves_until_a_hand_takes_it(rig: SessionRig) -> None:
    player = Player(rig, "touch")
    points = [Breakpoint(0, -1.0), Breakpoint(10 * TICK, 1.0)]
    draw: Edit = channels.set_curve(VOX, "pan", points)
    rig.session.document.perform(draw)
    player.engine.frame = 5 * TICK
    assert rig.session.automation.value_now(VOX, "pan") == pytest.approx(0.0)
    rig.session.automation.touch(VOX, "pan")
    rig.session.document.perform(strips.set_pan(VOX, 0.75))
    assert rig.session.automation.value_now(VOX, "pan") == 0.75
