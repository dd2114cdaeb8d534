"""Evidence for the steps of Mix.

Lives: any thread (pure).
"""

from app.messages import stages as messages
from app.model.channel import channels
from app.model.song import Song
from app.model.track import Track
from app.stages.evidence import Found, done, missing, receipt
from app.units import MINUS_INFINITY_DB

mix_bounced = receipt("mix.bounced", messages.mix_bounced, messages.NO_MIX_BOUNCED)
stems_bounced = receipt("mix.stems", messages.stems_bounced, messages.NO_STEMS_BOUNCED)


def levels_set(song: Song) -> Found:
    """Done when every track with clips has a changed trim or fader."""
    audible = _tracks_with_clips(song)
    untouched = [track for track in audible if track.strip.fader_db == 0.0 and track.strip.trim_db == 0.0]
    if not audible:
        return missing(messages.NO_AUDIO)
    if untouched:
        share = 1 - len(untouched) / len(audible)
        return missing(messages.level_unset([track.name for track in untouched]), share, untouched[0].id)
    return done(messages.LEVELS_SET)


def tracks_placed(song: Song) -> Found:
    """Done when tracks are panned to both sides, or the only one is stereo."""
    audible = _tracks_with_clips(song)
    sides = {track.strip.pan > 0 for track in audible if track.strip.pan != 0.0}
    if len(sides) == 2:
        return done(messages.PLACED)
    if len(audible) == 1:
        (only,) = audible
        return done(messages.ONE_STEREO_TRACK) if only.channels == 2 else missing(messages.ONE_TRACK, 0.0, only.id)
    return missing(messages.ONE_SIDE, len(sides) / 2, audible[0].id) if audible else missing(messages.NO_AUDIO)


def effects_used(song: Song) -> Found:
    """Done when a track with clips has an open send."""
    audible = _tracks_with_clips(song)
    if not audible:
        return missing(messages.NO_AUDIO)
    wet = any(send.level_db != MINUS_INFINITY_DB for track in audible for send in track.strip.sends)
    return done(messages.IN_A_ROOM) if wet else missing(messages.NO_ROOM, 0.0, audible[0].id)


def automation_written(song: Song) -> Found:
    """Done when a channel has an automation curve."""
    automated = any(channel.curves for channel in channels(song))
    return done(messages.AUTOMATED) if automated else missing(messages.NOT_AUTOMATED)


def versions_kept(song: Song) -> Found:
    """Done when a version of the mix was kept."""
    number = len(song.mix_versions)
    return done(messages.versions_kept(number)) if number else missing(messages.NO_VERSIONS_KEPT)


def no_solo(song: Song) -> Found:
    """Done when no channel is soloed."""
    if not _tracks_with_clips(song):
        return missing(messages.NO_AUDIO)
    soloed = [channel.name for channel in channels(song) if channel.strip.solo]
    soloed += [vca.name for vca in song.vcas if vca.solo]
    first = next((track.id for track in song.tracks if track.strip.solo), None)
    return missing(messages.soloed(soloed), 0.0, first) if soloed else done(messages.NO_SOLO)


def _tracks_with_clips(song: Song) -> list[Track]:
    return [track for track in song.tracks if track.clips]
