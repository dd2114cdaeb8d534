"""A work tape at the song's tempo. Hazards: a first bar that moves, another pitch, half as fast as it has to be."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.edits.tempo import set_tempo
from app.ideas.folder import IdeasFolder
from app.ideas.into_song import IdeaIntoSong, place_in_song
from app.song.hearing import Hearing
from app.verbs.fit_to_tempo import fit_to_tempo, fits, stretch_to
from tests.helpers.engine import write_wav
from tests.helpers.session_rig import SessionRig

RATE, FIRST_S, BPM = 48000, 0.4, 120.0
HEARD = Hearing(4.0, BPM, 0.9, 4, FIRST_S, 0.9, "", 0.0, (), 0.0, ())


def test_the_first_bar_stays_and_the_beats_are_those_of_the_song(tmp_path: Path) -> None:
    rig = SessionRig(tmp_path)
    document, opened = rig.session.document, rig.session.document.opened
    document.perform(set_tempo(100.0))
    folder, clicks = IdeasFolder(tmp_path / "Ideas"), np.zeros((4 * RATE, 1), np.float32)
    for beat in range(7):
        first = round((FIRST_S + beat * 60 / BPM) * RATE)
        clicks[first : first + 2000, 0] = np.random.default_rng(beat).uniform(-0.5, 0.5, 2000)
    idea, _ = folder.add_file(write_wav(tmp_path / "clicks.wav", clicks))
    at_frame = place_in_song(opened.song, 250_000, HEARD)
    bar_frame = at_frame + round(FIRST_S * RATE)
    assert bar_frame == 2 * 4 * 28800, "on the bar nearest to the playhead"
    task = IdeaIntoSong(opened, folder, idea, at_frame)
    task.run()
    edit = task.edit(opened.song)
    assert edit is not None
    document.perform(edit)
    (clip,) = opened.song.tracks[-1].clips
    prepared = fit_to_tempo(opened, clip.id, HEARD).run()
    assert prepared is not None
    document.perform(prepared.edit)
    (clip,) = opened.song.tracks[-1].clips
    samples, _ = soundfile.read(opened.folder.path / clip.file)
    sound = np.abs(samples[clip.file_start_frame : clip.file_start_frame + clip.length_frames])
    for beat in range(6):
        due = bar_frame + beat * 28800 - clip.timeline_start_frame
        around = sound[max(0, due - 6000) : due + 6000]
        assert abs(int(np.argmax(around > 0.15)) - min(due, 6000)) < 700, beat  # a burst begins softly when stretched
    assert document.undo_label == "Fit to the tempo"
    rig.session.close()


@pytest.mark.parametrize(
    ("heard", "song", "ratio"), [(120.0, 120.0, 1.0), (60.0, 120.0, 1.0), (240.0, 118.0, 120 / 118), (90.0, 100.0, 0.9)]
)
def test_half_and_double_count_as_the_same(heard: float, song: float, ratio: float) -> None:
    assert stretch_to(heard, song) == pytest.approx(ratio)
    assert fits(heard, song) == (ratio == 1.0)
