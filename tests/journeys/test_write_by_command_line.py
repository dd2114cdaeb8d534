"""Hazard: a stage of writing that cannot be done without the window; a step that wants a tick although its work is done."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from tests.app.cli.test_with_engine import run

WORDS = """{title: Rain}
{start_of_verse: Verse}
The [Am]kettle and the [F]rain a[C]gree on [G]that
{end_of_verse}
{start_of_chorus: Chorus}
And [F]nobody [C]asks
{end_of_chorus}
{start_of_bridge: Bridge}
But the [Am]tin roof
{end_of_bridge}
"""


def write_steps(song: Path) -> dict[str, dict[str, Any]]:
    return {step["id"]: step for step in json.loads(run("stages", song, "--json"))["stages"][0]["steps"]}


def test_a_song_is_written_from_a_template_to_the_demo(tmp_path: Path) -> None:
    song, words, blue = tmp_path / "Rain.worktape", tmp_path / "words.cho", tmp_path / "blue.wav"
    words.write_text(WORDS)
    soundfile.write(blue, np.random.default_rng(1).uniform(-0.3, 0.3, 48000), 48000)
    run("new", song, "--template", "Singer and guitar", "--process", "Seven stages")
    before = write_steps(song)
    assert [step_id for step_id, step in before.items() if step["done"]] == [
        "write.sections",
        "write.arc",
        "write.parts",
    ]
    run("write", song, "lyrics", "--set", words)
    run("set", song, "tempo_bpm=97", "vision=One room, one take, rain on the roof.")
    run("write", song, "blueprint", "--plays", "Guitar=all", "--plays", "Voice=Verse 1,Chorus 1,Verse 2,Chorus 2")
    run("write", song, "references", "--add", blue, "--title", "Blue")
    run("write", song, "references", "--title", "Blue", "--listen-for", "The brushes.")
    run("write", song, "people", "Anna")
    run("write", song, "writers", "Anna=100")
    assert write_steps(song)["write.shares"]["reason"] == "Anna has not agreed to the shares yet."
    run("write", song, "writers", "--agreed")
    run("write", song, "schedule", "--add", date.today() + timedelta(days=7), "--what", "Takes")
    run("write", song, "budget", "--planned", "Studio=120")
    virtual = ("--device", "virtual", "--virtual-fast", "--virtual-input", "tone")
    run("record", song, "--input", "1:Voice", "--seconds", "0.2", *virtual)
    after = write_steps(song)
    assert {step_id for step_id, step in after.items() if not step["done"]} == {"write.chart", "write.rehearse"}
    assert all(step["state"] == "done" for step in after.values() if step["done"]), "nothing was ticked by hand"
    run("write", song, "writers", "Anna=60")
    assert "The shares sum to 60 %" in write_steps(song)["write.shares"]["reason"]
    assert "The shares sum to 60 %" in run("confirm", song, "publish.registered", code=1)
    run("set", song, "tempo_bpm=104")
    assert write_steps(song)["write.demo"]["stale"].startswith("The tempo changed on ")
    run("confirm", song, "write.demo", "--by", "Anna", "--note", "Still fine.")
    assert write_steps(song)["write.demo"]["done"]
