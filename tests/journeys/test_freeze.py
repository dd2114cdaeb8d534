"""Hazards: a frozen track that sounds different, later or louder; a thaw that does not bring everything back."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from app.edits import channels, freezing, routing, strips, tracks
from app.edits.takes import add_imported
from app.model.automation import Breakpoint
from app.model.ids import TrackId
from app.problems import EditRefused, Refused
from app.renders.jobs import BounceOptions, Job
from app.session.session import Session
from tests.helpers.fake_engine import FakeEngine

RATE = 48000
VOX, PAD, KICK = TrackId("Vox"), TrackId("Pad"), TrackId("Kick")


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """Three tracks of seeded sound: a mono one through every section, a stereo one, and one that keys the others."""
    monkeypatch.setenv("WORKTAPE_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("WORKTAPE_RUNTIME", str(tmp_path / "runtime"))
    made = Session(lambda: FakeEngine())
    made.new_song(tmp_path / "Song", "Song", RATE)
    chance = np.random.default_rng(3)
    for key, width, at in ((VOX, 1, 3 * RATE + 7), (PAD, 2, 3 * RATE), (KICK, 1, 2 * RATE)):
        swell = np.abs(np.sin(np.arange(RATE) / 3000.0))[:, None]
        soundfile.write(
            made.document.opened.folder.audio / f"{key}.wav",
            (0.2 * chance.standard_normal((RATE, width)) * swell).astype(np.float32),
            RATE,
            subtype="FLOAT",
        )
        made.document.perform(add_imported(key, f"audio/{key}.wav", width, RATE, at, key))
    for edit in (
        *(channels.set_parameter(VOX, f"{section}/on", True) for section in (
            "high_pass", "gate", "eq", "compressor", "de_esser", "saturation",
        )),
        channels.set_parameter(VOX, "eq/low_mid/gain_db", 6.0),
        channels.set_parameter(VOX, "polarity", True),
        channels.set_parameter(VOX, "compressor/threshold_db", -30.0),
        channels.set_curve(VOX, "eq/high/gain_db", [Breakpoint(0, -12.0), Breakpoint(4 * RATE, 12.0)]),
        routing.set_key(VOX, KICK),
        strips.set_pan(VOX, 0.4),
        channels.set_parameter(PAD, "width", 1.6),
        strips.set_pan(PAD, -0.3),
        strips.set_send_db(VOX, next(bus.id for bus in made.document.song.buses if bus.kind == "reverb"), -12.0),
    ):  # fmt: skip
        made.document.perform(edit)
    yield made
    made.close()


def finished(session: Session, job: Job) -> Job:
    until = time.monotonic() + 120
    while not job.finished and time.monotonic() < until:
        session.poll()
        time.sleep(0.01)  # a process of its own works
    session.poll()
    assert job.finished
    return job


def bounced(session: Session, path: Path) -> npt.NDArray[np.float32]:
    job = finished(session, session.renders.bounce(BounceOptions(path, depth="32f", to_frame=6 * RATE)))
    assert not job.failed, job.sentence
    samples, _ = soundfile.read(path, dtype="float32")
    return samples  # type: ignore[no-any-return]


def test_the_mix_is_the_same_before_frozen_in_place_and_after(session: Session, tmp_path: Path) -> None:
    before, song = bounced(session, tmp_path / "before.wav"), session.document.song
    for key in (VOX, PAD):
        job = finished(session, session.renders.freeze(key))
        assert not job.failed and job.sentence == f"{key} is frozen."
    frozen = bounced(session, tmp_path / "frozen.wav")
    assert np.abs(before).max() > 0.05
    assert 20 * np.log10(np.abs(frozen - before).max() + 1e-12) < -120
    for key in (VOX, PAD):
        session.document.perform(freezing.thaw_track(key))
    assert [track.strip for track in session.document.song.tracks] == [track.strip for track in song.tracks]
    assert np.array_equal(bounced(session, tmp_path / "thawed.wav"), before)
    assert not finished(session, session.renders.bounce_in_place(VOX)).failed
    placed = bounced(session, tmp_path / "placed.wav")
    assert 20 * np.log10(np.abs(placed - before).max() + 1e-12) < -120
    assert [clip.name for clip in session.document.song.tracks[0].clips] == ["Vox bounced"]
    assert session.document.waves.peaks(session.document.song.tracks[0].clips[0].file) is not None
    session.document.undo()  # that the song was bounced
    session.document.undo()
    assert session.document.song.tracks[0] == song.tracks[0]


def test_a_muted_track_is_rendered_as_it_would_sound(session: Session) -> None:
    session.document.perform(channels.set_parameter(VOX, "mute", True))
    session.document.perform(channels.set_parameter(PAD, "solo", True))
    assert not finished(session, session.renders.freeze(VOX)).failed
    frozen = session.document.song.tracks[0].frozen
    assert frozen is not None and frozen.channels == 1
    samples, _ = soundfile.read(session.document.opened.folder.path / frozen.file)
    assert np.abs(samples).max() > 0.01 and samples.ndim == 1


def test_a_track_changed_while_it_is_rendered_is_not_frozen(session: Session) -> None:
    job = session.renders.freeze(VOX)
    session.document.perform(channels.set_parameter(VOX, "eq/low_mid/gain_db", -6.0))
    assert finished(session, job).failed and "changed during" in job.sentence
    assert session.document.song.tracks[0].frozen is None
    job = session.renders.freeze(VOX)
    session.document.perform(strips.set_fader_db(VOX, -9))
    assert not finished(session, job).failed, "the fader is not in the file"


def test_what_cannot_be_rendered_is_refused(session: Session) -> None:
    finished(session, session.renders.freeze(VOX))
    with pytest.raises(EditRefused, match="already frozen"):
        session.renders.freeze(VOX)
    (session.document.opened.folder.audio / "Pad.wav").unlink()
    with pytest.raises(Refused, match="missing"):
        session.renders.freeze(PAD)


def test_a_track_that_freezing_disarms_says_so(session: Session) -> None:
    session.document.perform(tracks.set_armed(PAD, True))
    job = finished(session, session.renders.freeze(PAD))
    assert not session.document.song.tracks[1].armed
    assert job.sentence == "Pad is frozen and no longer armed." == session.board.notices[-1].sentence
