"""The folder of ideas: listing, describing, throwing away and restoring them, and where new ones go.

Lives: window and command line; any thread that may wait.
"""

import contextlib
import os
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np

from app.ideas.idea import Idea, usual_name
from app.messages.ideas import idea_not_imported, ideas_folder_problem, no_such_idea
from app.model.ids import PassId, new_id
from app.model.ranges import LONGEST_NAME, LONGEST_TEXT
from app.problems import Refused, encodable
from app.storage.folder import safe_stem
from app.storage.whole_file import write_whole
from audio_engine.disk.importer import ImportProblem, Progress, import_file, inspect_audio
from audio_engine.disk.open_files import UNREADABLE, media_facts
from audio_engine.disk.peaks import Peaks, peak_path
from audio_engine.protocol import PassRequest, PassResult, TakeFile

HIGHEST_RATE_HZ = 192000
LOWEST_RATE_HZ = 8000
STILL_WRITTEN_S = 2.0  # a pass whose files changed since then is being recorded by somebody
MOST_BYTES = 1 << 16  # of the file that describes an idea


class IdeasFolder:
    """One folder; every method that changes something raises Refused with a sentence if the disk does not allow it.

    Attributes:
        path: The folder; it is made when the first idea comes.
        passes: Where the journals of recordings are.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.passes = path / "passes"
        self._audio, self._trash = path / "audio", path / "Trash"

    def all(self) -> list[Idea]:
        """Every idea, the newest first. A sound that nothing describes is an idea too."""
        try:
            found = [self._idea(file.stem) for file in self._audio.glob("*.wav")]
        except OSError as error:
            raise Refused(ideas_folder_problem(self.path, error)) from error
        return sorted((idea for idea in found if idea is not None), key=lambda idea: (idea.when, idea.id), reverse=True)

    def idea(self, idea_id: str) -> Idea:
        """The idea of this identity. Raises Refused if it is not there any more."""
        found = self._idea(idea_id) if self.audio_path(idea_id).is_file() else None
        if found is None:
            raise Refused(no_such_idea(idea_id))
        return found

    def audio_path(self, idea_id: str) -> Path:
        """Its WAV."""
        return self._audio / f"{idea_id}.wav"

    def half_speed_path(self, idea_id: str) -> Path:
        """Where it lies at half speed, once somebody wanted to hear that."""
        return self.path / "half speed" / f"{idea_id} at half speed.wav"

    def levels(self, idea_id: str, columns: int) -> list[float]:
        """The highest peaks of its sound, 0 to 1, from the beginning to the end; empty if nothing is known of them."""
        try:
            peaks = Peaks(peak_path(self.audio_path(idea_id))).levels[0]
        except (OSError, ValueError):
            return []
        highest = np.abs(peaks[:, :, :2]).max(axis=(1, 2))
        if not len(highest):
            return []
        firsts = np.unique(np.linspace(0, len(highest), columns, endpoint=False).astype(int))
        return [float(level) for level in np.minimum(np.maximum.reduceat(highest, firsts), 1.0)]

    def _text_path(self, idea_id: str) -> Path:
        return self.path / f"{idea_id}.json"

    def _idea(self, idea_id: str) -> Idea | None:
        path = self.audio_path(idea_id)
        try:
            with self._text_path(idea_id).open("rb") as file:
                idea = msgspec.json.decode(file.read(MOST_BYTES), type=Idea)
            return msgspec.structs.replace(idea, id=idea_id)
        except (OSError, ValueError, RecursionError):  # none, or damaged: the sound is what counts
            pass
        if any(idea_id == file.stem for file in self._in_passes()):
            return None  # it is being recorded, or waits for `recover`
        try:
            facts, changed = media_facts(path), datetime.fromtimestamp(path.stat().st_mtime).astimezone()
        except (OSError, *UNREADABLE):
            return None
        return Idea(
            id=idea_id, name=encodable(idea_id)[:LONGEST_NAME], recorded_at=changed.isoformat(timespec="seconds"),
            rate_hz=facts.rate_hz, channels=facts.channels, length_frames=facts.length_frames,
        )  # fmt: skip

    def _in_passes(self) -> list[Path]:
        """Sounds of passes that are not ideas yet."""
        return [Path(file.path) for request in self._waiting() for file in request.files]

    # changing

    def save(self, idea: Idea) -> None:
        """Describe an idea anew: name, rating, place, note."""
        text = msgspec.json.encode(msgspec.structs.replace(idea, id=""))
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            write_whole(self._text_path(idea.id), msgspec.json.format(text, indent=1) + b"\n")
        except OSError as error:
            raise Refused(ideas_folder_problem(self.path, error)) from error

    def throw_away(self, idea_id: str) -> None:
        """Move an idea into `Trash/`, where it stays until somebody empties that folder."""
        with contextlib.suppress(OSError):  # it can be made again
            self.half_speed_path(idea_id).unlink(missing_ok=True)
        self._move(self._all_paths(self.path, idea_id), self._all_paths(self._trash, idea_id))

    def restore(self, idea_id: str) -> None:
        """Bring an idea back out of `Trash/`."""
        self._move(self._all_paths(self._trash, idea_id), self._all_paths(self.path, idea_id))

    def _all_paths(self, folder: Path, idea_id: str) -> tuple[Path, Path, Path]:
        audio = folder / "audio" / f"{idea_id}.wav"
        return audio, folder / f"{idea_id}.json", peak_path(audio)

    def _move(self, sources: tuple[Path, ...], targets: tuple[Path, ...]) -> None:
        try:
            for source, target in zip(sources, targets, strict=True):
                target.parent.mkdir(parents=True, exist_ok=True)
                with contextlib.suppress(FileNotFoundError):
                    os.replace(source, target)
        except OSError as error:
            raise Refused(ideas_folder_problem(self.path, error)) from error

    def _new_id(self, when: datetime, place: str) -> str:
        stem = safe_stem(" ".join(part for part in (f"{when:%Y-%m-%d %H.%M.%S}", place) if part))
        number, idea_id = 1, stem
        while any(path.exists() for folder in (self.path, self._trash) for path in self._all_paths(folder, idea_id)):
            number += 1
            idea_id = f"{stem}-{number}"
        return idea_id

    # new ones

    def new_pass(self, inputs: tuple[int, ...], when: datetime, place: str, name: str = "") -> PassRequest:
        """What the engine is asked to record.

        Args:
            inputs: One or two device inputs, from 1.
            when: Now, with its offset.
            place: Where that is.
            name: Of the idea; empty: by when and where.
        """
        pass_id = PassId(new_id())
        try:
            self._make_folders()
            idea_id = self._new_id(when, place)
        except OSError as error:
            raise Refused(ideas_folder_problem(self.path, error)) from error
        file = TakeFile(
            key=idea_id,
            name=name or usual_name(when, place),
            path=str(self.audio_path(idea_id)),
            inputs=tuple(number - 1 for number in inputs),
        )
        journal = str(self.passes / f"{pass_id}.jsonl")
        return PassRequest(
            pass_id=pass_id, song_folder=str(self.path), journal=journal, start_frame=0, rolls=False, files=(file,)
        )

    def _make_folders(self) -> None:
        for folder in (self._audio, self.passes, self.path / "peaks"):
            folder.mkdir(parents=True, exist_ok=True)

    def owns(self, journal: str) -> bool:
        """Whether a pass was recorded into this folder."""
        return Path(journal).parent.resolve() == self.passes.resolve()

    def take_in(self, result: PassResult, place: str = "") -> Idea | None:
        """Make an idea of a finished pass; None if it holds no sound."""
        made = None
        for file in result.files:
            if file.length_frames > 0:
                idea_id = Path(file.path).stem
                started = datetime.fromisoformat(result.started_at).astimezone()
                made = Idea(
                    id=idea_id, name=file.name, recorded_at=started.isoformat(timespec="seconds"), place=place,
                    rate_hz=result.rate_hz, channels=file.channels, length_frames=file.length_frames,
                )  # fmt: skip
                self.save(made)
        with contextlib.suppress(OSError):  # it would be taken in once more, as it is
            Path(result.journal).with_suffix(".done").touch()
        return made

    def _waiting(self) -> list[PassRequest]:
        return self._requests(self._unclaimed())

    @staticmethod
    def _requests(journals: Iterable[Path]) -> list[PassRequest]:
        from audio_engine.disk.journal import Pass, read_lines

        found: list[PassRequest] = []
        for journal in journals:
            with contextlib.suppress(OSError):
                found += [line.request for line in read_lines(journal) if isinstance(line, Pass)]
        return found

    def _unclaimed(self) -> list[Path]:
        if not self.passes.is_dir():
            return []
        return sorted(path for path in self.passes.glob("*.jsonl") if not path.with_suffix(".done").exists())

    def recording(self) -> list[PassRequest]:
        """What any program records into this folder now."""
        return self._requests(journal for journal in self._unclaimed() if self._is_written(journal))

    def recover(self, running: str = "") -> list[Idea]:
        """Make ideas of what a crash left; not of the pass of this identity, and of none that is still written.

        Returns:
            The ideas that came back.
        """
        from audio_engine.disk.recovery import JournalProblem, read_back

        made = []
        for journal in self._unclaimed():
            if journal.stem == running or self._is_written(journal):
                continue
            try:
                idea = self.take_in(read_back(journal))
            except (JournalProblem, OSError, ValueError):
                continue  # its sound is listed as it is
            if idea is not None:
                made.append(idea)
        return made

    def _is_written(self, journal: Path) -> bool:
        from audio_engine.disk.journal import Finished, Pass, read_lines

        try:
            lines = read_lines(journal)
            if any(isinstance(line, Finished) for line in lines):
                return False
            files = [Path(f.path) for line in lines if isinstance(line, Pass) for f in line.request.files]
            newest = max(path.stat().st_mtime for path in (journal, *(f for f in files if f.exists())))
        except OSError:
            return False
        return time.time() - newest < STILL_WRITTEN_S

    def add_file(self, source: Path, place: str = "", progress: Progress | None = None) -> tuple[Idea, tuple[str, ...]]:
        """Copy a phone memo or any other audio file into the folder.

        Args:
            source: The file; its date is when the idea was recorded.
            place: Where that was, if it is known.
            progress: Called with 0 to 1; returning False cancels.

        Returns:
            The idea, and sentences about what was damaged or repaired.
        """
        try:
            found = inspect_audio(source)
            when = datetime.fromtimestamp(source.stat().st_mtime).astimezone()
            self._make_folders()
            idea_id = self._new_id(when, source.stem)
            rate_hz = min(max(found.rate_hz, LOWEST_RATE_HZ), HIGHEST_RATE_HZ)
            made = import_file(source, [self.audio_path(idea_id)], rate_hz, progress)
        except ImportProblem as problem:
            raise Refused(str(problem)) from problem
        except OSError as error:
            raise Refused(idea_not_imported(encodable(source.name), error)) from error
        name = encodable(source.stem).strip()[:LONGEST_NAME] or usual_name(when, place)
        idea = Idea(
            id=idea_id, name=name, recorded_at=when.isoformat(timespec="seconds"), place=place, rate_hz=rate_hz,
            channels=made.files[0].channels, length_frames=made.files[0].length_frames,
            source=encodable(source.name)[:LONGEST_TEXT],
        )  # fmt: skip
        self.save(idea)
        return idea, made.notes
