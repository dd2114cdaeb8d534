"""Processing of clips. Hazards: a second processing of what was processed; an edit of a clip that changed meanwhile; files
left behind by a cancel, a full disk, or a window that was killed."""

import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.documents.notices import NoticeBoard
from app.edits import clips as clip_edits
from app.edits.clip_source import source_of
from app.edits.edit import Edit
from app.edits.follow_tempo import WantedStretch
from app.model.clip import Clip, Processing
from app.model.ids import ClipId, TrackId
from app.model.invariants import check
from app.problems import EditRefused, Refused
from app.renders import clip_processing
from app.renders.clip_processing import ClipProcessing, TempoFollowing, Wanted, process_clips, wanted_now
from app.song.document import Document
from app.song.open_song import OpenSong
from audio_engine import stretch
from audio_engine.stretch import StretchProblem, StretchRequest, make_file
from tests.helpers.songs import song_with
from tests.helpers.trims import trim_clip

RATE = 48000
VOX, CLIP = TrackId("Vox"), ClipId("clip")
START, FIRST, LENGTH = 5 * RATE, 3 * RATE, 2 * RATE  # on the timeline, in the file
LONG = 10 * RATE


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    found = Document(NoticeBoard(), lambda _: None)
    opened = OpenSong.new(tmp_path / "Song", "Song", RATE, "test")
    noise = np.random.default_rng(4).standard_normal((LONG, 2)).astype(np.float32) * 0.1
    soundfile.write(opened.folder.audio / "Vox-1.wav", noise, RATE, subtype="FLOAT")
    clip = Clip(CLIP, "Vox", "audio/Vox-1.wav", START, FIRST, LENGTH, fade_in_frames=RATE)
    song = song_with("Vox")
    song = replace(song, name="Song", tracks=(replace(song.tracks[0], channels=2, clips=(clip,)),))
    opened.history.perform(Edit("Make", lambda _: song))
    found.begin(opened)
    yield found
    found.let_go()


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stretcher without its process, and reversal in place of stretching: the bits are known."""

    def render(request: StretchRequest, cancelled: Callable[[], bool]) -> None:
        cancelled()
        make_file(request)

    monkeypatch.setattr(clip_processing, "render", render)


def samples_of(document: Document, file: str) -> np.ndarray:
    return soundfile.read(document.opened.folder.path / file, dtype="float32", always_2d=True)[0]


def clip_of(document: Document) -> Clip:
    (clip,) = document.song.tracks[0].clips
    return clip


def processed(document: Document, *wanted: Wanted, label: str = "Process clip") -> Clip:
    edit = ClipProcessing(document.opened, wanted, label).run()
    assert edit is not None
    document.perform(edit)
    assert check(document.song) == []
    return document.song.tracks[0].clips[0]


def audible(document: Document, clip: Clip) -> np.ndarray:
    return samples_of(document, clip.file)[clip.file_start_frame : clip.file_start_frame + clip.length_frames]


def files_in(document: Document) -> list[str]:
    folder = document.opened.folder
    return sorted(path.name for place in (folder.audio, folder.peaks) for path in place.iterdir())


def test_a_reversed_clip_plays_its_part_backwards_with_handles_on_both_sides(document: Document) -> None:
    before, original = audible(document, clip_of(document)), samples_of(document, "audio/Vox-1.wav")
    clip = processed(document, Wanted(CLIP, reversed=True))
    assert np.array_equal(audible(document, clip), before[::-1])
    assert clip.file == "audio/Vox-1 (reversed).wav" and (clip.timeline_start_frame, clip.length_frames) == (
        START,
        LENGTH,
    )
    assert clip.processing == Processing("audio/Vox-1.wav", FIRST - 2 * RATE, LENGTH + 4 * RATE, reversed=True)
    assert np.array_equal(samples_of(document, clip.file), original[FIRST - 2 * RATE : FIRST + LENGTH + 2 * RATE][::-1])
    assert (document.opened.folder.peaks / "Vox-1 (reversed).wav.peaks").is_file()
    assert clip.fade_in_frames == RATE, "a fade stays at its end"
    document.undo()
    assert clip_of(document).file == "audio/Vox-1.wav"


def test_what_is_processed_again_is_made_from_the_original(document: Document) -> None:
    before = audible(document, clip_of(document))
    first = processed(document, Wanted(CLIP, reversed=True))
    again = processed(document, replace(wanted_now(first), stretch=0.5))
    assert again.processing is not None and again.processing.file == "audio/Vox-1.wav"
    assert (again.processing.reversed, again.processing.stretch) == (True, 0.5)
    assert again.length_frames == LENGTH // 2 and again.file == "audio/Vox-1 (50 %, reversed).wav"
    back = processed(document, Wanted(CLIP))
    assert back.processing is None and back.file == "audio/Vox-1.wav"
    assert np.array_equal(audible(document, back), before), "the original again, to the bit"


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("factor", [0.8, 1.25])
def test_a_processed_clip_that_was_trimmed_knows_its_part_of_the_original(
    document: Document, factor: float, turned: bool
) -> None:
    clip = processed(document, Wanted(CLIP, reversed=turned, stretch=factor))
    assert clip.length_frames == round(LENGTH * factor)
    assert abs(source_of(clip).file_start_frame - FIRST) <= 1 and source_of(clip).length_frames == LENGTH
    cut = round(RATE / 2 * factor)
    document.perform(trim_clip(CLIP, clip.timeline_start_frame + cut, clip.timeline_end_frame))
    part = source_of(clip_of(document))
    assert abs(part.file_start_frame - (FIRST if turned else FIRST + RATE // 2)) <= 1
    assert abs(part.length_frames - (LENGTH - RATE // 2)) <= 1


def test_handles_end_with_the_file_and_a_clip_that_exceeds_it_stays_as_long(document: Document) -> None:
    document.perform(trim_clip(CLIP, START - FIRST, START - FIRST + LONG + RATE))
    clip = processed(document, Wanted(CLIP, reversed=True))
    assert clip.processing is not None
    assert (clip.processing.file_start_frame, clip.processing.length_frames) == (0, LONG + RATE)
    assert not audible(document, clip)[:RATE].any(), "the silence comes first now"
    assert np.array_equal(audible(document, clip)[RATE:], samples_of(document, "audio/Vox-1.wav")[::-1])


def test_halves_of_one_take_share_a_file(document: Document) -> None:
    document.perform(clip_edits.split_clip(CLIP, START + RATE))
    halves = [clip.id for clip in document.song.tracks[0].clips]
    edit = ClipProcessing(document.opened, [Wanted(half, stretch=2.0) for half in halves], "Stretch clips").run()
    assert edit is not None
    document.perform(edit)
    first, second = document.song.tracks[0].clips
    assert first.file == second.file and second.file_start_frame == first.file_start_frame + 2 * RATE
    assert check(document.song) == []


def test_what_is_wanted_already_needs_no_file_and_no_step(document: Document) -> None:
    assert ClipProcessing(document.opened, [Wanted(CLIP)], "Nothing").run() is None
    assert files_in(document) == ["Vox-1.wav"]


def test_what_cannot_be_is_refused_before_anything_is_made(document: Document) -> None:
    for wanted, sentence in (
        (Wanted(CLIP, stretch=4.5), "25% at least and 400% at most"),
        (Wanted(CLIP, pitch_semitones=-25), "24 semitones"),
        (Wanted(ClipId("gone"), reversed=True), "no longer"),
    ):
        with pytest.raises(EditRefused, match=sentence):
            ClipProcessing(document.opened, [wanted], "x")
    (document.opened.folder.audio / "Vox-1.wav").unlink()
    with pytest.raises(Refused, match=r"its original audio/Vox-1.wav is missing"):
        ClipProcessing(document.opened, [Wanted(CLIP, reversed=True)], "x")


def test_a_problem_is_one_sentence_and_leaves_no_file(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def second_fails(request: StretchRequest, cancelled: Callable[[], bool]) -> None:
        if made:
            raise StretchProblem("No space left on device")
        make_file(request)
        made.append(request.target)

    monkeypatch.setattr(clip_processing, "render", second_fails)
    document.perform(clip_edits.split_clip(CLIP, START + RATE))
    first, second = (clip.id for clip in document.song.tracks[0].clips)
    task = ClipProcessing(document.opened, [Wanted(first, stretch=2), Wanted(second, stretch=3)], "Stretch clips")
    with pytest.raises(Refused, match="cannot process Vox: No space left on device"):
        task.run()
    assert made and files_in(document) == ["Vox-1.wav"]


class Main:
    """The main thread: what is delivered to it waits until `run`."""

    def __init__(self) -> None:
        self.calls: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self.problems: list[Exception] = []

    def run(self) -> None:
        self.calls.get(timeout=30)()


def test_one_edit_is_performed_on_the_main_thread(document: Document) -> None:
    main = Main()
    task = process_clips(document, [Wanted(CLIP, reversed=True)], "Reverse clip", main.problems.append, main.calls.put)
    assert clip_of(document).processing is None
    main.run()
    assert clip_of(document).processing is not None and document.undo_label == "Reverse clip"
    assert task.progress == 1.0 and main.problems == []


def test_a_clip_that_was_changed_meanwhile_stays_and_the_file_goes(document: Document) -> None:
    main = Main()
    process_clips(document, [Wanted(CLIP, reversed=True)], "Reverse clip", main.problems.append, main.calls.put)
    document.perform(trim_clip(CLIP, START + 10, START + LENGTH))
    main.run()
    assert [str(problem) for problem in main.problems] == ["Vox was changed while it was processed. Do it again."]
    assert clip_of(document).processing is None and files_in(document) == ["Vox-1.wav"]


def test_a_clip_that_was_moved_meanwhile_is_processed_where_it_is(document: Document) -> None:
    main = Main()
    process_clips(document, [Wanted(CLIP, reversed=True)], "Reverse clip", main.problems.append, main.calls.put)
    document.perform(clip_edits.move_clips([CLIP], RATE))
    main.run()
    assert clip_of(document).timeline_start_frame == START + RATE and clip_of(document).processing is not None


def test_a_cancel_after_the_work_still_leaves_nothing(document: Document) -> None:
    main = Main()
    task = process_clips(document, [Wanted(CLIP, reversed=True)], "Reverse clip", main.problems.append, main.calls.put)
    call = main.calls.get(timeout=30)
    task.cancel()
    call()
    assert clip_of(document).processing is None and files_in(document) == ["Vox-1.wav"] and main.problems == []


def asked(stretch: float) -> list[WantedStretch]:
    source = Processing("audio/Vox-1.wav", FIRST, LENGTH, stretch=stretch)
    return [WantedStretch(CLIP, START, round(LENGTH * stretch), source)]


def test_a_newer_tempo_cancels_the_older_one_and_goes_on_from_it(document: Document) -> None:
    main = Main()
    following = TempoFollowing(document, main.problems.append, main.calls.put)
    older = following.follow(asked(1.25))
    following.follow(asked(0.64))  # of a clip that should be a quarter longer by now
    assert older.cancelled
    main.run()
    main.run()
    made = clip_of(document).processing
    assert made is not None and made.stretch == 0.8 and document.undo_label == "Follow the tempo"
    assert files_in(document) == ["Vox-1 (80 %).wav", "Vox-1 (80 %).wav.peaks", "Vox-1.wav"]
    document.undo()
    assert clip_of(document).processing is None, "one step"


def test_a_tempo_that_goes_back_at_once_leaves_the_clip_alone(document: Document) -> None:
    main = Main()
    following = TempoFollowing(document, main.problems.append, main.calls.put)
    following.follow(asked(0.7))
    following.follow(asked(1 / 0.7))
    main.run()
    main.run()
    assert clip_of(document).processing is None and files_in(document) == ["Vox-1.wav"] and main.problems == []


# --- with the stretcher's process


def test_a_cancel_ends_the_process_and_leaves_nothing(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clip_processing, "render", stretch.render)
    task = ClipProcessing(document.opened, [Wanted(CLIP, stretch=3.9)], "Stretch clip")
    task.cancel()
    assert task.run() is None and files_in(document) == ["Vox-1.wav"]


KILLED = """
import sys
from pathlib import Path
from audio_engine.stretch import StretchRequest, render
source, target = sys.argv[1:]
def look():
    print("running", flush=True)
    return False
