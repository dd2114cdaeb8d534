"""Hazards: a sequence of timeline edits that breaks the song, that undo or a file does not bring back, or that does not give
the same song when it is applied again, as a preview and its step are."""

import random
from collections.abc import Callable
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.documents.history import History
from app.edits import (
    align,
    channels,
    clip_join,
    clip_processing,
    clip_properties,
    clipboard,
    clips,
    comps,
    duplicate_track,
    folders,
    follow_tempo,
    freezing,
    lyrics,
    markers,
    section_order,
    sections,
    slip,
    song_time,
    tempo,
    track_order,
    tracks,
    trimming,
)
from app.edits.clip_source import source_of
from app.edits.edit import Edit
from app.edits.ripple import Ripple
from app.edits.time_range import TimeRange
from app.model.clip import Clip
from app.model.ids import ClipId
from app.model.invariants import check
from app.model.song import Song
from app.model.tempo import Meter, TempoChange
from app.model.track import FrozenAudio, Track
from app.problems import EditRefused
from app.song.changes import Changes, diff
from app.storage.song_json import decode_song, encode_song
from app.text.chord_lane import enter_bar_chords
from app.text.transposing import transpose
from tests.app.edits.busy_song import BAR, busy_song
from tests.helpers.examples import examples
from tests.helpers.trims import trim_clip
from tests.properties.test_document import only_words_differ

SONG = busy_song()
RIPPLES: tuple[Ripple, ...] = ("off", "track", "all")
SHAPES = ("linear", "equal_power", "slow", "fast", "s_curve")
Verb = Callable[["Hand", Song], Edit]


