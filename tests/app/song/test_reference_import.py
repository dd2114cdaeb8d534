"""Hazards of references: a copy that is left behind, a loudness that is not that of what is heard, a file that clean-up takes
away, a reference that is heard louder than the song."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.edits import references as edits
from app.model.ids import ReferenceId
from app.model.invariants import check
from app.model.reference import Reference
from app.problems import EditRefused, Refused
from app.renders.dynamics import Dynamics
from app.song.open_song import OpenSong
from app.song.reference_import import ReferenceImport
from app.storage.clean_up import unused_media
from app.storage.media_check import missing_files
from audio_engine.disk.loudness_curve import LoudnessCurve
from audio_engine.disk.open_files import media_facts
from tests.helpers.engine import RATE, Samples, write_wav
from tests.helpers.session_rig import SessionRig


def sine(seconds: float, gain: float, channels: int = 2, rate: int = RATE) -> Samples:
    wave = gain * np.sin(2 * np.pi * 997.0 * np.arange(round(seconds * rate)) / rate)
    return np.repeat(wave.astype(np.float32)[:, None], channels, axis=1)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[SessionRig]:
    made = SessionRig(tmp_path)
    yield made
    made.session.close()


def added(opened: OpenSong, source: Path, **words: str) -> Reference:
    opened.history.perform(ReferenceImport(opened, source, **words).run())
    return opened.song.brief.references[-1]


@pytest.mark.parametrize("channels", [1, 2])
def test_a_file_is_copied_at_the_songs_rate_and_measured_as_it_is_heard(rig: SessionRig, channels: int) -> None:
    """A full-scale sine of 997 Hz on both sides has 0.0 LUFS less the 3.01 dB of a sine twice: -0.0 + 3.01 - 3.01."""
    source = write_wav(rig.folder.parent / "The record.wav", sine(4.0, 0.1, channels, 44100), 44100)
    opened = rig.session.document.opened
    reference = added(opened, source, listen_for="the voice")
    assert (reference.title, reference.listen_for) == ("The record", "the voice")
    assert reference.loudness_lufs == pytest.approx(-20.0, abs=0.1)
    facts = media_facts(rig.folder / reference.file)
    assert (facts.rate_hz, facts.length_frames) == (RATE, reference.length_frames) and check(opened.song) == []
    assert unused_media(opened.song, opened.folder) == [] and missing_files(opened.folder, opened.song) == {}
    (rig.folder / reference.file).unlink()
    assert missing_files(opened.folder, opened.song) == {reference.file: "The record"}


def test_what_cannot_be_a_reference_is_said_and_leaves_nothing(rig: SessionRig) -> None:
    opened, before = rig.session.document.opened, set((rig.folder / "audio").iterdir())
    wide = write_wav(rig.folder.parent / "wide.wav", sine(0.1, 0.1, 4))
    with pytest.raises(Refused, match="4 channels"):
        ReferenceImport(opened, wide).run()
    (rig.folder.parent / "text.wav").write_text("no audio")
    with pytest.raises(Refused):
        ReferenceImport(opened, rig.folder.parent / "text.wav").run()
    cancelled = ReferenceImport(opened, write_wav(rig.folder.parent / "fine.wav", sine(0.1, 0.1)))
    cancelled.cancel()
    with pytest.raises(Refused):
        cancelled.run()
    assert set((rig.folder / "audio").iterdir()) == before


def test_a_reference_is_described_and_removed_in_steps(rig: SessionRig) -> None:
    document = rig.session.document
    one = Reference(ReferenceId("one"), "One", "audio/one.wav", RATE, -14.0)
    for edit in (
        edits.add_reference(one),
        edits.rename_reference(one.id, "  The one "),
        edits.describe_reference(one.id, "the low end"),
        edits.start_reference(one.id, RATE // 2),
    ):
        document.perform(edit)
    (found,) = document.song.brief.references
    assert (found.title, found.listen_for, found.start_frame) == ("The one", "the low end", RATE // 2)
    with pytest.raises(EditRefused, match="only 1"):
        document.perform(edits.start_reference(one.id, RATE))
    document.perform(edits.remove_reference(one.id))
    assert document.song.brief.references == ()
    document.undo()
    assert document.song.brief.references == (found,)


def test_the_reference_is_heard_as_loud_as_the_song_and_goes_on_where_it_was_left(rig: SessionRig) -> None:
    rig.start()
    references, document = rig.session.control_room.references, rig.session.document
    with pytest.raises(Refused):
        references.toggle()
    for name in ("One", "Two"):
        file = write_wav(rig.folder / "audio" / f"{name}.wav", sine(0.1, 0.1))
        relative = file.relative_to(rig.folder).as_posix()
        document.perform(
            edits.add_reference(Reference(ReferenceId(name), name, relative, RATE, -9.0, start_frame=1000))
        )
    assert references.gain_db(document.song.brief.references[0]) == 0.0, "nobody knows how loud the song is"
    rig.session.renders.dynamics.add(Dynamics("", LoudnessCurve(-15.0, np.zeros(1))))
    references.toggle()
    request = rig.engine.arguments("audition")[-1]
    assert request.path.endswith("One.wav") and request.replaces_mix and request.start_frame == 1000
    assert 20 * np.log10(request.gain) == pytest.approx(-6.0) and request.loop_start_frame == 1000
    assert references.heard == "One"
    references.choose(ReferenceId("Two"))
    assert references.heard == "Two"
    references.toggle()
    assert references.heard is None and "end_audition" in rig.engine.called
