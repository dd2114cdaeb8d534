"""Mix versions: the whole mix stored under a name, to compare and to return to.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.edits.channels import strip_for_channel
from app.edits.edit import Edit, clean_name, one_of_names, text_for
from app.edits.freezing import splice_strips
from app.edits.printing import plays_printed
from app.messages import steps
from app.messages.mixing import too_many_versions
from app.messages.song import gone
from app.model.automation import Curve
from app.model.bus import Bus
from app.model.ids import BusId, VersionId, new_id
from app.model.mix import ChannelMix, MixVersion, Vca
from app.model.ranges import LOUDNESS_LUFS, MAX_VERSIONS
from app.model.song import Song
from app.model.strip import StripSettings
from app.model.track import Track
from app.problems import EditRefused


def find_version(song: Song, version_id: VersionId) -> MixVersion:
    """The version with this id. Raises EditRefused."""
    for version in song.mix_versions:
        if version.id == version_id:
            return version
    raise EditRefused(gone("mix version"))


def save_version(
    name: str | None = None, loudness_lufs: float | None = None, note: str = "", version_id: VersionId | None = None
) -> Edit:
    """Store the current mix: strips, curves, routing, buses, VCAs. The loudness of silence counts as not measured."""
    fixed_id = version_id or VersionId(new_id())
    loudness = loudness_lufs if loudness_lufs is not None and _is_of_sound(loudness_lufs) else None

    def apply(song: Song) -> Song:
        if len(song.mix_versions) >= MAX_VERSIONS:
            raise EditRefused(too_many_versions(MAX_VERSIONS))
        requested = f"Mix {len(song.mix_versions) + 1}" if name is None else clean_name(name, "mix version")
        version = MixVersion(
            id=fixed_id,
            name=one_of_names(requested, {existing.name for existing in song.mix_versions}),
            channels=tuple(
                ChannelMix(t.id, _kept(t.strip), t.curves, t.output, t.vca, t.automation) for t in song.tracks
            ),
            buses=tuple(
                replace(bus, strip=_kept(bus.strip), strip_b=None) for bus in song.buses if bus.kind != "headphones"
            ),
            vcas=tuple(replace(vca, solo=False) for vca in song.vcas),
            loudness_lufs=loudness,
            note=text_for(MixVersion, "note", note),
        )
        return replace(song, mix_versions=(*song.mix_versions, version))

    return Edit(steps.SAVE_VERSION, apply)


def recall_version(version_id: VersionId) -> Edit:
    """Return to a stored mix: its buses return, newer ones are removed, newer tracks keep their strips.

    Solo, PFL/AFL, headphone mixes and the master's device outputs stay as they are.
    """

    def apply(song: Song) -> Song:
        version = find_version(song, version_id)
        song = replace(song, buses=_recalled_buses(song, version), vcas=_recalled_vcas(song, version))
        saved = {channel.track: channel for channel in version.channels}
        song = replace(song, tracks=tuple(_recalled_track(song, track, saved.get(track.id)) for track in song.tracks))
        buses = tuple(replace(bus, strip=strip_for_channel(song, bus, bus.strip)) for bus in song.buses)
        return replace(song, buses=buses)

    return Edit(steps.RECALL_VERSION, apply)


def rename_version(version_id: VersionId, name: str) -> Edit:
    """Rename a version."""

    def apply(song: Song) -> Song:
        version = find_version(song, version_id)
        taken = {existing.name for existing in song.mix_versions if existing.id != version_id}
        return _replaced(song, replace(version, name=one_of_names(clean_name(name, "mix version"), taken)))

    return Edit(steps.RENAME_VERSION, apply)


def _is_of_sound(loudness_lufs: float) -> bool:
    low, high = LOUDNESS_LUFS
    return low <= loudness_lufs <= high  # false for what is no number


def remove_version(version_id: VersionId) -> Edit:
    """Remove a version."""

    def apply(song: Song) -> Song:
        find_version(song, version_id)
        return replace(
            song, mix_versions=tuple(existing for existing in song.mix_versions if existing.id != version_id)
        )

    return Edit(steps.REMOVE_VERSION, apply)


def _kept(strip: StripSettings) -> StripSettings:
    return replace(strip, solo=False, listen="off", cues=())


def _recalled_buses(song: Song, version: MixVersion) -> tuple[Bus, ...]:
    present = {bus.id: bus for bus in song.buses}
    phones = tuple(bus for bus in song.buses if bus.kind == "headphones")
    taken, buses = {bus.name for bus in phones}, list[Bus]()
    for saved in version.buses:
        existing = present.get(saved.id)
        own = StripSettings() if existing is None else existing.strip
        strip = replace(saved.strip, solo=own.solo, listen=own.listen, cues=own.cues)
        name = one_of_names(saved.name, taken)
        taken.add(name)
        outputs = saved.outputs if existing is None else existing.outputs
        strip_b = None if existing is None else existing.strip_b
        click = saved if existing is None else existing
        buses.append(
            replace(
                saved,
                name=name,
                strip=strip,
                outputs=outputs,
                strip_b=strip_b,
                click_level_db=click.click_level_db,
                click_sound=click.click_sound,
            )
        )
    return (*buses, *phones)


def _recalled_vcas(song: Song, version: MixVersion) -> tuple[Vca, ...]:
    solo = {vca.id for vca in song.vcas if vca.solo}
    return tuple(replace(vca, solo=vca.id in solo) for vca in version.vcas)


def _recalled_track(song: Song, track: Track, saved: ChannelMix | None) -> Track:
    """The track as in the version; a newer one without routing to what is gone."""
    buses, vcas = {bus.id: bus for bus in song.buses}, {vca.id for vca in song.vcas}
    mix = saved or ChannelMix(track.id, track.strip, track.curves, track.output, track.vca, track.automation)
    prints = track.printed_strip is not None or plays_printed(track)
    strip = splice_strips(track.strip, mix.strip) if prints else mix.strip  # what was printed is not processed again
    recalled = replace(
        track,
        strip=replace(strip_for_channel(song, track, strip), mute=mix.strip.mute, solo_safe=mix.strip.solo_safe),
        curves=tuple(curve for curve in mix.curves if _leads_somewhere(curve, set(buses))),
        output=mix.output if mix.output in buses else None,
        vca=mix.vca if mix.vca in vcas else None,
        automation=mix.automation,
        strip_b=None if track.strip_b is None else strip_for_channel(song, track, track.strip_b),
    )
    return track if recalled == track else recalled


def _leads_somewhere(curve: Curve, buses: set[BusId]) -> bool:
    match curve.path.split("/"):
        case ["send", bus_id, _]:
            return bus_id in buses
        case _:
            return True


def _replaced(song: Song, new: MixVersion) -> Song:
    if new in song.mix_versions:
        return song
    return replace(
        song, mix_versions=tuple(new if existing.id == new.id else existing for existing in song.mix_versions)
    )
