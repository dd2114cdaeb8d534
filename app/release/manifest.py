"""The manifest beside the stems: what each file is, how loud, and how exactly they sum to the mix.

Lives: window, main thread.
"""

from pathlib import Path

import msgspec

from app.model.song import Song
from app.storage.whole_file import write_whole
from app.tempo_words import meter_words
from app.units import gain_to_db
from audio_engine.bounce import BounceRequest, BounceResult

SILENCE_DB = -999.0  # JSON has no infinity


def write_manifest(path: Path, song: Song, request: BounceRequest, result: BounceResult) -> None:
    """Raises OSError."""
    manifest = {
        "song": song.name,
        "rate_hz": result.rate_hz,
        "depth": request.depth,
        "tempo_bpm": song.tempo_bpm,
        "meter": meter_words(song.meter),
        "tempo_changes": [
            {
                "bar": change.bar,
                "tempo_bpm": change.tempo_bpm,
                "meter": meter_words(change.meter),
                "gradual": change.gradual,
            }
            for change in song.tempo_changes
        ],
        "start_frame": request.start_frame,
        "length_frames": result.files[0].length_frames,
        "pan_law": "sine and cosine, -3 dB in the centre; balance for stereo",
        "sum_against_mix_before_master_dbfs": result.null_db,
        "files": [
            {"name": file.name, "file": Path(file.path).name, "peak_dbfs": max(gain_to_db(file.peak), SILENCE_DB)}
            for file in result.files
        ],
    }
    write_whole(path, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
