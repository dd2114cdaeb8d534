"""Every verb that is one edit of the song, by the id of its command.

Lives: any thread (pure).
"""

from collections.abc import Callable

from app.edits.edit import Edit
from app.verbs import clips, takes, tracks, transport
from app.verbs.target import Target

VERBS: dict[str, Callable[[Target], Edit]] = {
    "transport.loop": transport.toggle_loop,
    "transport.loop-start": transport.start_loop_here,
    "transport.loop-end": transport.end_loop_here,
    "transport.punch": transport.toggle_punch,
    "transport.punch-in": transport.punch_in_here,
    "transport.punch-out": transport.punch_out_here,
    "transport.click": transport.toggle_click,
    "monitor.dim": transport.toggle_dim,
    "monitor.mono": transport.toggle_mono,
    "track.arm": tracks.arm,
    "track.mute": tracks.mute,
    "track.solo": tracks.solo,
    "track.done": tracks.toggle_done,
    "track.remove": tracks.remove,
    "strip.compare": tracks.swap,
    "takes.discard-last": takes.discard_last,
    "clips.split": clips.split,
    "clips.delete": clips.delete,
    "clips.duplicate": clips.duplicate,
    "clips.fade-in": clips.fade_in,
    "clips.fade-out": clips.fade_out,
    "clips.louder": clips.louder,
    "clips.softer": clips.softer,
    "clips.beat-earlier": clips.nudge_beat_earlier,
    "clips.beat-later": clips.nudge_beat_later,
    "clips.bar-earlier": clips.nudge_bar_earlier,
    "clips.bar-later": clips.nudge_bar_later,
}
