"""Hazard: a template whose tracks a song refuses."""

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.edits.songs import fresh_song
from app.model.invariants import check
from app.problems import EditRefused
from app.song.templates import Template, find_template, lay_out, templates


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.name)
def test_every_template_makes_a_sound_song(template: Template) -> None:
    song = lay_out(template).apply(fresh_song("Song"))
    assert not check(song)
    assert [(track.name, track.inputs, track.armed) for track in song.tracks] == [
        (wanted.name, wanted.inputs, wanted.armed) for wanted in template.tracks
    ]


def test_an_unknown_template_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(EditRefused, match="Voice and guitar"):
        find_template("Orchestra")


def test_the_command_line_takes_a_template(tmp_path) -> None:  # type: ignore[no-untyped-def]
    made = CliRunner().invoke(app, ["new", str(tmp_path / "Song"), "--template", "voice and guitar"])
    assert made.exit_code == 0
    assert "Guitar" in CliRunner().invoke(app, ["show", str(tmp_path / "Song.worktape")]).stdout
