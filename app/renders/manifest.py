"""The manifest beside the stems: what each file is, how loud, and how exactly they sum to the mix.

Lives: window, main thread.
"""

from pathlib import Path

import msgspec

from app.model.song import Song
from app.storage.whole_file import write_whole
from app.text.tempo import format_meter
from app.units import gain_to_db
from audio_engine.bounce.request import BounceRequest, BounceResult

SILENCE_DB = -999.0  # JSON has no infinity


def write_manifest(path: Path, song: Song, request: BounceRequest, result: BounceResult) -> None:
    """Write the manifest of a stems bounce. Raises OSError."""
    manifest = {
        "song": song.name,
        "artist": song.artist,
        "rate_hz": result.rate_hz,
        "depth": request.depth,
        "tempo_bpm": song.tempo_bpm,
        "meter": format_meter(song.meter),
        "tempo_changes": [
            {
                "bar": change.bar,
                "tempo_bpm": change.tempo_bpm,
                "meter": format_meter(change.meter),
                "gradual": change.gradual,
            }
            for change in song.tempo_changes
        ],
        "start_frame": request.start_frame,
        "length_frames": result.files[0].length_frames,
        "pan_law": "sine and cosine, -3 dB in the centre; balance for stereo",
        "sum_against_mix_before_master_dbfs": None if result.null_db is None else _finite(result.null_db),
        "files": [
            {
                "name": written.name,
                "file": Path(written.path).name,
                "in_sum": asked.summed,
                "peak_dbfs": _finite(gain_to_db(written.peak)),
                "loudness_lufs": _finite(written.loudness_lufs),
                "true_peak_dbtp": _finite(written.true_peak_db),
            }
            for asked, written in zip(request.files, result.files, strict=True)
        ],
    }
    write_whole(path, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")


def _finite(level_db: float) -> float:
    return max(level_db, SILENCE_DB)
