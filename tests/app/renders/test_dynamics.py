"""Hazards of measured dynamics: a section that gets its neighbour's loudness, a chorus that is said to lift and does not."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from app.edits import sections, takes
from app.edits.channels import set_parameter
from app.edits.songs import fresh_song
from app.model.ids import SectionId, TrackId
from app.model.song import Song
from app.problems import Refused
from app.renders.dynamics import Dynamics
from audio_engine.bounce.render import render
from audio_engine.bounce.request import BounceRequest, BounceResult
from audio_engine.disk.loudness_curve import loudness_curve
from tests.helpers.engine import RATE, Samples, write_wav
from tests.helpers.session_rig import SessionRig

BAR_S = 2.0
PLAN = (("Verse", 4), ("Chorus", 8), ("Outro", 2))


def song_of(plan: Sequence[tuple[str, int]] = PLAN) -> Song:
    """Sections of four bars, eight seconds each."""
    song = fresh_song("Dynamics", RATE)
    for number, (name, intensity) in enumerate(plan):
        song = sections.add_section(name, 1 + 4 * number, 4, intensity, section_id=SectionId(name)).apply(song)
    return song


def mix(*levels_db: float) -> Samples:
    """Eight seconds of noise at each level."""
    noise = np.random.default_rng(1).normal(0.0, 1.0, (round(4 * BAR_S * RATE) * len(levels_db), 2))
    gains = np.repeat(10 ** (np.array(levels_db) / 20), round(4 * BAR_S * RATE))
    return (noise * gains[:, None]).astype(np.float32)


def measured(samples: Samples) -> Dynamics:
    return Dynamics("hash", loudness_curve(samples, RATE))


def test_each_section_has_its_own_loudness_and_the_whole_is_the_reference() -> None:
    found, song = measured(mix(-30.0, -24.0, -36.0)), song_of()
    levels = found.section_lu(song)
    rises = levels[SectionId("Chorus")] - levels[SectionId("Verse")]
    falls = levels[SectionId("Outro")] - levels[SectionId("Chorus")]
    assert rises == pytest.approx(6.0, abs=0.3) and falls == pytest.approx(-12.0, abs=0.3)
    assert found.sentence(song) == ""


@pytest.mark.parametrize(("chorus_db", "words"), [(-30.03, "as loud as"), (-29.5, "only 0."), (-34.0, "quieter than")])
def test_a_chorus_that_does_not_lift_is_named(chorus_db: float, words: str) -> None:
    sentence = measured(mix(-30.0, chorus_db, -36.0)).sentence(song_of())
    assert sentence.startswith("Chorus does not lift") and words in sentence
    assert sentence.endswith("Verse, and should rise from 4 to 8.")


def test_silence_has_no_loudness_and_nothing_is_said_of_it() -> None:
    silent = mix(-30.0, -30.0, -30.0)
    silent[:, :] *= 0.0
    found = measured(silent)
    assert found.section_lu(song_of()) == {} and found.sentence(song_of()) == ""


class InThisProcess:
    """A bounce that needs no process of its own."""

    def __init__(self, request: BounceRequest) -> None:
        self._request = request

    def wait(self, report: Callable[[float], object]) -> BounceResult:
        return render(self._request, lambda share: None if report(share) else None)

    def cancel(self) -> None:
        raise NotImplementedError


def test_the_mix_is_bounced_measured_and_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.renders.dynamics.start_process", InThisProcess)
    rig = SessionRig(tmp_path)
    with pytest.raises(Refused):
        rig.session.renders.measure_dynamics()
    write_wav(rig.folder / "audio" / "tape.wav", mix(-30.0, -20.0)[:, :1])
    document = rig.session.document
    document.perform(takes.add_imported("Tape", "audio/tape.wav", 1, round(16 * RATE), 0, TrackId("tape")))
    for number, (name, intensity) in enumerate(PLAN[:2]):
        document.perform(sections.add_section(name, 1 + 4 * number, 4, intensity, section_id=SectionId(name)))
    before = document.song
    found = rig.session.renders.measure_dynamics().run()
    levels = found.section_lu(document.song)
    assert levels[SectionId("Chorus")] - levels[SectionId("Verse")] == pytest.approx(10.0, abs=0.3)
    assert document.song is before, "nothing of it is in the song"
    rig.session.renders.dynamics.add(found)
    assert rig.session.renders.measured_dynamics is found
    document.perform(set_parameter(TrackId("tape"), "fader_db", -3.0))
    assert rig.session.renders.measured_dynamics is None
    rig.session.close()
