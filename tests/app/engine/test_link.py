"""The engine as the studio sees it. Hazard: what was listened to is lost, or never given back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.session.test_session import BASS, VOX, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.start()
    yield made
    made.studio.close()


def test_an_input_is_watched_before_a_lane_and_gives_it_back(desk: Desk) -> None:
    studio, vox = desk.studio, desk.studio.lane_of(VOX)
    studio.watch(VOX)
    studio.link.watch_input(2)
    assert desk.engine.watched == -4
    studio.watch(BASS)
    assert desk.engine.watched == -4
    studio.watch(VOX)
    studio.link.watch_input(None)
    assert desk.engine.watched == vox


def test_a_new_engine_watches_what_the_last_one_did(desk: Desk) -> None:
    studio, master = desk.studio, desk.studio.song.master.id
    studio.link.watch_input(2)
    for begin_anew in (
        lambda: studio.link.push_everything(studio.song, desk.folder),
        lambda: studio.open_device(studio.settings.device),
    ):
        desk.engine.watched = -1
        begin_anew()
        studio.poll()
        assert desk.engine.watched == -4
    studio.watch(master)
    studio.link.watch_input(None)
    studio.link.push_everything(studio.song, desk.folder)
    assert desk.engine.watched == studio.lane_of(master)
