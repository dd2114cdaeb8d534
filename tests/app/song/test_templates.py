"""Hazards: a template whose tracks a song refuses; the user's own that drags recordings along, or that cannot be found."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.edits import markers, people, sections, strips
from app.edits.songs import fresh_song
from app.model.ids import TrackId
from app.model.invariants import check
from app.model.lyrics import Lyrics
from app.problems import EditRefused, SongProblem
from app.session.stages import judgement
from app.song.templates import Template, every_template, find_template, templates
from app.song.user_templates import save_template
from app.stages.progress import step_progress
from app.stages.table import process_of
from tests.app.cli.test_with_engine import run
from tests.app.session.test_stages import BEFORE
from tests.helpers.songs import recorded, song_with

EXPECTED = {
    "One track": (["Track 1"], [], [], "seven-stages"),
    "Singer and guitar": (["Guitar", "Voice"], [], ["Singer"], "songwriter"),
    "Band": (["Kick", "Snare", "Overheads", "Bass", "Guitar", "Keys", "Voice"], ["Drums", "Band"],
             ["Singer", "Drummer"], "producer"),
    "Beats and voice": (["Beat", "Lead voice", "Doubles", "Ad-libs"], ["Voices"], ["Booth"], "seven-stages"),
    "Spoken word": (["Voice", "Music", "Sounds"], ["Below"], ["Speaker"], "seven-stages"),
    "Empty": ([], [], [], "seven-stages"),
}  # fmt: skip


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.name)
def test_every_template_makes_a_sound_song(template: Template) -> None:
    song = template.lay_out().apply(fresh_song("Song", 44100))
    tracks, groups, phones, process = EXPECTED[template.name]
    assert not check(song) and (song.name, song.rate_hz) == ("Song", 44100) and template.help.endswith(".")
    assert [track.name for track in song.tracks] == tracks
    assert [bus.name for bus in song.buses if bus.kind == "group"] == groups
    if phones:
        assert [bus.name for bus in song.buses if bus.kind == "headphones"] == phones
        assert all(len(track.strip.cues) == len(phones) for track in song.tracks)
        assert any(send for track in song.tracks for send in track.strip.sends) or groups == ["Below"]
        assert len(song.sections) >= 4 and step_progress(song, "write.arc").state == "done"
        assert [part.name for part in song.blueprint.parts] == tracks
        assert sum(part.lead for part in song.blueprint.parts) == 1
    assert song.stages.process == process == template.find_process() == process_of(process).id
    assert {section.start_bar % 1 for section in song.sections} <= {0.0}


def test_every_kind_of_new_song_is_offered() -> None:
    assert [template.name for template in templates()] == list(EXPECTED)


def test_a_template_of_ones_own_keeps_the_set_up_and_nothing_that_was_done(tmp_path: Path) -> None:
    song = recorded(song_with("Vox", "Bass"), Path("/s"), ["Vox"])
    song = strips.set_fader_db(TrackId("Vox"), -4.0).apply(song)
    song = sections.add_section("Verse", 1, 8).apply(people.add_person("Anna").apply(song))
    song = markers.add_marker(100, name="Here").apply(song)
    song = judgement(song, "mix.mono", BEFORE, "Anna", "", set_aside=False).apply(song)
    song = replace(song, lyrics=Lyrics("Words"))
    made = save_template(song, "Our trio", tmp_path / "Templates")
    assert made == tmp_path / "Templates" / "Our trio.worktape"
    assert not list((made / "audio").iterdir()) and (made / "song.json").is_file()
    template = find_template("our TRIO", tmp_path / "Templates")
    assert template.own and [one.name for one in every_template(made.parent)][-1] == "Our trio"
    begun = template.lay_out().apply(fresh_song("New", 96000))
    assert (begun.name, begun.rate_hz, check(begun)) == ("New", 96000, [])
    assert [(track.name, track.strip.fader_db) for track in begun.tracks] == [("Vox", -4.0), ("Bass", 0.0)]
    assert [section.name for section in begun.sections] == ["Verse"] and begun.credits.people
    assert not any(track.takes or track.clips for track in begun.tracks)
    assert begun.lyrics == Lyrics() and not begun.markers and not begun.stages.records


def test_a_template_is_an_ordinary_folder(tmp_path: Path) -> None:
    made = save_template(song_with("Vox"), "One", tmp_path)
    made.rename(tmp_path / "Other.worktape")
    assert [template.name for template in every_template(tmp_path) if template.own] == ["Other"]
    (tmp_path / "Other.worktape" / "song.json").write_bytes(b"torn")
    broken = find_template("Other", tmp_path)
    assert broken.find_process() == ""
    with pytest.raises(SongProblem, match="song.json is damaged"):
        broken.lay_out()
    with pytest.raises(SongProblem, match="already exists"):
        save_template(song_with("Vox"), "Other", tmp_path)
    with pytest.raises(EditRefused, match="needs a name"):
        save_template(song_with("Vox"), " ", tmp_path)


def test_an_unknown_template_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(EditRefused, match="Singer and guitar"):
        find_template("Orchestra", tmp_path)


def test_the_command_line_takes_a_template_and_makes_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_documents_dir", lambda: str(tmp_path / "Documents"))
    run("new", tmp_path / "Song", "--template", "singer and guitar", "--process", "Producer's ten steps")
    told = run("show", tmp_path / "Song.worktape")
    assert "Guitar" in told
    assert "Our duo" in run("template", tmp_path / "Song.worktape", "Our duo")
    run("new", tmp_path / "Next", "--template", "Our duo")
    assert "Guitar" in run("show", tmp_path / "Next.worktape")
    assert '"process": "producer"' in run("stages", tmp_path / "Next.worktape", "--json")
