"""The engine as the session sees it. Hazard: what was listened to is lost, or never given back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.session.test_session import BASS, VOX, SessionRig


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SessionRig]:
    made = SessionRig(tmp_path)
    made.start()
    yield made
    made.session.close()


def test_an_input_is_watched_before_a_lane_and_gives_it_back(desk: SessionRig) -> None:
    session, vox = desk.session, desk.session.meters.lane_of(VOX)
    session.meters.watch(VOX)
    session.meters.watch_input(2)
    assert desk.engine.watched == -4
    session.meters.watch(BASS)
    assert desk.engine.watched == -4
    session.meters.watch(VOX)
    session.meters.watch_input(None)
    assert desk.engine.watched == vox


def test_a_new_engine_watches_what_the_last_one_did(desk: SessionRig) -> None:
    session, master = desk.session, desk.session.document.song.master.id
    session.meters.watch_input(2)

    def start_another_engine() -> None:
        session.engine.close()
        session.start_engine()

    for begin_anew in (start_another_engine, lambda: session.devices.open(session.settings.device)):
        desk.engine.watched = -1
        begin_anew()
        session.poll()
        assert desk.engine.watched == -4
    session.meters.watch(master)
    session.meters.watch_input(None)
    start_another_engine()
    assert desk.engine.watched == session.meters.lane_of(master)