class Hand:
    """Picks what a verb is applied to, from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def frame(self) -> int:
        near = self.chance.choice((0, 1, 12345, self.chance.randrange(12 * BAR)))
        return self.chance.choice((near, self.chance.randrange(14) * BAR))

    def delta(self) -> int:
        return self.chance.choice((-1, 1)) * self.chance.choice((1, 240, BAR // 4, BAR, self.chance.randrange(9 * BAR)))

    def track(self, song: Song) -> Track:
        return self.chance.choice(song.tracks)

    def tracks(self, song: Song) -> list[Track]:
        return self.chance.sample(song.tracks, self.chance.randint(1, min(3, len(song.tracks))))

    def clip(self, song: Song) -> Clip:
        every = [clip for track in song.tracks for clip in track.clips]
        if not every:
            raise EditRefused("There is no clip.")
        return self.chance.choice(every)

    def ids(self, song: Song) -> list[ClipId]:
        return list(dict.fromkeys(self.clip(song).id for _ in range(self.chance.randint(1, 4))))

    def range(self, song: Song) -> TimeRange:
        start = self.frame()
        chosen = tuple(track.id for track in self.tracks(song))
        return TimeRange(start, start + self.chance.choice((1, BAR, self.chance.randrange(1, 4 * BAR))), chosen)

    def target(self, song: Song) -> TimeRange | list[ClipId]:
        return self.range(song) if self.chance.random() < 0.5 else self.ids(song)

    def ripple(self) -> Ripple:
        return self.chance.choice(RIPPLES)


def copied(hand: Hand, song: Song) -> Edit:
    board = clipboard.copy_clips(song, hand.target(song))
    first = hand.chance.choice((None, hand.track(song).id, song.tracks[-1].id))
    return clipboard.paste_clips(board, hand.frame(), first, hand.ripple())


def processed(hand: Hand, song: Song) -> Edit:
    clip = hand.clip(song)
    if hand.chance.random() < 0.3:
        return clip_processing.restore_originals([clip.id], hand.ripple())
    stretch = hand.chance.choice((0.8, 1.0, 1.25))
    source = replace(source_of(clip), reversed=hand.chance.random() < 0.5, stretch=stretch)
    made = clip_processing.ProcessedAudio(
        source_of(clip), "audio/made.wav", 0, round(source.length_frames * stretch) or 1, source
    )
    return clip_processing.set_processed({clip.id: made}, ripple=hand.ripple())


def joined(hand: Hand, song: Song) -> Edit:
    track = hand.track(song)
    ids = [clip.id for clip in track.clips][-hand.chance.randint(1, 3) :]
    try:
        rendered = clip_join.needs_render(song, ids)
    except EditRefused:
        rendered = False
    return clip_join.join_rendered(ids, "audio/joined.wav") if rendered else clip_join.join_continuous(ids)


def split_and_joined(hand: Hand, song: Song) -> Edit:
    clip = hand.clip(song)
    frame = clip.timeline_start_frame + hand.chance.randint(0, clip.length_frames)
    split = clips.split_clip(clip.id, frame).apply(song)
    pair = {found.id for track in split.tracks for found in track.clips} - {
        found.id for track in song.tracks for found in track.clips
    }
    return Edit.combine("Both", [Edit("Split", lambda _: split), clip_join.join_continuous([clip.id, *pair])])


def phrase(hand: Hand, song: Song) -> Edit:
    track = hand.track(song)
    if not track.takes:
        raise EditRefused("There is no take.")
    start = hand.frame()
    return comps.put_phrase(track.id, hand.chance.choice(track.takes).id, start, start + BAR)


def tempo_edit(hand: Hand, song: Song) -> Edit:
    bpm = hand.chance.choice((60.0, 100.0, 119.0, 120.0, 133.3))
    change = TempoChange(
        hand.chance.randint(2, 16), bpm, Meter(hand.chance.choice((3, 4)), 4), hand.chance.random() < 0.3
    )
    return follow_tempo.following(hand.chance.choice((tempo.set_tempo(bpm), tempo.set_tempo_change(change))))


def inserted(hand: Hand, song: Song) -> Edit:
    return song_time.insert_time(hand.frame(), hand.chance.choice((BAR, 2 * BAR, 12345)))


def deleted(hand: Hand, song: Song) -> Edit:
    start = hand.frame()
    return song_time.delete_time(start, start + hand.chance.choice((BAR, 2 * BAR, 12345)))


def frozen(hand: Hand, song: Song) -> Edit:
    track = hand.track(song)
    if track.frozen is not None:
        return freezing.thaw_track(track.id)
    return freezing.freeze_track(track.id, FrozenAudio("audio/f.wav", 0, BAR, track.channels), song)


def marker(hand: Hand, song: Song) -> Edit:
    if not song.markers or hand.chance.random() < 0.4:
        return markers.add_marker(hand.frame(), hand.chance.choice((0, BAR)), None, hand.chance.randrange(20))
    its = hand.chance.choice(song.markers).id
    verbs = (
        markers.move_marker(its, hand.frame()),
        markers.resize_marker(its, hand.frame(), hand.frame()),
        markers.rename_marker(its, "Other"),
        markers.colour_marker(its, 7),
        markers.remove_markers([its]),
    )
    return hand.chance.choice(verbs)


def section(h: Hand, s: Song) -> Edit:
    if not s.sections:
        return sections.add_section("Verse", h.chance.randrange(1, 10), 4)
    one = h.chance.choice(s.sections).id
    start, end = sorted(h.chance.randrange(-1, 13) for _ in range(2))
    music = h.chance.random() < 0.7
    verbs = (
        sections.move_section(one, start),
        sections.resize_section(one, start, end),
        sections.split_section(one, start),
        sections.join_sections(one),
        section_order.reorder_section(one, start, music),
        section_order.duplicate_section(one, music),
        section_order.delete_section(one, music),
        section_order.set_section_length(one, end, music),
    )
    return h.chance.choice(verbs)


def folder(hand: Hand, song: Song) -> Edit:
    chosen = [track.id for track in hand.tracks(song)]
    if not song.folders or hand.chance.random() < 0.4:
        return folders.make_folder(chosen)
    its = hand.chance.choice(song.folders).id
    place = hand.chance.randint(-1, 6)
    verbs = (
        folders.rename_folder(its, "Other"),
        folders.colour_folder(its, 4),
        folders.fold(its, True),
        folders.dissolve_folder(its),
        track_order.move_folder(its, place),
        track_order.move_tracks(chosen, place, its),
    )
    return hand.chance.choice(verbs)


def aligned(hand: Hand, song: Song) -> Edit:
    shifts = {clip_id: hand.delta() // 100 for clip_id in hand.ids(song)}
    return align.align_clips(shifts, {hand.track(song).id: True})


def properties(hand: Hand, song: Song) -> Edit:
    ids = hand.ids(song)
    on = hand.chance.random() < 0.5
    length = hand.chance.randrange(2 * BAR)
    verbs = (
        clip_properties.set_clip_gain_db(ids, -6.0),
        clip_properties.add_clip_gain_db(ids, 5.0),
        clip_properties.set_clip_fades(ids, length, length // 2, hand.chance.choice(SHAPES)),  # type: ignore[arg-type]
        clip_properties.mute_clips(hand.target(song), on),
        clip_properties.lock_clips(ids[:1], on),
        clip_properties.rename_clips(ids, "Other"),
        clip_properties.colour_clips(ids, None if on else 3),
        clip_properties.set_follows_tempo(ids, on),
    )
    return hand.chance.choice(verbs)


def words(h: Hand, song: Song) -> Edit:
    """Write, transpose, or enter the chords of a bar."""
    chosen = h.chance.randrange(3)
    if chosen == 0:
        return lyrics.set_lyrics(
            h.chance.choice(("", "[Verse]\r\n[Am]one [A#]two [Bb]three", "{soc}\n[H7]la [N.C.]\n{eoc}"))
        )
    if chosen == 1:
        return transpose(h.chance.randint(-12, 12))
    return enter_bar_chords(song, h.chance.randint(1, 40), h.chance.choice(("", "Am F", "C#m7b5", "what")))


VERBS: tuple[Verb, ...] = (
    lambda h, s: clips.move_clips(h.target(s), h.delta(), h.chance.randint(-2, 2), h.ripple()),
    lambda h, s: clips.move_clips(h.target(s), h.delta(), 0, h.ripple()),
    lambda h, s: clips.delete_clips(h.target(s), h.ripple()),
    lambda h, s: clipboard.cut_clips(s, h.target(s), h.ripple())[1],
    lambda h, s: trim_clip(h.clip(s).id, h.frame(), h.frame(), h.ripple()),
    lambda h, s: trimming.trim_clips(h.ids(s), h.delta(), h.delta(), h.ripple()),
    lambda h, s: clips.split_clips(h.target(s), [h.frame(), h.frame(), *(m.start_frame for m in s.markers)]),
    lambda h, s: clips.crop_clips(h.range(s)),
    copied,
    copied,
    lambda h, s: clipboard.copy_clips_by(h.target(s), h.delta(), h.chance.randint(-2, 2), h.ripple()),
    lambda h, s: clipboard.repeat_clips(h.target(s), h.chance.randint(0, 3), h.ripple()),
    lambda h, s: clipboard.duplicate_clips(h.target(s), h.ripple()),
    lambda h, s: slip.slip_clips(h.ids(s), h.delta(), {"audio/bass.wav": 20 * BAR, "audio/vox.wav": 20 * BAR}),
    properties,
    properties,
    processed,
    joined,
    split_and_joined,
    aligned,
    inserted,
    deleted,
    tempo_edit,
    phrase,
    frozen,
    marker,
    folder,
    lambda h, s: comps.new_comp(h.track(s).id),
    lambda h, s: channels.set_curves_follow_clips(h.chance.random() < 0.7),
    lambda h, s: track_order.move_tracks([t.id for t in h.tracks(s)], h.chance.randint(-1, 6)),
    lambda h, s: duplicate_track.duplicate_tracks([h.track(s).id]),
    lambda h, s: tracks.remove_track(h.track(s).id) if len(s.tracks) > 4 else tracks.add_track(),
    lambda h, s: tracks.set_lane_height([h.track(s).id], h.chance.randrange(-10, 900)),
    lambda h, s: tracks.set_notes(h.track(s).id, "n" * h.chance.randrange(5000)),
    lambda h, s: channels.set_switch(
        [t.id for t in h.tracks(s)], h.chance.choice(("mute", "solo")), h.chance.random() < 0.5
    ),
    section,
    words,
)
STEPS = st.lists(st.tuples(st.integers(0, len(VERBS) - 1), st.integers(0, 2**20)), min_size=4, max_size=24)
SEQUENCES = 500  # in CI; a few on each run of the tests


@settings(
    max_examples=examples(SEQUENCES) if examples(SEQUENCES) >= SEQUENCES else SEQUENCES // 8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(STEPS)
def test_any_sequence_keeps_the_song_sound_saves_repeats_and_can_be_undone(steps: list[tuple[int, int]]) -> None:
    history = History(SONG)
    roots = [SONG]
    for number, seed in steps:
        before = history.song
        try:
            edit = VERBS[number](Hand(seed), before)
            done = history.perform(edit)
        except EditRefused:
            done = False
        assert done or history.song is before
        if done:
            assert (
                diff(before, history.song) != Changes()
                or before == history.song
                or only_words_differ(before, history.song)
            ), edit.label
            assert edit.apply(before) == history.song, edit.label
            roots.append(history.song)
    song = history.song
    for root in roots[1:]:
        assert check(root) == []
    assert decode_song(encode_song(song), "song.json") == song
    for root in reversed(roots[:-1]):
        assert history.undo() and history.song is root
    assert history.song is SONG and not history.is_modified


def test_the_song_that_all_begins_with_is_sound_and_holds_what_edits_may_meet() -> None:
    assert check(SONG) == []
    assert SONG.tempo_changes and SONG.folders and SONG.markers and SONG.mix_versions
    assert any(track.comps for track in SONG.tracks) and any(track.frozen for track in SONG.tracks)
