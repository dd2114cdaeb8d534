"""Hazards: rounds of a rehearsal that end a recording in the loop, or a loop that somebody just listens to."""

import pytest

from app.edits.transport import set_loop
from app.problems import Refused
from tests.helpers.session_rig import VOX, SessionRig


def go_round(rig: SessionRig, times: int) -> None:
    """The transport passes the end of the loop so often."""
    for _ in range(times):
        for frame in (1000, 90000):
            rig.engine.frame = frame
            rig.session.poll()


@pytest.fixture
def loop(rig: SessionRig) -> SessionRig:
    rig.start()
    rig.session.document.perform(set_loop(True, 0, 96000))
    rig.session.rehearsal.rounds, rig.session.rehearsal.rises = 2, True
    rig.session.rehearsal.set_percent(90)
    rig.session.poll()
    return rig


def test_a_rehearsal_rises_and_ends_after_its_rounds(loop: SessionRig) -> None:
    loop.session.rehearsal.play()
    go_round(loop, 2)
    assert loop.session.rehearsal.percent == 92 and loop.session.rehearsal.round == 2
    assert loop.engine.every("play")[-1][1] > 0, "it stops at the end of the loop"


def test_a_loop_that_is_only_played_goes_on(loop: SessionRig) -> None:
    loop.session.transport.play()
    go_round(loop, 4)
    assert loop.session.rehearsal.percent == 90 and loop.engine.every("play") == [()]


def test_a_recording_in_the_loop_is_left_alone(loop: SessionRig) -> None:
    loop.session.rehearsal.set_percent(100)
    loop.session.poll()
    loop.arm(VOX)
    loop.engine.calls.clear()
    loop.session.recorder.record()
    loop.session.poll()
    go_round(loop, 4)
    assert loop.session.passes.recording is not None and "play" not in loop.engine.called
    with pytest.raises(Refused):
        loop.session.rehearsal.set_percent(75)
