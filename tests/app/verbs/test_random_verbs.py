"""Hazards: a verb of the table that breaks the song, that undo does not take back, or that fails without a sentence."""

import contextlib
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.documents.history import History
from app.edits.grid import GridStep
from app.edits.time_range import TimeRange
from app.model.ids import BusId
from app.model.invariants import check
from app.model.song import Song
from app.problems import EditRefused, NothingToDo, Refused
from app.storage.song_json import decode_song, encode_song
from app.text.paths import Setting
from app.verbs import clipboard
from app.verbs.parameters import settings_of
from app.verbs.table import EVERY_VERB, VERBS
from app.verbs.target import Target
from tests.app.edits.busy_song import BAR, busy_song
from tests.helpers.examples import examples

SONG = busy_song()
IDS = sorted(VERBS)
GRIDS = (GridStep(bars=2), GridStep(beats=1.0), GridStep(beats=0.25), GridStep(frames=480.0))
STEPS = st.lists(st.tuples(st.sampled_from(IDS), st.integers(0, 2**20)), min_size=6, max_size=24)
SEQUENCES = 500  # in CI; a few on each run of the tests


def target_from(chance: random.Random, song: Song) -> Target:
    """Anything that a window may have selected: clips or time, one track or several, a bus, a marker or none."""
    tracks = chance.sample(song.tracks, chance.randint(0, min(3, len(song.tracks))))
    clips = [clip.id for track in song.tracks for clip in track.clips]
    start = chance.choice((0, BAR, chance.randrange(10 * BAR)))
    time_range = TimeRange(start, start + chance.choice((1, BAR, 3 * BAR)), tuple(track.id for track in tracks))
    takes_time = bool(tracks) and chance.random() < 0.4
    channel = tracks[0].id if tracks else BusId(chance.choice(song.buses).id)
    return Target(
        song,
        chance.choice((-500, 0, BAR, chance.randrange(12 * BAR))),
        frozenset() if takes_time else frozenset(chance.sample(clips, min(len(clips), chance.randint(0, 4)))),
        tracks[0].id if tracks else None,
        channel,
        time_range if takes_time else None,
        tuple(track.id for track in tracks),
        chance.choice(("off", "track", "all")),
        chance.choice(GRIDS),
        chance.choice([None, *(marker.id for marker in song.markers)]),
    )


def value_from(chance: random.Random, setting: Setting) -> Any:
    match setting.kind:
        case "choice":
            return chance.choice(setting.choices)
        case "text":
            return chance.choice(("A name", "\u05e9\u05d9\u05e8", "x" * 80))
        case "switch":
            return chance.random() < 0.5
        case "whole":
            return chance.choice((int(setting.low), min(int(setting.high), 4)))
        case _:
            return chance.choice((setting.low, setting.high, chance.uniform(setting.low, setting.high)))


def arguments_from(chance: random.Random, verb_id: str, target: Target) -> dict[str, Any]:
    verb = VERBS[verb_id]
    begun = settings_of(verb, verb.present(target))
    return {name: value_from(chance, setting) for name, setting in begun.items() if chance.random() < 0.7}


@settings(
    max_examples=examples(SEQUENCES) if examples(SEQUENCES) >= SEQUENCES else SEQUENCES // 10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(STEPS)
def test_any_sequence_of_verbs_keeps_the_song_sound_and_can_be_undone(steps: list[tuple[str, int]]) -> None:
    history, board = History(SONG), None
    roots, sentences = [SONG], list[str]()
    for verb_id, seed in steps:
        chance, before = random.Random(seed), history.song
        target = target_from(chance, before)
        try:
            if chance.random() < 0.2:
                board = clipboard.copy(target)
            if chance.random() < 0.2:
                history.perform(clipboard.paste(target, board))
                roots += [history.song] if history.song is not before else []
                before = history.song
                target = target_from(chance, before)
            VERBS[verb_id].why_not(target)
            done = history.perform(VERBS[verb_id].run(target, **arguments_from(chance, verb_id, target)))
        except Refused as refused:
            sentences.append(str(refused))
            done = False
        assert done or history.song is before
        roots += [history.song] if done else []
    assert all(sentence.endswith(".") for sentence in sentences)
    for root in roots[1:]:
        assert check(root) == []
    assert decode_song(encode_song(history.song), "song.json") == history.song
    for root in reversed(roots[:-1]):
        assert history.undo() and history.song is root
    assert history.song is SONG
    for root in roots[1:]:
        assert history.redo() and history.song is root


@pytest.mark.parametrize("verb_id", IDS)
def test_a_verb_that_is_grey_would_refuse(verb_id: str) -> None:
    """What a menu says cannot be done, cannot be done; 40 selections of each verb."""
    verb = VERBS[verb_id]
    for seed in range(40):
        target = target_from(random.Random(seed), SONG)
        if why_not := verb.why_not(target):
            with contextlib.suppress(Refused):
                assert verb.run(target).apply(SONG) == SONG, f"{verb_id} was grey, because {why_not}, and did something"


def test_every_verb_has_a_title_of_its_own_and_parameters_with_names() -> None:
    assert len({verb.title for verb in EVERY_VERB.values()}) == len(EVERY_VERB)
    for verb in EVERY_VERB.values():
        for found in verb.parameters:
            assert found.spec.label and (
                found.spec.kind in ("text", "switch") or found.spec.high > found.spec.low or found.choices
            )


def test_a_refusal_is_a_refusal() -> None:
    assert issubclass(NothingToDo, Refused) and issubclass(EditRefused, Refused)
