"""What a person does to the selected clips, as single history steps.

Lives: window, main thread.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import PurePath

from app.edits import clips as clip_edits
from app.edits.comps import set_cross_fade
from app.edits.edit import Edit
from app.edits.joins import Join, joins
from app.model.clip import Clip
from app.model.ids import ClipId, new_id
from app.model.song import Song
from app.text import values
from ui.bridge import Bridge
from ui.several import several
from ui.state.selection import Selection

JOINS_MS = (2, 5, 10, 20, 50, 100, 250)  # lengths of a cross-fade that are offered


def relative_file(path: str) -> str:
    """A take's absolute path as the song writes it: `audio/NAME`."""
    parts = PurePath(path).parts
    return "/".join(parts[-2:])


def selected_clips(song: Song, ids: Iterable[ClipId]) -> list[Clip]:
    """Clips of the song with these ids."""
    wanted = frozenset(ids)
    return [clip for track in song.tracks for clip in track.clips if clip.id in wanted]


def delete(bridge: Bridge, selection: Selection) -> None:
    """Delete the selected clips."""
    if selection.clips and bridge.perform(clip_edits.delete_clips(selection.clips)):
        selection.keep_existing(bridge.song)


def split(bridge: Bridge, ids: frozenset[ClipId], frame: int) -> None:
    """At the playhead: the selected clips under it, or all clips under it when none is selected."""
    everywhere = [clip for track in bridge.song.tracks for clip in track.clips]
    among = selected_clips(bridge.song, ids) if ids else everywhere
    under = [clip for clip in among if clip.timeline_start_frame < frame < clip.timeline_end_frame]
    if not under:
        bridge.noticed.emit(
            "info", "There is no clip under the playhead: click the ruler inside a clip first.", None, None
        )
        return
    text = "Split clip" if len(under) == 1 else f"Split {values.count(len(under), 'clip')}"
    bridge.perform(several(text, [clip_edits.split_clip(clip.id, frame) for clip in under]))


def duplicate(bridge: Bridge, selection: Selection) -> None:
    """Behind the selection, as long as it is."""
    chosen = selected_clips(bridge.song, selection.clips)
    if not chosen:
        return
    start = min(clip.timeline_start_frame for clip in chosen)
    length = max(clip.timeline_end_frame for clip in chosen) - start
    made: list[ClipId] = []
    edits: list[Edit] = []
    for track in bridge.song.tracks:
        for clip in track.clips:
            if clip.id in selection.clips:
                fresh = replace(
                    clip, id=ClipId(new_id()), timeline_start_frame=clip.timeline_start_frame + length, auto_edges=True
                )
                made.append(fresh.id)
                edits.append(clip_edits.add_clip(track.id, fresh))
    if bridge.perform(several("Duplicate clip" if len(made) == 1 else "Duplicate clips", edits)):
        selection.set_clips(made)


def fade_to(bridge: Bridge, selection: Selection, frame: int, *, fade_in: bool) -> None:
    """Fades of the chosen clips that the frame lies in: in up to it, or out from it."""
    edits = []
    for clip in selected_clips(bridge.song, selection.clips):
        if clip.timeline_start_frame < frame < clip.timeline_end_frame:
            before, after = frame - clip.timeline_start_frame, clip.timeline_end_frame - frame
            first = before if fade_in else min(clip.fade_in_frames, before)
            last = min(clip.fade_out_frames, after) if fade_in else after
            edits.append(clip_edits.set_clip_fades(clip.id, first, last))
    if edits:
        bridge.perform(several("Fade in" if fade_in else "Fade out", edits))


def join_length(bridge: Bridge, join: Join, ms: float) -> None:
    """Says how long the cross-fade is then."""
    song, frames = bridge.song, round(ms * bridge.song.rate_hz / 1000)
    if not bridge.perform(set_cross_fade(join.clip, frames, join.at_end)):
        return
    now = next((one for one in joins_of(bridge.song, {join.clip}) if one.at_end == join.at_end), join)
    text = f"The crossfade is {_ms(song, now):.0f} ms long"
    if bridge.song == song and frames != join.length_frames:
        text += f", and cannot be {'longer' if frames > join.length_frames else 'shorter'} there"
    bridge.noticed.emit("info", text + ".", None, None)


def longer_join(bridge: Bridge, selection: Selection, way: int) -> None:
    """Give the crossfade nearest to the playhead the next length (-1: the one before).

    Considers the selected clips, or the selected track if no clip is selected.
    """
    join = _nearest_join(bridge, selection)
    if join is None:
        text = "There is no crossfade to change: choose a clip that touches or overlaps another."
        bridge.noticed.emit("info", text, None, None)
        return
    now_ms = _ms(bridge.song, join)
    beyond = [ms for ms in JOINS_MS[::way] if (ms - now_ms) * way > 0.5]
    if beyond:
        join_length(bridge, join, beyond[0])
    else:
        text = f"The crossfade is {now_ms:.0f} ms long: there is no {'longer' if way > 0 else 'shorter'} one."
        bridge.noticed.emit("info", text, None, None)


def joins_of(song: Song, ids: Collection[ClipId]) -> list[Join]:
    """Those of these clips; where they have none, those of clips that meet them or lie over them."""
    own, others = [], []
    for track in song.tracks:
        chosen = [clip for clip in track.clips if clip.id in ids]
        for join in joins(track, song.rate_hz) if chosen else ():
            if join.clip in ids:
                own.append(join)
            elif any(
                clip.timeline_start_frame <= join.end_frame and join.start_frame <= clip.timeline_end_frame
                for clip in chosen
            ):
                others.append(join)
    return own or others


def _nearest_join(bridge: Bridge, selection: Selection) -> Join | None:
    song, track, frame = bridge.song, bridge.track(selection.track), bridge.clock.frame
    if selection.clips:
        among = joins_of(song, selection.clips)
    else:
        among = joins(track, song.rate_hz) if track else []
    return min(among, key=lambda join: abs(join.middle_frame - frame), default=None)


def _ms(song: Song, join: Join) -> float:
    return join.length_frames * 1000 / song.rate_hz


def louder(bridge: Bridge, selection: Selection, by_db: float) -> None:
    """Change the gain of the selected clips."""
    clips = selected_clips(bridge.song, selection.clips)
    if clips:
        bridge.perform(
            several("Clip gain", [clip_edits.set_clip_gain_db(clip.id, clip.gain_db + by_db) for clip in clips])
        )


def nudge(bridge: Bridge, selection: Selection, delta_frames: int) -> None:
    """Move the selected clips."""
    if selection.clips:
        bridge.perform(clip_edits.move_clips(selection.clips, delta_frames))
