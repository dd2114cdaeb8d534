"""Recording an idea. Hazards: it moves the song or gets into it; it runs beside a take; a killed engine costs more than 0.1 s."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.cli.devices import wait_until
from app.devices.settings import SettingsFile
from app.ideas import folder as ideas_folder
from app.problems import Refused
from app.session.session import Session
from audio_engine.client.client import EngineClient
from audio_engine.protocol import DeviceRequest, EngineLost, PassStarted, Problem
from tests.helpers.engine import engine_pid, write_wav
from tests.helpers.session_rig import VOX, SessionRig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[SessionRig]:
    made = SessionRig(tmp_path)
    made.session.settings.preferences.ideas_folder = str(tmp_path / "Ideas")
    made.session.settings.preferences.idea_place = "kitchen"
    made.start()
    made.session.poll()
    yield made
    made.session.close()


def write_what_was_recorded(rig: SessionRig) -> None:
    request = rig.engine.running_pass
    assert request is not None
    write_wav(Path(request.files[0].path), np.full((48000, 1), 0.1, np.float32))


def test_one_key_records_and_ends_while_the_song_stays_as_it_is(rig: SessionRig) -> None:
    session, song, frame = rig.session, rig.session.document.song, rig.session.transport.clock.frame
    session.ideas.toggle()
    session.poll()
    request = rig.engine.running_pass
    assert session.ideas.phase == "recording" and session.passes.phase == "idle"
    assert request is not None and not request.rolls and request.files[0].inputs == (0,)
    assert not session.transport.clock.recording, "the song is not"
    rig.now += 2.0
    assert session.ideas.seconds == 2.0
    write_what_was_recorded(rig)
    session.ideas.toggle()
    session.poll()
    (idea,) = session.ideas.folder.all()
    assert idea == session.ideas.last and idea.place == "kitchen" and idea.name.endswith(", kitchen")
    assert session.ideas.phase == "idle" and session.ideas.revision == 1
    assert session.document.song is song and session.transport.clock.frame == frame
    assert "play" not in rig.engine.called and "locate" not in rig.engine.called
    assert rig.engine.arguments("take_passes") == [[request.pass_id]]


def test_a_take_and_an_idea_wait_for_each_other(rig: SessionRig) -> None:
    session = rig.session
    rig.arm(VOX)
    session.recorder.record()
    session.poll()
    with pytest.raises(Refused, match="records into the song"):
        session.ideas.start()
    rig.engine.finish_pass(0)
    session.poll()
    session.ideas.start()
    session.poll()
    for verb in (
        session.ideas.start,
        session.recorder.record,
        lambda: session.new_song(rig.folder.parent / "Other", "Other"),
    ):
        with pytest.raises(Refused, match="idea is being recorded"):
            verb()
    rig.engine.events.append(Problem("A recording is running already."))
    session.poll()
    assert session.ideas.phase == "recording", "a refusal of something else ends nothing"


def test_what_it_needs_is_said(rig: SessionRig) -> None:
    rig.session.settings.preferences.idea_inputs = (9,)
    with pytest.raises(Refused, match="input 9, but this device has 8"):
        rig.session.ideas.start()
    rig.session.settings.preferences.idea_inputs = (1, 2)
    rig.engine.close_device()
    with pytest.raises(Refused, match="No audio device"):
        rig.session.ideas.start()
    assert rig.session.ideas.phase == "idle"


def test_a_window_that_comes_later_finds_it_running(rig: SessionRig) -> None:
    rig.session.ideas.start()
    request = rig.engine.running_pass
    assert request is not None
    rig.session.ideas.reset()
    rig.engine.events = [PassStarted(request)]
    rig.session.poll()
    assert rig.session.ideas.phase == "recording" and rig.session.passes.phase == "idle"


def test_of_a_lost_engine_it_is_looked_for_once_nobody_writes_it(
    rig: SessionRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.session.ideas.start()
    rig.session.poll()
    rig.engine.events.append(EngineLost("gone"))
    rig.session.poll()
    assert rig.session.ideas.phase == "idle"
    looked: list[str] = []
    monkeypatch.setattr(ideas_folder.IdeasFolder, "recover", lambda _self, running="": looked.append(running) or [])
    rig.session.poll()
    assert looked == []
    rig.now += 10
    rig.session.poll()
    assert looked == [""]


def test_a_killed_engine_costs_a_tenth_of_a_second_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(settings=SettingsFile())
    session.settings.preferences.ideas_folder = str(tmp_path / "Ideas")
    session.settings.device = DeviceRequest(backend="virtual", virtual_input="tone")
    session.ideas.allow_virtual = True
    try:
        session.start_engine()
        assert wait_until(session, lambda: session.devices.device is not None, 60.0)
        session.ideas.start()
        assert wait_until(session, lambda: session.ideas.phase == "recording", 10.0)
        began = session.transport.clock.engine_frame
        wait_until(session, lambda: session.transport.clock.engine_frame > began + 24000, 30.0)
        controller = session.engine.require()
        assert isinstance(controller, EngineClient)
        frame = session.transport.clock.engine_frame
        assert not session.transport.clock.recording
        os.kill(engine_pid(controller), signal.SIGKILL)
        wait_until(session, lambda: session.ideas.phase == "idle", 10.0)
        assert wait_until(session, lambda: session.devices.device is not None, 30.0), "another engine is there"
        monkeypatch.setattr(ideas_folder, "STILL_WRITTEN_S", 0.0)
        session.ideas.folder.recover()  # on a busy machine the session has done it already
        (idea,) = session.ideas.folder.all()
        assert idea.length_frames >= frame - began - 4800
        samples, _ = soundfile.read(session.ideas.folder.audio_path(idea.id))
        assert len(samples) == idea.length_frames and np.abs(samples).max() > 0.2
    finally:
        session.close()
