"""Hazards: half of a command that changed the song, a table over a file that was there, a sum that nobody is told."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.edits import sections
from app.model.song import Song
from app.song.open_song import OpenSong
from app.storage.folder import SongFolder
from app.storage.song_store import read_song
from tests.helpers.engine import write_wav


class Write:
    """`worktape write SONG ...` on one song."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str) -> str:
        result = CliRunner().invoke(app, ["write", str(self.folder), *arguments])
        assert result.exit_code == 0, result.output
        return result.stdout

    def refused(self, *arguments: str) -> str:
        """The one sentence of a command that cannot be; it changes nothing."""
        before = (self.folder / "song.json").read_bytes()
        result = CliRunner().invoke(app, ["write", str(self.folder), *arguments])
        assert result.exit_code == 1, result.output
        assert (self.folder / "song.json").read_bytes() == before
        assert len(result.stderr.strip().splitlines()) == 1
        return result.stderr

    @property
    def song(self) -> Song:
        return read_song(SongFolder(self.folder))


@pytest.fixture
def write(tmp_path: Path) -> Write:
    folder = tmp_path / "Song.worktape"
    opened = OpenSong.new(folder, "Song", 48000, "test")
    for number, name in enumerate(("Verse", "Chorus", "Verse")):
        opened.history.perform(sections.add_section(name, 1 + 4 * number, 4))
    opened.save()
    opened.close()
    return Write(folder)


def test_people_are_added_changed_and_removed(write: Write) -> None:
    write("people", "Anna", "plays=voice, guitar", "society=KODA", "ipi=199")
    assert "Anna  voice, guitar, KODA, IPI 00000000199" in write("people")
    write("people", "anna", "legal-name=Anna Winter")
    assert write.song.credits.people[0].legal_name == "Anna Winter"
    assert "IPI" in write.refused("people", "Anna", "ipi=198")
    assert "no nose" in write.refused("people", "Anna", "nose=long")
    assert "NAME=VALUE" in write.refused("people", "Anna", "voice")
    assert "Nobody among" in write.refused("people", "--remove", "Ben")
    assert write("people", "--remove", "Anna") == ""


def test_shares_are_set_all_or_none_and_the_sum_is_told(write: Write) -> None:
    assert "0.01 % is missing" in write("writers", "Anna=60", "Ben=39.99", "--role", "Ben=music")
    assert [(writer.share, writer.role) for writer in write.song.credits.writers] == [
        (6000, "words and music"),
        (3999, "music"),
    ]
    assert "share" in write.refused("writers", "Anna=50", "Cleo=much")
    assert len(write.song.credits.people) == 2
    assert "nothing that a writer does" in write.refused("writers", "--role", "Ben=kazoo")
    told = write("writers", "Anna=1/3", "Ben=2/3", "--agreed")
    assert "missing" not in told and told.count("agreed") == 2
    assert [writer.share for writer in write.song.credits.writers] == [3333, 6667]
    sheet = write.folder.parent / "Sheet.pdf"
    write("writers", "--pdf", str(sheet))
    assert sheet.read_bytes().startswith(b"%PDF")
    assert "is there already" in write.refused("writers", "--pdf", str(sheet))
    assert "Ben" not in write("writers", "--remove", "Ben")


def test_the_blueprint_is_planned_and_written_as_a_table(write: Write) -> None:
    write("blueprint", "--plays", "Bass=verse", "--plays", "Voice=all", "--add", "Harmony", "--make-tracks")
    song = write.song
    assert [track.name for track in song.tracks] == ["Harmony", "Bass", "Voice"]
    assert [len(part.cells) for part in song.blueprint.parts] == [0, 2, 3]
    assert "no section Bridge. There is Verse, Chorus." in write.refused("blueprint", "--plays", "Bass=Bridge")
    table = write.folder.parent / "Blueprint.csv"
    write("blueprint", "--csv", str(table))
    rows = list(csv.reader(io.StringIO(table.read_bytes().decode(), newline="")))
    assert rows[0][6:] == ["Verse", "Chorus", "Verse"]
    assert rows[2][0] == "Bass" and rows[2][6:] == ["planned", "", "planned"]
    assert "is there already" in write.refused("blueprint", "--csv", str(table))


def test_sessions_and_budget_are_listed_and_written_as_tables(write: Write) -> None:
    write("people", "Anna")
    write("schedule", "--add", "2026-12-03", "--at", "19:30", "--what", "=bass", "--who", "anna")
    assert "Thu 3 Dec 2026, 19:30  =bass" in write("schedule")
    assert "2026-12-03,19:30,,'=bass,Anna,,no" in write("schedule", "--csv", "-"), "no formula for a spreadsheet"
    assert "year-month-day" in write.refused("schedule", "--add", "soon")
    write("budget", "--planned", "Strings=200", "--spent", "strings=250.50")
    assert "Strings  planned 200, spent 250.50 EUR" in write("budget")
    assert "amount" in write.refused("budget", "--planned", "Strings=much")
    assert "Sum,200,250.50" in write("budget", "--csv", "-")


def test_references_are_added_described_and_removed(write: Write, tmp_path: Path) -> None:
    assert "No reference yet" in write("references")
    tone = np.repeat(np.sin(np.arange(96000) / 8).astype(np.float32)[:, None], 2, axis=1)
    record = write_wav(tmp_path / "Record.wav", 0.1 * tone)
    shown = write("references", "--add", str(record), "--listen-for", "the low end")
    assert shown == "Record  0:02  -20.1 LUFS  the low end\n"
    write("references", "--title", "record", "--listen-for", "the voice", "--start", "Record=1.5")
    (reference,) = write.song.brief.references
    assert (reference.listen_for, reference.start_frame) == ("the voice", 72000)
    assert "no reference called Nothing" in write.refused("references", "--remove", "Nothing")
    assert "only" in write.refused("references", "--start", "Record=3")
    write("references", "--remove", "Record")
    assert write.song.brief.references == ()
    assert "silent" in write.refused("dynamics") or "nothing" in write.refused("dynamics")


def test_sections_are_laid_out_listed_and_kept_whole_where_one_is_refused(write: Write) -> None:
    told = write("sections", "Outro=2", "--intensity", "chorus=9", "--note", "2=only the voice")
    assert [line.split()[:2] for line in told.splitlines()] == [
        ["1", "Verse"],
        ["2", "Chorus"],
        ["3", "Verse"],
        ["4", "Outro"],
    ]
    assert "Bars 5 to 8" in told and "intensity 9  only the voice" in told and "Bars 13 to 14" in told
    found = json.loads(write("sections", "--json"))
    assert found["sections"][1]["start_bar"] == 5 and found["forms"] == ["First form"]
    assert "whole number" in write.refused("sections", "Coda=many")
    assert "There is no section Bridge." in write.refused("sections", "Coda=4", "--intensity", "Bridge=3")
    assert (found["sections"][1]["start_bar"], found["sections"][1]["length_bars"]) == (5, 4)
    assert "5.0" not in write("sections", "--json"), "whole bars are whole numbers"
    for bars in ("1e9", "0", "-4", "10000"):
        assert f"from 1 to 9999, not {bars}" in write.refused("sections", f"Coda={bars}")
    assert "from 0 to 10, not 11" in write.refused("sections", "--intensity", "Chorus=11")
    assert "Bars 15 to 10013" in write("sections", "Coda=9999")
