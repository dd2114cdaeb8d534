"""Hazards: a printed take that is late by a frame or sounds unlike the strip, a dry take that is lost, a print forgotten."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from app.devices.settings import SettingsFile
from app.edits import channels, routing, tracks
from app.edits.clips import add_clip
from app.edits.printing import print_strip, stop_printing
from app.model.clip import Clip
from app.model.ids import ClipId, TrackId
from app.model.track import Track
from app.problems import EditRefused, Refused
from app.session.session import Session
from app.storage.health import take_health
from audio_engine.protocol import PassFinished, Round
from tests.helpers.fake_engine import FakeEngine

RATE = 48000
VOX, KICK, REFERENCE = TrackId("Vox"), TrackId("Kick"), TrackId("Reference")
LENGTH = RATE
CHAIN = ("high_pass/on", "gate/on", "eq/on", "compressor/on", "de_esser/on", "saturation/on")


class Rig:
    """A session on a fake engine whose takes the test writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "Song.worktape"
        self.engine = FakeEngine()
        self.session = Session(lambda: self.engine, SettingsFile())
        self.session.recorder.allow_virtual = True

    def new(self) -> "Rig":
        self.session.new_song(self.folder.with_suffix(""), "Song", RATE)
        self.session.document.perform(tracks.add_track("Vox", inputs=(1,), track_id=VOX))
        self.session.document.perform(tracks.set_armed(VOX, True))
        self.session.start_engine()
        self.session.poll()
        return self

    def track(self, track_id: TrackId = VOX) -> Track:
        return next(track for track in self.session.document.song.tracks if track.id == track_id)

    def record(self, samples: npt.NDArray[np.float32], at: int = 3 * RATE, rounds: int = 1) -> None:
        """A pass whose file holds `samples`, of a loop gone round so many times."""
        request = self.session.recorder.record(start_frame=at, end_frame=at + len(samples))
        self.session.poll()
        soundfile.write(request.files[0].path, samples, RATE, subtype="FLOAT")
        result = self.engine.finish_pass(len(samples))
        each = len(samples) // rounds
        parts = tuple(Round(at, n * each, each) for n in range(rounds))
        self.engine.events[-1] = PassFinished(msgspec.structs.replace(result, rounds=parts))
        self.session.poll()

    def finish_printing(self) -> None:
        until = time.monotonic() + 120
        while self.session.print_queue.busy and time.monotonic() < until:
            self.session.poll()
            time.sleep(0.01)  # a process of its own works
        assert not self.session.print_queue.busy
        self.session.poll()

    def heard(self) -> npt.NDArray[np.float32]:
        """What the newest take's clip on Vox plays."""
        clip = self.track().clips[-1]
        data, _ = soundfile.read(self.folder / clip.file, dtype="float32")
        return data[clip.file_start_frame : clip.file_start_frame + clip.length_frames]  # type: ignore[no-any-return]


