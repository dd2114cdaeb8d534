"""Hazards: a fade, a gain or a mute that is heard and not seen; samples drawn where they are not; a name without its end."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from app.messages.timeline import processed_clip
from app.model.clip import Clip, FadeShape, Processing
from app.model.ids import ClipId, FolderId
from app.model.song import Folder, Song
from app.song.fine_waves import FineWave
from tests.helpers.songs import song_with
from tests.ui.test_sharp import pixels
from ui import theme
from ui.arrange.clip_picture import describe_processing
from ui.arrange.lane_picture import LanePicture
from ui.arrange.viewport import Viewport

WIDTH, HEIGHT, TOP, BOTTOM = 800, 120, 17, 117  # of the lane; rows of its waveforms
REACH = (BOTTOM - TOP) / 2
RATE = 48000
LENGTH = 800 * 512
FADES: dict[FadeShape, Callable[[float], float]] = {
    "linear": lambda p: p,
    "equal_power": lambda p: float(np.sin(p * np.pi / 2)),
    "slow": lambda p: p * p,
    "fast": lambda p: 1 - (1 - p) ** 2,
    "s_curve": lambda p: float(0.5 - 0.5 * np.cos(p * np.pi)),
}


class Level:
    """Peaks of an even sound."""

    bin_frames = 256

    def __init__(self, *levels: float, rms: float = 0.0) -> None:
        channels = [[-level, level, rms] for level in levels]
        self.levels = [np.tile(np.array(channels, np.float32), (LENGTH // 256, 1, 1))]


def clip_of(**fields: object) -> Clip:
    return replace(Clip(ClipId("c"), "Vox", "audio/vox.wav", 0, 0, LENGTH, auto_edges=False), **fields)  # type: ignore[arg-type]


def song_of(*clips: Clip) -> Song:
    song = song_with("Vox")
    return replace(song, tracks=(replace(song.tracks[0], clips=clips, lane_height_px=HEIGHT),))


def drawn(
    song: Song,
    sound: Level,
    fine: Callable[[str, int, int, int], FineWave | None] | None = None,
    frames_per_px: float = 512.0,
    ratio: float = 1.0,
    wave_zoom: float = 1.0,
) -> NDArray[np.uint32]:
    view = Viewport()
    view.set_size(WIDTH, 300)
    view.lanes.show_song(song)
    view.frames_per_px, view.wave_zoom = frames_per_px, wave_zoom
    picture = LanePicture(view, lambda _file: sound, fine)
    picture.resize(QSize(WIDTH, 300), ratio)
    picture.refresh(song, list, frozenset(), ())
    return pixels(picture.image)


def inks(colour: int = 0, strength: float = 1.0) -> tuple[int, int]:
    """Peaks and RMS."""
    wave = theme.mix(theme.track_colour(colour), theme.BG, 0.75 * strength)
    return int(wave.rgb()), int(theme.mix(theme.STRONG, wave.name(), 0.22).rgb())


def heights(picture: NDArray[np.uint32], top: int = TOP, bottom: int = BOTTOM, **ink: float) -> NDArray[np.int64]:
    """Rows of each column that show the waveform."""
    shown: NDArray[np.int64] = np.isin(picture[top:bottom], inks(**ink)).sum(axis=0)  # type: ignore[arg-type]
    return shown


def height_of(magnitude: float, reach: float = REACH) -> float:
    """Rows of a sound that reaches as far up as down; quiet ones are enlarged."""
    return 2 * min(1.0, magnitude) ** 0.7 * reach


@pytest.mark.parametrize("shape", FADES)
@pytest.mark.usefixtures("qtbot")
def test_a_fade_is_seen_in_the_wave_with_its_shape(shape: FadeShape) -> None:
    fades = clip_of(fade_in_frames=LENGTH // 4, fade_out_frames=LENGTH // 2, fade_in_shape=shape, fade_out_shape=shape)
    for ratio in (1.0, 2.0):
        # below the line of the fade, which is drawn over the wave: the lower half of it
        picture = drawn(song_of(fades), Level(0.8), ratio=ratio)
        middle = round((TOP + BOTTOM) / 2 * ratio)
        lower = heights(picture, middle, round(BOTTOM * ratio))
        for x, share in ((100, 0.5), (150, 0.75), (300, 1.0), (450, 0.875), (600, 0.5), (700, 0.25)):
            expected = height_of(0.8 * FADES[shape](share)) / 2 * ratio
            assert abs(lower[round(x * ratio)] - expected) <= 3 * ratio, (x, ratio)


@pytest.mark.parametrize(("gain_db", "magnitude"), [(0.0, 0.25), (6.0206, 0.5), (-12.0412, 0.0625), (24.0, 1.0)])
@pytest.mark.parametrize("wave_zoom", [1.0, 1.5])
@pytest.mark.usefixtures("qtbot")
def test_gain_and_the_zoom_of_waves_are_seen_in_its_height(gain_db: float, magnitude: float, wave_zoom: float) -> None:
    shown = heights(drawn(song_of(clip_of(gain_db=gain_db)), Level(0.25), wave_zoom=wave_zoom))
    expected = min(2 * REACH, height_of(magnitude) * wave_zoom)
    assert abs(shown[400] - expected) <= 3 and (shown[10:-10] == shown[400]).all()


@pytest.mark.usefixtures("qtbot")
def test_a_stereo_clip_has_two_rows_and_a_body_as_high_as_its_rms() -> None:
    picture = drawn(song_of(clip_of()), Level(0.5, 0.1, rms=0.05))
    middle = (TOP + BOTTOM) // 2
    upper, lower = heights(picture, TOP, middle)[400], heights(picture, middle, BOTTOM)[400]
    assert abs(upper - height_of(0.5, REACH / 2)) <= 3 and abs(lower - height_of(0.1, REACH / 2)) <= 3
    bodies = (picture[TOP:BOTTOM, 400] == inks()[1]).sum()
    assert abs(bodies - 2 * height_of(0.05, REACH / 2)) <= 4


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
@pytest.mark.usefixtures("qtbot")
def test_samples_are_seen_as_dots_where_they_are(ratio: float) -> None:
    """8 px a sample; quiet ones are not enlarged there."""
    samples = np.array([0.0, 0.5, -0.5, 0.25, 0.9, -0.9, 0.0, 0.75] * 20, np.float32)[:, None]
    fine = FineWave(0, samples, len(samples))
    picture = drawn(song_of(clip_of()), Level(0.5), lambda *_: fine, frames_per_px=0.125, ratio=ratio)
    ink, middle = inks()[0], (TOP + BOTTOM) / 2
    for n in range(2, 90):
        x, y = n * 8 * ratio, (middle - float(samples[n, 0]) * REACH) * ratio
        around = picture[round(y) - 2 : round(y) + 3, round(x) - 1 : round(x) + 2]
        assert (around == ink).sum() >= 7, n
    between = (picture[round(TOP * ratio) : round(BOTTOM * ratio)] == ink).sum(axis=0)
    assert (between[10 : round(700 * ratio)] > 0).all(), "a line joins them"


@pytest.mark.usefixtures("qtbot")
def test_a_sample_at_full_scale_is_marked_and_its_neighbours_are_not() -> None:
    samples = np.zeros((100, 1), np.float32)
    samples[40] = 1.0
    fine = FineWave(0, samples, 100)
    picture = drawn(song_of(clip_of()), Level(0.5), lambda *_: fine, frames_per_px=0.125)
    red = np.nonzero((picture == int(theme.colour(theme.REC).rgb())).any(axis=0))[0]
    assert red.min() >= 39 * 8 - 1 and red.max() <= 41 * 8 + 1 and red.size


@pytest.mark.usefixtures("qtbot")
def test_peaks_are_drawn_until_what_is_finer_was_read() -> None:
    asked = []

    def not_yet(file: str, first: int, end: int, bin_frames: int) -> None:
        asked.append((file, first, end, bin_frames))

    picture = drawn(song_of(clip_of()), Level(0.5), not_yet, frames_per_px=100.0)
    assert heights(picture)[400] > 20 and asked == [("audio/vox.wav", 100, 80001, 16)], "behind the edge of the clip"
    asked.clear()
    drawn(song_of(clip_of(file_start_frame=1000)), Level(0.5), not_yet, frames_per_px=2.0)
    assert asked == [("audio/vox.wav", 1002, 2601, 1)]


@pytest.mark.usefixtures("qtbot")
def test_a_muted_clip_is_pale_and_a_colour_of_its_own_is_shown() -> None:
    assert heights(drawn(song_of(clip_of(muted=True)), Level(0.5)))[400] == 0
    assert heights(drawn(song_of(clip_of(muted=True)), Level(0.5)), strength=0.42)[400] > 20
    assert heights(drawn(song_of(clip_of(colour=6)), Level(0.5)), colour=6)[400] > 20


@pytest.mark.parametrize("fields", [{"locked": True}, {"muted": True}])
@pytest.mark.usefixtures("qtbot")
def test_locked_and_muted_clips_have_a_mark(fields: dict[str, bool]) -> None:
    """Not by colour alone: shapes in the title, in front of the name."""
    plain, marked = (drawn(song_of(clip_of(name="", **some)), Level(0.0)) for some in ({}, fields))
    title = slice(3, 16), slice(4, 24)
    assert len(np.unique(plain[title])) == 1 and len(np.unique(marked[title])) > 3


@pytest.mark.parametrize("low", [False, True])
@pytest.mark.usefixtures("qtbot")
def test_what_was_done_to_a_clip_has_a_mark_each_of_its_own(low: bool) -> None:
    """A reversed clip that is too narrow for words looked like any other."""
    plain = Processing("audio/a.wav", 0, 100)
    made = (None, replace(plain, reversed=True), replace(plain, stretch=0.8), replace(plain, pitch_semitones=2.0))
    columns = slice(4, 24)
    marks = [drawn(song_of(clip_of(name="", processing=one)), Level(0.0))[3:16, columns] for one in made]
    if low:
        marks = [mark[:, :16] for mark in marks]
    assert len({mark.tobytes() for mark in marks}) == len(made)


def test_what_was_done_to_a_clip_is_said() -> None:
    assert describe_processing(None) == ()
    assert processed_clip((), "Drag: move.") == "Drag: move."
    assert processed_clip(("reversed", "pitch +2 st"), "Drag: move.") == "Reversed, pitch +2 st. Drag: move."
    made = Processing("audio/a.wav", 0, 100, reversed=True, stretch=0.8, pitch_semitones=-2.5)
    assert describe_processing(made) == ("reversed", "stretch 80\u202f%", "pitch \u22122.5\u202fst")
    assert describe_processing(replace(made, reversed=False, stretch=1.0, pitch_semitones=3.0)) == ("pitch +3\u202fst",)


def test_names_end_as_they_do_however_little_room_they_have(qtbot: QtBot) -> None:
    """Elided in the middle: of two long names that differ at the end, the pictures differ."""
    name = "Acoustic guitar, second microphone, take "
    first, second = (
        drawn(song_of(clip_of(name=name + end, length_frames=512 * 110)), Level(0.0))[3:16, :108] for end in "12"
    )
    assert (first != second).any() and (first[:, :60] == second[:, :60]).all()


@pytest.mark.usefixtures("qtbot")
def test_a_folded_folder_shows_what_its_tracks_sound_like() -> None:
    song = song_with("a", "b", "c")
    clips = (
        clip_of(length_frames=LENGTH // 2),
        clip_of(id=ClipId("d"), timeline_start_frame=LENGTH // 2, length_frames=9),
    )
    tracks = tuple(
        replace(track, folder=FolderId("f") if n < 2 else None, clips=(clips[n],) if n < 2 else (), colour=n)
        for n, track in enumerate(song.tracks)
    )
    song = replace(song, tracks=tracks, folders=(Folder(FolderId("f"), "Both", 5, folded=True),))
    row = drawn(song, Level(0.9))[:26]
    first = (row == inks(0)[0]).sum(axis=0)
    assert first[100] > 15 and first[390] > 15 and first[420] == 0


def test_an_automatic_edge_does_not_cover_the_wave(qtbot: QtBot) -> None:
    """At the zoom of samples its shade of 6 ms hid what one zooms in for."""
    clip = clip_of(auto_edges=True)
    plain, edged = (drawn(song_of(replace(clip, auto_edges=auto)), Level(0.5), None, 1.0) for auto in (False, True))
    wave = inks()[0] & 0xFFFFFFFF
    missing = (plain == wave) & (edged != wave)
    assert missing.sum() < 0.02 * (plain == wave).sum(), "a line, no shade"
