"""Hazards: a freehand stroke that leaves hundreds of points, loses points beside it, or keeps what it was drawn over."""

from app.model.automation import Breakpoint
from app.model.parameters import parameter
from ui.arrange.stroke import Stroke

RATE = 48000


def fader_stroke(*drawn: tuple[int, float]) -> Stroke:
    stroke = Stroke(parameter("track", "fader_db"), RATE)
    for frame, value in drawn:
        stroke.add(frame, value)
    return stroke


def test_a_straight_stroke_is_two_points_between_those_beside_it() -> None:
    before = [Breakpoint(frame, -20.0) for frame in (0, 1000, 50_000, 99_000, 200_000)]
    stroke = fader_stroke(*((frame, -10.0) for frame in range(1000, 99_001, 490)))
    made = stroke.over(before)
    assert [point.timeline_frame for point in made] == [0, 1000, 99_000, 200_000]
    assert [point.value for point in made] == [-20.0, -10.0, -10.0, -20.0]


def test_a_way_back_is_the_newer_line() -> None:
    stroke = fader_stroke(*((frame, -10.0) for frame in range(0, 48_001, 480)))
    for frame in range(48_000, 23_999, -480):
        stroke.add(frame, -30.0)
    made = stroke.over(())
    assert made[0] == Breakpoint(0, -10.0) and made[-1] == Breakpoint(48_000, -30.0)
    assert all(point.value == -30.0 for point in made if point.timeline_frame >= 24_000)


def test_a_restless_stroke_is_thinned_to_ten_points_a_second() -> None:
    stroke = fader_stroke(*((frame, -10.0 - frame // 480 % 2 * 12) for frame in range(0, 10 * RATE, 480)))
    assert len(stroke.over(())) <= 100