@pytest.fixture
def rig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    monkeypatch.setenv("WORKTAPE_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("WORKTAPE_RUNTIME", str(tmp_path / "runtime"))
    made = Rig(tmp_path).new()
    yield made
    made.session.close()


def impulse(at: int) -> npt.NDArray[np.float32]:
    samples = np.zeros(LENGTH, np.float32)
    samples[at] = 0.5
    return samples


def test_an_impulse_lies_on_its_sample_and_the_dry_take_stays(rig: Rig) -> None:
    rig.session.document.perform(channels.set_parameter(VOX, "polarity", True))
    rig.session.document.perform(print_strip(VOX))
    rig.record(impulse(12345))
    assert rig.heard()[12345] == 0.5, "until it is printed the dry take plays"
    rig.finish_printing()
    dry, wet = rig.track().takes
    assert (wet.name, wet.dry, wet.timeline_start_frame) == ("Vox 1 printed", dry.id, dry.timeline_start_frame)
    assert np.array_equal(rig.heard(), -impulse(12345))
    assert not dry.unprinted and (rig.folder / dry.file).is_file()
    rig.session.document.save()
    rig.session.document.undo()
    assert rig.track().takes == (replace(dry, unprinted=True),) and rig.heard()[12345] == 0.5
    assert (rig.folder / wet.file).is_file(), "files stay"
    rig.session.document.redo()
    assert rig.track().takes == (dry, wet)


def test_a_printed_take_is_verified_and_damage_to_it_shows(rig: Rig) -> None:
    rig.session.document.perform(channels.set_parameter(VOX, "polarity", True))
    rig.session.document.perform(print_strip(VOX))
    rig.record(impulse(12345))
    Path(rig.engine.arguments("start_pass")[-1].journal).touch()  # as the engine leaves it
    rig.finish_printing()
    _, wet = rig.track().takes
    assert take_health(rig.folder, wet) == "verified"
    data = bytearray((rig.folder / wet.file).read_bytes())
    data[-1] ^= 1
    (rig.folder / wet.file).write_bytes(data)
    assert take_health(rig.folder, wet) == "changed"


def test_a_print_is_what_freezing_the_dry_take_through_that_strip_gives(rig: Rig) -> None:
    """All sections on, keyed by another track; to half a step of 24 bit."""
    session, chance = rig.session, np.random.default_rng(5)
    kick = (0.5 * chance.standard_normal(LENGTH)).astype(np.float32)
    soundfile.write(rig.folder / "audio" / "kick.wav", kick, RATE, subtype="FLOAT")
    session.document.perform(tracks.add_track("Kick", track_id=KICK))
    session.document.perform(add_clip(KICK, Clip(ClipId("k"), "Kick", "audio/kick.wav", 3 * RATE + 700, 0, LENGTH)))
    for path in CHAIN:
        session.document.perform(channels.set_parameter(VOX, path, True))
    session.document.perform(channels.set_parameter(VOX, "compressor/threshold_db", -30.0))
    session.document.perform(routing.set_key(VOX, KICK))
    strip = rig.track().strip
    session.document.perform(print_strip(VOX))
    swell = np.abs(np.sin(np.arange(LENGTH) / 3000.0))
    rig.record((0.2 * chance.standard_normal(LENGTH) * swell).astype(np.float32))
    rig.finish_printing()
    printed = rig.heard()
    dry = rig.track().takes[0]
    session.document.perform(tracks.add_track("Reference", track_id=REFERENCE))
    start, offset = dry.timeline_start_frame, dry.file_start_frame
    clip = Clip(ClipId("r"), "dry", dry.file, start, offset, dry.length_frames, auto_edges=False)
    session.document.perform(add_clip(REFERENCE, clip))
    session.document.perform(channels.set_strip(REFERENCE, strip))
    job = session.renders.freeze(REFERENCE)
    until = time.monotonic() + 120
    while not job.finished and time.monotonic() < until:
        session.poll()
        time.sleep(0.01)  # a process of its own works
    frozen = rig.track(REFERENCE).frozen
    assert frozen is not None, job.sentence
    audio, _ = soundfile.read(rig.folder / frozen.file, dtype="float32")
    first = dry.timeline_start_frame - frozen.timeline_start_frame
    expected = audio[first : first + dry.length_frames]
    assert np.abs(expected).max() > 0.01
    tolerance = 0.0 if session.document.song.take_format == "32f" else 2.0**-23
    assert np.abs(printed - expected).max() <= tolerance


def test_every_round_of_a_loop_is_printed_and_all_in_one_step(rig: Rig) -> None:
    session = rig.session
    session.document.perform(channels.set_parameter(VOX, "polarity", True))
    session.document.perform(print_strip(VOX))
    rig.record(np.concatenate([impulse(100), impulse(200), impulse(300)]), rounds=3)
    rig.finish_printing()
    names = [take.name for take in rig.track().takes]
    assert names == ["Vox 1", "Vox 1 printed", "Vox 2", "Vox 2 printed", "Vox 3", "Vox 3 printed"]
    assert np.array_equal(rig.heard(), -impulse(300)), "the last round plays"
    assert session.document.undo_label == "Print takes"
    session.document.undo()
    assert [take.name for take in rig.track().takes] == names[::2]


def test_what_died_before_it_was_printed_plays_dry_and_is_offered(rig: Rig, tmp_path: Path) -> None:
    rig.session.document.perform(channels.set_parameter(VOX, "polarity", True))
    rig.session.document.perform(print_strip(VOX))
    rig.record(impulse(500))
    rig.session.document.opened.finish_autosave()
    later = Rig(tmp_path / "later")
    shutil.copytree(rig.folder, later.folder)  # what lies on the disk at a kill
    later.session.open_song(later.folder)
    try:
        later.session.document.autosave.accept()
        assert later.heard()[500] == 0.5
        offers = [notice for notice in later.session.board.notices if notice.action_label == "Print now"]
        assert len(offers) == 1 and offers[0].action is not None and "plays dry" in offers[0].sentence
        offers[0].action()
        later.finish_printing()
        assert np.array_equal(later.heard(), -impulse(500))
        later.session.document.save()
    finally:
        later.session.close()


def test_a_print_that_fails_leaves_the_dry_take_and_says_how_to_go_on(rig: Rig) -> None:
    rig.session.document.perform(channels.set_parameter(VOX, "polarity", True))
    rig.session.document.perform(print_strip(VOX))
    rig.record(impulse(500))
    (rig.folder / rig.track().takes[0].file).unlink()
    rig.session.print_queue.cancel()
    rig.session.print_queue.print_unprinted()
    rig.finish_printing()
    told = rig.session.board.notices[-1]
    assert "is missing" in told.sentence and "dry" in told.sentence and told.action_label == "Print again"


def test_a_take_discarded_while_it_is_printed_stays_discarded_and_nothing_is_said(rig: Rig) -> None:
    rig.session.document.perform(channels.set_parameter(VOX, "polarity", True))
    rig.session.document.perform(print_strip(VOX))
    rig.record(impulse(500))
    assert rig.session.print_queue.busy
    rig.session.document.undo()
    told = len(rig.session.board.notices)
    rig.finish_printing()
    assert rig.track().takes == () and rig.track().clips == ()
    assert rig.session.board.notices[told:] == []
    rig.session.document.redo()
    rig.session.poll()
    assert len(rig.track().takes) == 2, "who wants the take back gets it printed"


def test_verbs_are_refused_where_they_mean_nothing(rig: Rig) -> None:
    rig.record(impulse(9))
    take = rig.track().takes[0]
    with pytest.raises(Refused, match="keeps its takes dry"):
        rig.session.print_queue.print_take(VOX, take.id)
    rig.session.document.perform(channels.set_parameter(VOX, "polarity", True))
    rig.session.document.perform(print_strip(VOX))
    rig.session.recorder.record(start_frame=0)
    rig.session.poll()
    with pytest.raises(EditRefused, match="Stop before you change what it prints"):
        rig.session.document.perform(stop_printing(VOX))
    rig.engine.finish_pass()
    rig.session.print_queue.cancel()


def test_a_print_takes_no_redo_away(rig: Rig) -> None:
    rig.session.document.perform(channels.set_parameter(VOX, "polarity", True))
    rig.session.document.perform(print_strip(VOX))
    rig.record(impulse(100))
    rig.session.document.perform(tracks.rename_track(VOX, "Lead"))
    rig.session.document.undo()
    until = time.monotonic() + 120
    while not rig.session.print_queue._running or not rig.session.print_queue._running[0].job.finished:
        rig.session.poll()
        assert time.monotonic() < until
        time.sleep(0.01)
    rig.session.poll()
    assert len(rig.track().takes) == 1 and rig.session.document.opened.history.redo_label is not None
    rig.session.document.redo()
    rig.finish_printing()
    assert rig.track().name == "Lead" and len(rig.track().takes) == 2


def test_a_print_over_full_scale_is_not_clipped(rig: Rig) -> None:
    rig.session.document.perform(channels.set_parameter(VOX, "trim_db", 12.0))
    rig.session.document.perform(print_strip(VOX))
    rig.record(impulse(100))
    rig.finish_printing()
    assert rig.heard()[100] == pytest.approx(0.5 * 10 ** (12 / 20), rel=1e-4)
