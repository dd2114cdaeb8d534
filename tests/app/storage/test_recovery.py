"""Hazards: a recording offered in which nothing was recorded, one in which something was that is not offered."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from app.edits.songs import fresh_song
from app.song.finished_passes import describe
from app.storage.clean_up import unused_media
from app.storage.folder import SongFolder
from app.storage.recovery import find_unclaimed_passes
from audio_engine.plan import ChannelPlan, MixPlan
from tests.helpers.engine import MASTER, RATE, blocks_of
from tests.helpers.recorder import Recorder, take_request

PUNCH = (20000, 40000)


def crashed_after(folder: Path, frames: int, count_in: int = 0) -> SongFolder:
    """A song's folder as a pass leaves it that dies so many frames after it began; the punch begins at PUNCH."""
    rig = Recorder(MixPlan(RATE, (ChannelPlan(0, 1, (0,), True),), (MASTER,)))
    punch_in, punch_out = PUNCH
    living, dead = folder / "living", folder / "dead"
    rig.record(take_request(living, count_in_frames=count_in, punch_in_frame=punch_in, punch_out_frame=punch_out))
    rig.hear(blocks_of(frames, 256))
    shutil.copytree(living, dead)  # what lies on the disk in that moment
    rig.writer.close_pass("The test is over.")
    return SongFolder(dead)


@pytest.mark.parametrize(("frames", "count_in"), [(10000, 0), (19000, 0), (10000, 48000)])
def test_a_pass_that_died_before_its_punch_is_not_offered_and_may_be_cleaned(
    tmp_path: Path, frames: int, count_in: int
) -> None:
    folder, song = crashed_after(tmp_path, frames, count_in), fresh_song("Song", RATE)
    assert unused_media(song, folder) == [], "nobody has looked yet"
    assert find_unclaimed_passes(folder, song) == ([], [])
    assert (folder.audio / "p1-0.wav").stat().st_size > 0, "nothing is deleted"
    assert folder.audio / "p1-0.wav" in unused_media(song, folder)


def test_one_that_died_inside_its_punch_is_offered_with_what_lies_there(tmp_path: Path) -> None:
    folder, song = crashed_after(tmp_path, 30000), fresh_song("Song", RATE)
    (found,), sentences = find_unclaimed_passes(folder, song)
    (round_,) = found.rounds
    assert sentences == [] and round_.timeline_start_frame == PUNCH[0]
    assert 0 < round_.length_frames <= 10000 and np.isclose(round_.length_frames, 10000, atol=2400)
    assert find_unclaimed_passes(folder, song)[0], "until it is in the song"


def test_a_pass_whose_audio_is_away_is_told_and_found_when_it_is_back(tmp_path: Path) -> None:
    """A backup that is restored in two steps, a drive that comes later."""
    folder, song = crashed_after(tmp_path, 30000), fresh_song("Song", RATE)
    file = folder.audio / "p1-0.wav"
    file.rename(tmp_path / "away.wav")
    found, (sentence,) = find_unclaimed_passes(folder, song)
    assert found == [] and "p1-0.wav" in sentence
    (tmp_path / "away.wav").rename(file)
    (again,), sentences = find_unclaimed_passes(folder, song)
    assert again.files[0].length_frames > 0 and sentences == []
    assert file not in unused_media(song, folder)


def test_a_take_whose_place_is_lost_is_offered_with_what_is_known_and_never_tidied(tmp_path: Path) -> None:
    """Once its pass was noted as empty without a word, and its files were offered to Tidy."""
    folder, song = crashed_after(tmp_path, 60000, count_in=9600), fresh_song("Song", RATE)
    (journal,) = folder.passes.glob("*.jsonl")
    kept = [line for line in journal.read_text().splitlines() if '"line":"pass"' in line]
    journal.write_text("\n".join(kept) + "\n")
    (found,), sentences = find_unclaimed_passes(folder, song)
    assert sentences == [] and "its journal damaged" in describe(found)
    assert found.rounds[0].timeline_start_frame == PUNCH[0]
    assert folder.audio / "p1-0.wav" not in unused_media(song, folder)
