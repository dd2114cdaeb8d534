"""How the performer on each armed track hears themselves, and with what delay: one sentence a track.

Lives: window, main thread.
"""

from app.devices.monitoring import sentence_for
from app.messages.monitoring import NOT_HEARD_YET
from app.model.audibility import audibility
from app.model.ids import TrackId
from app.session.session import Session
from app.song.monitoring import is_live


def armed_sentences(session: Session, *, brief: bool = False) -> dict[TrackId, str]:
    """For every armed track, in the song's order. `brief` leaves out whom it is about and when."""
    song, link, devices = session.document.song, session.link, session.devices
    audible = audibility(song)
    mode = devices.monitoring_mode
    facts = (mode, devices.device, devices.latency_frames, devices.latency_measured)
    found = {}
    for track in song.tracks:
        if track.armed and link.inputs_muted and is_live(track, mode):
            found[track.id] = NOT_HEARD_YET if brief else f"{track.name}: {NOT_HEARD_YET}"
        elif track.armed:
            found[track.id] = sentence_for(song, audible, track, *facts, listen_in=link.room.listen_in, brief=brief)
    return found
