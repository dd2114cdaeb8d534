"""The engine as the session sees it. Hazard: what was listened to is lost, or never given back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.session_rig import BASS, VOX, SessionRig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[SessionRig]:
    made = SessionRig(tmp_path)
    made.start()
    yield made
    made.session.close()


def test_an_input_is_watched_before_a_lane_and_gives_it_back(rig: SessionRig) -> None:
    session, vox = rig.session, rig.session.meters.lane_of(VOX)
    session.meters.watch(VOX)
    session.meters.watch_input(2)
    assert rig.engine.watched == -4
    session.meters.watch(BASS)
    assert rig.engine.watched == -4
    session.meters.watch(VOX)
    session.meters.watch_input(None)
    assert rig.engine.watched == vox


def test_a_new_engine_watches_what_the_last_one_did(rig: SessionRig) -> None:
    session, master = rig.session, rig.session.document.song.master.id
    session.meters.watch_input(2)

    def start_another_engine() -> None:
        session.engine.close()
        session.start_engine()

    for begin_anew in (start_another_engine, lambda: session.devices.open(session.settings.device)):
        rig.engine.watched = -1
        begin_anew()
        session.poll()
        assert rig.engine.watched == -4
    session.meters.watch(master)
    session.meters.watch_input(None)
    start_another_engine()
    assert rig.engine.watched == session.meters.lane_of(master)
