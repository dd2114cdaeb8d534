"""Taking an arrangement out of a song, and putting one into it.

Lives: any thread (pure).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.model.arrangement import ArrangedCurves, ArrangedTrack, ArrangedVersion, Arrangement
from app.model.automation import Curve
from app.model.bus import Bus
from app.model.ids import BusId
from app.model.lyrics import SectionChords
from app.model.mix import ChannelMix, MixVersion
from app.model.song import Song
from app.model.take import Take
from app.model.track import Track
from app.model.transport import TransportSettings


def arrangement_of(song: Song) -> Arrangement:
    """The arrangement that the song has now."""
    return Arrangement(
        song.arrangements.current,
        song.arrangements.name,
        song.tempo_bpm,
        song.meter,
        song.tempo_changes,
        song.sections,
        song.markers,
        song.transport,
        next((one.bars for one in song.lyrics.chords if one.section is None), ()),
        tuple(_of_track(track) for track in song.tracks),
        _curves(song.buses),
        tuple(
            ArrangedVersion(version.id, _of_mixes(version.channels), _curves(version.buses))
            for version in song.mix_versions
        ),
    )


def with_arrangement(song: Song, kept: Arrangement) -> Song:
    """The song with what lies on the timeline in an arrangement; its own is gone from it.

    Takes that were recorded since are added to their tracks, so that none is out of reach. A track that the arrangement
    does not know is empty in it.
    """
    tracks = {one.track: one for one in kept.tracks}
    versions = {one.version: one for one in kept.versions}
    known = {bus.id for bus in song.buses}
    whole_song = (SectionChords(None, kept.chords),) if kept.chords else ()
    chords = (*(one for one in song.lyrics.chords if one.section is not None), *whole_song)
    return replace(
        song,
        tempo_bpm=kept.tempo_bpm,
        meter=kept.meter,
        tempo_changes=kept.tempo_changes,
        sections=kept.sections,
        markers=kept.markers,
        transport=_transport(song.transport, kept.transport),
        lyrics=song.lyrics if set(chords) == set(song.lyrics.chords) else replace(song.lyrics, chords=chords),
        tracks=tuple(_arranged(track, tracks.get(track.id, ArrangedTrack(track.id)), known) for track in song.tracks),
        buses=_arranged_buses(song.buses, kept.buses),
        mix_versions=tuple(
            _arranged_version(version, versions[version.id]) if version.id in versions else version
            for version in song.mix_versions
        ),
    )


def _curves(buses: Iterable[Bus]) -> tuple[ArrangedCurves, ...]:
    return tuple(ArrangedCurves(bus.id, bus.curves) for bus in buses if bus.curves)


def _of_mixes(mixes: Iterable[ChannelMix]) -> tuple[ArrangedCurves, ...]:
    return tuple(ArrangedCurves(mix.track, mix.curves) for mix in mixes if mix.curves)


def _arranged_buses(buses: Iterable[Bus], kept: Iterable[ArrangedCurves]) -> tuple[Bus, ...]:
    curves = {one.channel: one.curves for one in kept}
    return tuple(replace(bus, curves=curves.get(bus.id, ())) for bus in buses)


def _arranged_version(version: MixVersion, kept: ArrangedVersion) -> MixVersion:
    curves = {one.channel: one.curves for one in kept.tracks}
    mixes = tuple(replace(mix, curves=curves.get(mix.track, ())) for mix in version.channels)
    return replace(version, channels=mixes, buses=_arranged_buses(version.buses, kept.buses))


def _of_track(track: Track) -> ArrangedTrack:
    return ArrangedTrack(
        track.id, track.clips, track.takes, track.discarded, track.comp_name, track.comps, track.keepers, track.curves
    )


def _arranged(track: Track, kept: ArrangedTrack, buses: set[BusId]) -> Track:
    now = {take.id: take for take in (*track.takes, *track.discarded)}
    passes = {(take.pass_id, take.file) for take in (*kept.takes, *kept.discarded)}

    def described(takes: Sequence[Take]) -> tuple[Take, ...]:
        """With name, rating and note as they are now."""
        return tuple(
            replace(take, name=now[take.id].name, rating=now[take.id].rating, note=now[take.id].note)
            if take.id in now
            else take
            for take in takes
        )

    def recorded_since(takes: Sequence[Take]) -> tuple[Take, ...]:
        return tuple(take for take in takes if (take.pass_id, take.file) not in passes)

    changed = replace(
        track,
        clips=kept.clips,
        takes=(*described(kept.takes), *recorded_since(track.takes)),
        discarded=(*described(kept.discarded), *recorded_since(track.discarded)),
        comp_name=kept.comp_name or track.comp_name,
        comps=kept.comps,
        keepers=kept.keepers,
        curves=tuple(curve for curve in kept.curves if _leads_somewhere(curve, buses)),
    )
    return track if changed == track else changed


def _transport(now: TransportSettings, kept: TransportSettings) -> TransportSettings:
    return replace(
        now,
        loop_on=kept.loop_on,
        loop_start_frame=kept.loop_start_frame,
        loop_end_frame=kept.loop_end_frame,
        punch_on=kept.punch_on,
        punch_in_frame=kept.punch_in_frame,
        punch_out_frame=kept.punch_out_frame,
    )


def _leads_somewhere(curve: Curve, buses: set[BusId]) -> bool:
    parts = curve.path.split("/")
    return parts[0] != "send" or parts[1] in buses


def every_form(song: Song) -> Iterator[Song]:
    """The song as it is, and as it would be in each of its other arrangements."""
    yield song
    for other in song.arrangements.others:
        yield with_arrangement(song, other)
