"""What is heard in a recording. Hazards: a wrong tempo, key or chord that is called sure; bars that begin on the wrong beat;
something heard in noise. The songs are made from their answers (tests/helpers/played.py and the demo's score)."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soxr

from app.analysis.mono import ANALYSIS_HZ
from app.problems import EditRefused
from app.song.hearing import Hearing, HearingTask, listen, sureness
from app.song.proposals import proposals
from app.text.chords import parse_chord
from app.text.keys import parse_key
from resources.demo import score
from resources.demo.synth import parts
from tests.helpers.engine import write_wav
from tests.helpers.played import Played, played
from tests.helpers.songs import song_with

SONGS, BARS = 20, 8
GRID_S = 0.05


@dataclass(frozen=True)
class Case:
    song: Played
    heard: Hearing


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    songs = [played(seed, BARS) for seed in range(SONGS)]
    return [Case(song, listen(song.samples)) for song in songs]


@pytest.fixture(scope="module")
def demo() -> Hearing:
    mix = sum(part.reshape(len(part), -1).mean(axis=1) for part in parts(ANALYSIS_HZ // 2).values())
    return listen(soxr.resample(mix / np.abs(mix).max(), 1, 2).astype(np.float32))


def right_share(case: Case) -> float:
    """Of the time between the first bar and the end: where root and third are those that were played."""
    right, times = 0, np.arange(case.song.first_bar_s, case.song.chords[-1][0], GRID_S)
    for time in times:
        _, root, kind = [chord for chord in case.song.chords if chord[0] <= time][-1]
        name = next((chord.name for chord in case.heard.chords if chord.start_s <= time < chord.end_s), "")
        parsed = parse_chord(name)
        right += parsed is not None and parsed.root.pitch % 12 == root and name.endswith("m") == (kind == "m")
    return right / len(times)


def is_key(heard: Hearing, tonic: int, minor: bool) -> bool:
    key = parse_key(heard.key)
    return key is not None and key.tonic.pitch % 12 == tonic and key.minor == minor


def test_tempo_within_one_percent_or_half_or_double(cases: list[Case]) -> None:
    near = [
        any(abs(tempo / case.song.bpm - 1) < 0.01 for tempo in
            (case.heard.bpm, case.heard.half_bpm, case.heard.double_bpm) if tempo is not None)
        for case in cases
    ]  # fmt: skip
    assert sum(near) >= 18, near
    exact = [case.heard.bpm is not None and abs(case.heard.bpm / case.song.bpm - 1) < 0.01 for case in cases]
    assert sum(exact) >= 16, exact


def test_bars_begin_where_they_do_wherever_that_is_called_sure(cases: list[Case]) -> None:
    right = 0
    for case in cases:
        bar_s = case.song.beats * 60 / case.song.bpm
        off = (case.heard.first_bar_s - case.song.first_bar_s + bar_s / 2) % bar_s - bar_s / 2
        is_right = case.heard.beats_a_bar == case.song.beats and abs(off) < 0.1
        right += is_right
        at_half_tempo = case.heard.bpm is not None and case.heard.bpm < 0.6 * case.song.bpm
        assert is_right or at_half_tempo or sureness(case.heard.bars_sure) != "sure", case.song.bpm
    assert right >= 16


def test_key_and_chords(cases: list[Case]) -> None:
    keys = [is_key(case.heard, case.song.tonic, case.song.minor) for case in cases]
    assert sum(keys) >= 18, keys
    shares = {case.song.instrument: [] for case in cases}
    for case in cases:
        shares[case.song.instrument].append(right_share(case))
    for instrument, found in shares.items():
        assert min(found) >= 0.85, (instrument, found)


def test_the_demo(demo: Hearing) -> None:
    assert demo.bpm == pytest.approx(score.TEMPO_BPM, rel=0.01) and demo.key == "D" and demo.beats_a_bar == 4
    assert abs(demo.first_bar_s) < 0.1
    wanted = [name.split("/")[0] for name in score.PROGRESSION]
    sounding, heard = "", []
    for bar in demo.bars[: score.BARS]:
        sounding = bar.split()[0] if bar else sounding
        heard.append(sounding.removesuffix("7"))
    assert sum(a == b for a, b in zip(wanted, heard, strict=False)) >= 0.85 * score.BARS


def test_where_there_is_nothing_to_hear_it_is_not_sure() -> None:
    random = np.random.default_rng(1)
    time = np.arange(15 * ANALYSIS_HZ) / ANALYSIS_HZ
    hits = np.zeros(len(time))
    for at in random.uniform(0, 14, 25):
        first = int(at * ANALYSIS_HZ)
        hits[first : first + 2000] += random.standard_normal(2000) * np.exp(-np.arange(2000) / 400)
    for name, sound in {
        "noise": 0.1 * random.standard_normal(len(time)),
        "hits at random": hits,
        "one tone": 0.3 * np.sin(2 * np.pi * 220 * time),
    }.items():
        heard = listen(sound.astype(np.float32))
        assert sureness(heard.tempo_sure) == sureness(heard.bars_sure) == "not sure", (name, heard.tempo_sure)
        assert sureness(heard.key_sure) != "sure" and sureness(heard.chords_sure) == "not sure", name
        assert all(sureness(chord.sure) == "not sure" for chord in heard.chords if chord.name), name


def test_no_chord_is_surer_than_the_bars_it_was_heard_in(cases: list[Case]) -> None:
    for case in cases:
        bars_sure = case.heard.bars_sure
        assert case.heard.chords_sure <= bars_sure
        assert all(chord.sure <= bars_sure + 0.005 for chord in case.heard.chords if chord.name), "of two digits"


@pytest.mark.parametrize("seconds", [0.02, 0.4, 1.5])
def test_a_short_sound_is_no_song(seconds: float) -> None:
    heard = listen(np.full(int(seconds * ANALYSIS_HZ), 0.1, np.float32))
    assert heard.bpm is None and sureness(heard.tempo_sure) == "not sure" and heard.chords[-1].end_s == heard.seconds


def test_each_value_is_taken_over_by_itself_and_none_silently(cases: list[Case]) -> None:
    song = song_with("Vox")
    heard = cases[3].heard
    found = {proposal.id: proposal for proposal in proposals(heard)}
    assert {"tempo", "meter", "key", "chords"} <= found.keys()
    edits = {name: proposal.edit for name, proposal in found.items() if proposal.edit is not None}
    assert edits["tempo"].apply(song).tempo_bpm == round(heard.bpm or 0, 1)
    assert edits["key"].apply(song).lyrics.key == heard.key
    assert edits["chords"].apply(song).lyrics.chords[0].bars[:2] == heard.bars[:2]
    for name, edit in edits.items():
        changed = edit.apply(song)
        assert {"tempo", "half-tempo", "double-tempo"} & {name} or changed.tempo_bpm == song.tempo_bpm
        assert name == "meter" or changed.meter == song.meter


def test_silence_and_what_is_no_audio_is_one_sentence(tmp_path: Path) -> None:
    silent = write_wav(tmp_path / "silent.wav", np.zeros((48000, 1), np.float32))
    (tmp_path / "notes.txt").write_text("Am F C G")
    for file, sentence in ((silent, "nothing to hear in silent.wav"), (tmp_path / "notes.txt", "notes.txt cannot be")):
        with pytest.raises(Exception, match=sentence) as refused:
            HearingTask(file).run()
        assert not isinstance(refused.value, EditRefused) and str(refused.value).endswith(".")
