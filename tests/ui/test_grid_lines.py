"""Hazards: lines of the grid where nothing snaps, too many to see, or none at all."""

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from app.edits.grid import GridUnit, grid_step, nearest_line
from app.model.song import Song
from app.model.tempo import Meter, TempoChange
from app.model.tempo_map import tempo_map
from tests.helpers.songs import song_with
from ui.arrange.grid_lines import LEAST_PX, grid_lines
from ui.arrange.viewport import Viewport

RATE = 48000
ZOOMS = [0.125 * 2.3**n for n in range(20) if 0.125 * 2.3**n < 400_000]
UNITS = get_args(GridUnit)


def views(width: int = 900) -> list[Viewport]:
    found = []
    for zoom in ZOOMS:
        for start_s in (0.0, 33.3, 2000.0):
            view = Viewport()
            view.set_size(width, 300)
            view.frames_per_px, view.left_px = zoom, round(start_s * RATE / zoom)
            found.append(view)
    return found


def songs() -> list[Song]:
    steady = song_with("a")
    changes = (TempoChange(5, 90.0, Meter(3, 4)), TempoChange(9, 150.0, Meter(7, 8)))
    return [steady, replace(steady, tempo_changes=changes)]


@pytest.mark.parametrize("unit", UNITS)
def test_lines_can_be_seen_apart_at_every_zoom(unit: GridUnit) -> None:
    """Closer only where a faster tempo is in sight too."""
    for view in views():
        for number, song in enumerate(songs()):
            xs = np.array([view.x_of(line.frame) for line in grid_lines(tempo_map(song), view, unit)])
            assert len(xs) <= 900 / LEAST_PX * (4 if number else 1) + 8, (view.frames_per_px, unit)
            if number == 0:
                assert (np.diff(xs) >= LEAST_PX - 0.5).all(), (view.frames_per_px, unit)


@pytest.mark.parametrize("unit", UNITS)
def test_every_line_is_one_to_which_a_drag_snaps(unit: GridUnit) -> None:
    for view in views():
        for song in songs():
            tempo = tempo_map(song)
            for line in grid_lines(tempo, view, unit)[::7]:
                if not 0 <= view.x_of(line.frame) <= 900:
                    continue
                step = grid_step(tempo, unit, line.frame + 1, 0.25 * LEAST_PX * view.frames_per_px)
                if unit in ("adaptive", "bar", "beat") or step.frames:
                    assert abs(nearest_line(tempo, line.frame, step) - line.frame) <= 1, (view.frames_per_px, unit)


def test_bars_are_stronger_than_beats_and_beats_than_their_parts() -> None:
    view = Viewport()
    view.set_size(900, 300)
    view.frames_per_px = 24000 / 80  # beats of 80 px
    lines = grid_lines(tempo_map(song_with("a")), view, "adaptive")
    ranks = {round(line.frame): line.rank for line in lines}
    assert (ranks[0], ranks[96000], ranks[24000], ranks[48000], ranks[12000], ranks[6000]) == (0, 0, 1, 1, 2, 2)
