"""Hazards: what people drop by mistake, or find on old disks, costs the song something, leaves files behind, hangs, or is
answered by silence or by a dozen notices."""

import os
import subprocess
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from app.song.open_song import OpenSong
from audio_engine.disk import new_media
from tests.helpers.odd_files import chunk, encoded, fmt, riff, run
from tests.ui.conftest import WindowDriver
from ui.dialogs.importing import ImportDialog
from ui.dialogs.song_lock import LockDialog
from ui.dialogs.songs import SongsDialog

SECOND = np.zeros((48000, 1), np.float32)


@dataclass(frozen=True)
class Case:
    """`said`: a part of the one sentence; empty where it comes in without a word. `makes`: how many tracks come in."""

    make: Callable[[Path], Path]
    said: str = ""
    makes: int = 0


def file(name: str, content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def sound(name: str, samples: "np.ndarray" = SECOND, rate_hz: int = 48000) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        soundfile.write(path, samples, rate_hz, "FLOAT", format="WAV")
        return path

    return make


def folder_of(name: str, **files: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        made = folder / name
        made.mkdir()
        for file_name, content in files.items():
            (made / file_name.replace("__", ".")).write_bytes(content)
        return made

    return make


def sparse(folder: Path) -> Path:
    """3 GB of silence that takes no room: cancelled as soon as it is read."""
    path = folder / "long.wav"
    size = 3 << 30
    with path.open("wb") as opened:
        opened.write(riff(fmt(3, 32, channels=1), chunk(b"data", b"", size), size=size + 36))
        opened.truncate(size + 44)
    return path


def no_text(folder: Path) -> Path:
    """A name of bytes that are no UTF-8."""
    return sound("a.wav")(folder).rename(folder / "\udcff\udcfe.wav")


def no_permission(folder: Path) -> Path:
    path = sound("mine.wav")(folder)
    path.chmod(0)
    return path


def fifo(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.wav")
    return folder / "pipe.wav"


def loop(folder: Path) -> Path:
    (folder / "loop.wav").symlink_to(folder / "loop.wav")
    return folder / "loop.wav"


def broken_link(folder: Path) -> Path:
    (folder / "link.wav").symlink_to(folder / "gone.wav")
    return folder / "link.wav"


def too_long(folder: Path) -> Path:
    return folder / "/".join(["x" * 200] * 25) / "a.wav"


def archive(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "stems.zip", "w") as made:
        made.writestr("a.wav", b"RIFF")
    return folder / "stems.zip"


def damaged_flac(folder: Path) -> Path:
    random = np.random.default_rng(1).normal(0, 0.1, (48000, 1))
    soundfile.write(folder / "x.flac", random, 48000)
    data = bytearray((folder / "x.flac").read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3000] = b"\xaa" * 3000
    (folder / "x.flac").write_bytes(data)
    return folder / "x.flac"


def mp3_with_picture(folder: Path) -> Path:
    run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine", "-f", "lavfi", "-i", "color=s=64x64", "-t", "1", "-frames:v", "1",
        "-c:a", "libmp3lame", "-c:v", "mjpeg", "-disposition:v", "attached_pic", folder / "song.mp3")  # fmt: skip
    return folder / "song.mp3"


def video(name: str, *, with_sound: bool) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        tone = ["-f", "lavfi", "-i", "sine", "-c:a", "aac"] if with_sound else []
        run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=s=64x64", *tone, "-t", "1", folder / name)
        return folder / name

    return make


def protected(folder: Path) -> Path:
    """The sample entry of a shop's file that only its own player can read."""
    path = encoded("bought.m4a")(folder)
    data = path.read_bytes().replace(b"mp4a\0\0\0\0\0\0\0\1", b"drms\0\0\0\0\0\0\0\1")
    path.write_bytes(data)
    return path


def song(name: str = "Other") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        made = OpenSong.new(folder / name, name, 48000, "test")
        made.close()
        return made.folder.path

    return make


def newer(folder: Path) -> Path:
    made = song()(folder)
    text = (made / "song.json").read_text()
    at = text.index('"schema_version":') + len('"schema_version":')
    (made / "song.json").write_text(text[:at] + "9" + text[at:].lstrip("0123456789 ").join(["99", ""])[2:])
    return made


def song_inside(folder: Path) -> Path:
    outer = song("Outer")(folder)
    song("Inner")(outer)
    return outer


def damaged(folder: Path) -> Path:
    made = song()(folder)
    (made / "song.json").write_text('{"program": "worktape", "schema')
    return made


def elsewhere(folder: Path) -> Path:
    """Open in another program: the lock is held by this very process."""
    made = OpenSong.new(folder / "Theirs", "Theirs", 48000, "another program")
    _held.append(made)
    return made.folder.path


_held: list[OpenSong] = []

CASES = {
    # files that are no audio
    "empty": Case(file("empty.wav", b""), "empty.wav is empty"),
    "text called wav": Case(file("a.wav", b"just words, no audio at all"), "a.wav is not audio"),
    "picture": Case(file("cover.jpg", b"\xff\xd8\xff\xe0" + bytes(100)), "cover.jpg is not audio"),
    "notes": Case(file("song.mid", b"MThd\0\0\0\6\0\0\0\1\0\x60MTrk\0\0\0\4\0\xff\x2f\0"), "holds notes and no sound"),
    "archive": Case(archive, "stems.zip is an archive. Unpack it"),
    "Ableton Live": Case(file("Set.als", b"\x1f\x8b" + bytes(40)), "a project of Ableton Live"),
    "REAPER": Case(file("Mix.rpp", b"<REAPER_PROJECT 0.1>"), "a project of REAPER"),
    "Audacity": Case(file("a.aup3", b"SQLite format 3\0"), "a project of Audacity"),
    "Logic": Case(folder_of("Blue.logicx", ProjectData=b"x"), "a project of Logic Pro"),
    "DRM": Case(protected, "bought.m4a is copy-protected"),
    "video without sound": Case(video("film.mp4", with_sound=False), "film.mp4"),
    # WAV that is odd
    "truncated header": Case(file("a.wav", riff(fmt())[:20]), "a.wav"),
    "cut off": Case(file("a.wav", riff(fmt(), chunk(b"data", bytes(4000)))[:2000]), "is cut off", 1),
    "no channels": Case(file("a.wav", riff(fmt(channels=0, align=4), chunk(b"data", bytes(400)))), "a.wav"),
    "65 channels": Case(sound("a.wav", np.zeros((480, 65), np.float32)), "at most 64"),
    "8 kHz": Case(sound("a.wav", SECOND[:8000], 8000), "", 1),
    "384 kHz": Case(sound("a.wav", SECOND, 384000), "", 1),
    "no numbers": Case(sound("a.wav", np.full((480, 1), np.nan, np.float32)), "are not numbers"),
    "one sample": Case(sound("a.wav", SECOND[:1]), "", 1),
    "3 GB": Case(sparse, "", 0),
    # other formats
    "damaged FLAC": Case(damaged_flac, "x.flac", 1),
    "MP3 with a picture": Case(mp3_with_picture, "", 1),
    "video with sound": Case(video("film.mp4", with_sound=True), "", 1),
    # names and places
    "a name with a line break": Case(sound("a\nb.wav"), "", 1),
    "emoji": Case(sound("\U0001f941 drums.wav"), "", 1),
    "255 bytes": Case(sound("x" * 251 + ".wav"), "", 1),
    "no text": Case(no_text, "", 1),
    "4096 characters": Case(too_long, "File name too long"),
    "not there": Case(lambda folder: folder / "gone.wav", "was not found"),
    "a link in a circle": Case(loop, "loop.wav"),
    "a link to nothing": Case(broken_link, "was not found"),
    "no permission": Case(no_permission, "Permission denied"),
    "a pipe": Case(fifo, "is a pipe or a device"),
    "a device": Case(lambda _folder: Path("/dev/zero"), "is a pipe or a device"),
    "an empty folder": Case(folder_of("nothing"), "nothing to import"),
    "a folder without audio": Case(folder_of("texts", a__txt=b"x", b__md=b"y"), "2 files in texts are not audio"),
    "a folder of hidden files": Case(folder_of("hidden", __DS_Store=b"x"), "nothing to import"),
    # songs
    "a song of a newer version": Case(newer, "comes from a newer Worktape"),
    "a damaged song": Case(damaged, "is damaged"),
    "a song in a song": Case(song_inside),
    "a folder called a song": Case(folder_of("Empty.worktape"), "it has no song.json"),
    "a song open elsewhere": Case(elsewhere, "is open in"),
    "a file of another program called song.json": Case(folder_of("x", song__json=b"{}"), "is not a Worktape song"),
}
TOOLS = {"MP3 with a picture", "video with sound", "video without sound", "DRM"}


def tree(folder: Path) -> set[str]:
    return {os.fsdecode(path.relative_to(folder)) for path in folder.rglob("*") if path.name != "lock"}


def sentences(driver: WindowDriver, told: list[str]) -> list[str]:
    """All that is said, on cards and in the dialog that is open."""
    dialog = driver.window.dialog
    if isinstance(dialog, SongsDialog):
        return [*told, dialog.problem.text()]
    return [*told, "is open in another program"] if isinstance(dialog, LockDialog) else told


@pytest.mark.parametrize("name", CASES)
def test_whatever_is_dropped_is_one_sentence_at_most_and_costs_nothing(
    name: str, driver: WindowDriver, qtbot: QtBot, tmp_path: Path
) -> None:
    case, place = CASES[name], tmp_path / "dropped"
    place.mkdir()
    if name in TOOLS:
        with suppress(FileNotFoundError, subprocess.CalledProcessError):
            path = case.make(place)
        if not any(place.iterdir()):
            pytest.skip("no ffmpeg")
    path = case.make(place) if name not in TOOLS else path
    if name == "no permission" and os.geteuid() == 0:
        pytest.skip("root may read everything")
    own = driver.session.document.opened.folder.path
    before, files, dropped, told = driver.song, tree(own), tree(place), list[str]()
    driver.window.bridge.noticed.connect(lambda notice: told.append(notice.sentence))
    driver.window.dialogs.receive([path], 0)
    if name == "3 GB":
        qtbot.waitUntil(lambda: driver.window.dialog.coming.progress > 0, timeout=20000)  # type: ignore[union-attr]
        driver.window.dialog.close_dialog()  # type: ignore[union-attr]
        qtbot.waitUntil(lambda: tree(own) == files, timeout=20000)
    qtbot.waitUntil(lambda: not isinstance(driver.window.dialog, ImportDialog), timeout=30000)
    said = sentences(driver, told)
    assert len(said) == (1 if case.said else 0) and case.said in "".join(said), said
    assert all("\n" not in sentence and sentence[-1] in ".?m" for sentence in said)
    assert tree(place) == dropped or name in ("a song in a song",), "nothing is left beside what was dropped"
    if name == "a song in a song":
        assert driver.song.name == "Outer"
    else:
        assert len(driver.song.tracks) == len(before.tracks) + case.makes
        if case.makes:
            driver.run("song.undo")
        assert driver.song == before, "one step at most"
        assert case.makes or tree(own) == files, "nothing is left in the song"
    while _held:
        _held.pop().close()


def test_a_read_only_folder_and_a_full_disk_refuse_an_import_with_one_sentence(
    driver: WindowDriver, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, told = sound("a.wav")(tmp_path), list[str]()
    driver.window.bridge.noticed.connect(lambda notice: told.append(notice.sentence))
    own = driver.session.document.opened.folder.path
    before, files = driver.song, tree(own)
    for number, said in ((28, "No space left on device"), (30, "Read-only file system")):

        def refuse(*_: object, number: int = number, said: str = said) -> None:
            raise OSError(number, said)

        with monkeypatch.context() as patch:
            patch.setattr(new_media.NewMedia, "write", refuse)
            driver.window.dialogs.receive([path], 0)
            qtbot.waitUntil(lambda: driver.window.dialog is None, timeout=20000)
        assert len(told) == 1 and said in told.pop() and driver.song == before and tree(own) == files


def test_the_others_come_in_beside_what_is_no_audio(driver: WindowDriver, qtbot: QtBot, tmp_path: Path) -> None:
    made, told = len(driver.song.tracks), list[str]()
    driver.window.bridge.noticed.connect(lambda notice: told.append(notice.sentence))
    names = ("empty", "text called wav", "Logic", "notes", "a pipe")
    paths = [sound("good.wav")(tmp_path)]
    for name in names:
        (tmp_path / name).mkdir()
        paths.append(CASES[name].make(tmp_path / name))
    driver.window.dialogs.receive(paths, 0)
    qtbot.waitUntil(lambda: driver.window.dialog is None, timeout=20000)
    assert len(driver.song.tracks) == made + 1 and len(told) == 1
