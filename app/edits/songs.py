"""A new song, and its name.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.edits.edit import Edit, clean_name
from app.messages import steps
from app.messages.song import TAKE_FORMATS, rate_out_of_range
from app.model.bus import Bus
from app.model.ids import BusId, new_id
from app.model.ranges import RATE_HZ
from app.model.song import Song
from app.problems import EditRefused


def fresh_song(name: str, rate_hz: int = 48000) -> Song:
    """An empty song with Master, Reverb, Delay and Phones 1."""
    if not RATE_HZ[0] <= rate_hz <= RATE_HZ[1]:
        raise EditRefused(rate_out_of_range(rate_hz, RATE_HZ[0], RATE_HZ[1]))
    return Song(
        name=clean_name(name, "song"),
        rate_hz=rate_hz,
        buses=(
            Bus(BusId(new_id()), "Master", "master"),
            Bus(BusId(new_id()), "Reverb", "reverb"),
            Bus(BusId(new_id()), "Delay", "delay"),
            Bus(BusId(new_id()), "Phones 1", "headphones"),
        ),
    )


def rename_song(name: str) -> Edit:
    """Rename the song."""
    return Edit(steps.RENAME_SONG, lambda song: replace(song, name=clean_name(name, "song")))


def set_artist(artist: str) -> Edit:
    """Set the artist; empty for none."""
    cleaned = clean_name(artist, "artist") if artist.strip() else ""
    return Edit(steps.CHANGE_ARTIST, lambda song: song if song.artist == cleaned else replace(song, artist=cleaned))


def set_take_format(take_format: str) -> Edit:
    """Set the format of new takes: "32f" or "24"."""

    def apply(song: Song) -> Song:
        if take_format not in ("32f", "24"):
            raise EditRefused(TAKE_FORMATS)
        return song if song.take_format == take_format else replace(song, take_format=take_format)

    return Edit(steps.CHOOSE_TAKE_FORMAT, apply)