render(StretchRequest(source, 0, 480000, 1800000, 3.0, False, target), look)
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc, to find the stretcher's process")
def test_a_killed_window_takes_the_stretcher_along_and_leaves_nothing(document: Document) -> None:
    folder, target = document.opened.folder, document.opened.folder.audio / "made.wav"
    window = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder.audio / "Vox-1.wav"), str(target)],
        stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert window.stdout is not None and window.stdout.readline() == b"running\n"
    (stretcher,) = Path(f"/proc/{window.pid}/task/{window.pid}/children").read_text().split()
    os.kill(window.pid, signal.SIGKILL)
    window.wait(10)
    window.stdout.close()
    until_s = time.monotonic() + 20
    while _runs(stretcher):
        assert time.monotonic() < until_s, "it goes on without its window"
    for left in (folder.audio / "made.wav.partial", folder.peaks / "made.wav.partial"):
        left.write_bytes(b"what a kill a little later would leave")
    document.save()
    path = folder.path
    document.let_go()
    OpenSong.existing(path, "test").close()
    assert sorted(p.name for p in (*folder.audio.iterdir(), *folder.peaks.iterdir())) == ["Vox-1.wav"]


def _runs(pid: str) -> bool:
    """Whether a process does anything; one whose parent never asks for its end stays a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
