"""The monitor: how the control room hears the master.

Lives: any thread (pure).
"""

from dataclasses import replace
from typing import Any

from app.edits.edit import Edit
from app.edits.values import within_range
from app.messages import steps
from app.messages.mixing import no_monitor_value
from app.model.channel import Value
from app.model.parameters import MONITOR
from app.model.song import Song
from app.problems import EditRefused


def set_monitor(**fields: Value) -> Edit:
    """Set `level_db` (-inf to +6 dB), `dim` (20 dB down) or `mono`. Never part of a bounce."""
    entries = {entry.path: entry for entry in MONITOR}

    def apply(song: Song) -> Song:
        unknown = sorted(set(fields) - set(entries))
        if unknown:
            raise EditRefused(no_monitor_value(unknown[0], entries))
        allowed: dict[str, Any] = {path: within_range(entries[path], value) for path, value in fields.items()}
        changed = replace(song.monitor, **allowed)
        return song if changed == song.monitor else replace(song, monitor=changed)

    labels = [entries[path].label for path in fields if path in entries]
    return Edit(labels[0] if len(labels) == 1 else steps.CHANGE_MONITOR, apply)
