"""Half speed. Hazards: another pitch, another length, made again at each play, left behind when the idea is gone."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.ideas.folder import IdeasFolder
from app.ideas.half_speed import HalfSpeed
from app.problems import Refused
from tests.helpers.engine import RATE, write_wav


def test_it_takes_twice_as_long_at_the_same_pitch(tmp_path: Path) -> None:
    folder = IdeasFolder(tmp_path / "Ideas")
    tone = (0.3 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)).astype(np.float32)
    idea, _ = folder.add_file(write_wav(tmp_path / "tone.wav", tone[:, None]))
    made = HalfSpeed(folder, idea).run()
    samples, _ = soundfile.read(made)
    assert len(samples) == 2 * RATE
    middle = samples[RATE // 2 : RATE // 2 + RATE]
    assert np.argmax(np.abs(np.fft.rfft(middle))) == pytest.approx(440, abs=1)
    before = made.stat().st_mtime_ns
    assert HalfSpeed(folder, idea).run() == made and made.stat().st_mtime_ns == before
    folder.throw_away(idea.id)
    assert not made.exists()
    with pytest.raises(Refused, match="cannot be played at half speed"):
        HalfSpeed(folder, idea).run()
