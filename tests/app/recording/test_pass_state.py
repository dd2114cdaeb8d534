"""Hazards: a pass that nobody knows of any more, one that never ends for the window, takes of a lost engine read twice."""

from collections.abc import Callable

import pytest

from app.edits.tempo import set_tempo
from app.problems import EditRefused, Refused
from app.recording.pass_state import PassRequest, PassState, Phase
from tests.helpers.songs import song_with


def a_pass(name: str) -> PassRequest:
    return PassRequest(pass_id=name, song_folder="", journal="", start_frame=0)


OURS, OTHER = a_pass("ours"), a_pass("other")

ROUTES: dict[Phase, list[Callable[[PassState], object]]] = {  # how each state is reached from the first one
    "idle": [],
    "requested": [lambda state: state.request(OURS)],
    "recording": [lambda state: state.request(OURS), lambda state: state.started(OURS)],
    "writing": [lambda state: state.request_retrospective(OURS)],
    "lost": [lambda state: state.request(OURS), lambda state: state.started(OURS), lambda state: state.engine_lost()],
}

EVENTS: dict[str, Callable[[PassState], object]] = {
    "started": lambda state: state.started(OURS),
    "resumed": lambda state: state.resumed(OURS),
    "lost audio": lambda state: state.lost_audio(100),
    "refused": lambda state: state.refused(),
    "finished": lambda state: state.finished("ours"),
    "another finished": lambda state: state.finished("other"),
    "engine lost": lambda state: state.engine_lost(),
    "lost pass taken": lambda state: state.take_lost(),
    "reset": lambda state: state.reset(),
}

LEADS_TO: dict[str, tuple[Phase, Phase, Phase, Phase, Phase]] = {  # from idle, requested, recording, writing, lost
    "started": ("recording", "recording", "recording", "recording", "recording"),
    "resumed": ("recording", "recording", "recording", "recording", "recording"),
    "lost audio": ("idle", "requested", "recording", "writing", "lost"),
    "refused": ("idle", "idle", "recording", "idle", "lost"),
    "finished": ("idle", "idle", "idle", "idle", "idle"),
    "another finished": ("idle", "requested", "recording", "writing", "lost"),
    "engine lost": ("idle", "lost", "lost", "lost", "lost"),
    "lost pass taken": ("idle", "requested", "recording", "writing", "idle"),
    "reset": ("idle", "idle", "idle", "idle", "idle"),
}


def reached(phase: Phase) -> PassState:
    state = PassState()
    for step in ROUTES[phase]:
        step(state)
    assert state.phase == phase
    return state


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("phase", ROUTES)
def test_every_event_in_every_state(phase: Phase, event: str) -> None:
    state = reached(phase)
    EVENTS[event](state)
    assert state.phase == LEADS_TO[event][list(ROUTES).index(phase)]
    known = state.recording or state.retrospective
    assert (known is None) == (state.phase == "idle"), "a pass is known as long as one is under way, and no longer"


def test_a_retrospective_pass_is_no_recording_and_says_when_it_is_written() -> None:
    state = reached("writing")
    assert state.recording is None and state.retrospective is OURS
    assert not state.finished("other") and state.finished("ours")
    assert not reached("recording").finished("ours")


def test_a_lost_retrospective_pass_stays_one_until_it_is_read_back() -> None:
    state = reached("writing")
    state.engine_lost()
    assert state.recording is None and state.retrospective is OURS
    assert state.take_lost() == "ours" and state.take_lost() == "", "once"


def test_losses_belong_to_the_pass_that_runs() -> None:
    state = reached("recording")
    state.lost_audio(100)
    state.lost_audio(200)
    assert state.lost_frames == (100, 200)
    state.finished("ours")
    assert state.lost_frames == ()
    state.lost_audio(300)
    state.started(OTHER)
    assert state.lost_frames == () and state.recording is OTHER


@pytest.mark.parametrize(
    ("phase", "sentence"),
    [
        ("requested", "Stop the recording before opening another song."),
        ("recording", "Stop the recording before opening another song."),
        ("lost", "Stop the recording before opening another song."),
        ("writing", "still being written. Wait a moment before opening another song."),
    ],
)
def test_whoever_has_to_wait_is_told_for_what(phase: Phase, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        reached(phase).check_idle("opening another song")
    reached("idle").check_idle("opening another song")


@pytest.mark.parametrize("phase", ROUTES)
def test_the_tempo_stays_while_anything_is_recorded(phase: Phase) -> None:
    state, song = reached(phase), song_with("A")
    faster = set_tempo(song.tempo_bpm + 10).apply(song)
    if phase == "idle":
        state.guard(song, faster)
    else:
        with pytest.raises(EditRefused, match="Tempo and meter"):
            state.guard(song, faster)
