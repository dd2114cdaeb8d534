"""The gain of a clip along the timeline, as far as its owner drew it: clip gain and fades.

Lives: any thread (pure).
"""

import numpy as np
from numpy.typing import NDArray

from app.model.clip import Clip
from app.units import db_to_gain
from audio_engine.fades import fade_gain


def clip_envelope(clip: Clip, frames: NDArray[np.float64]) -> NDArray[np.float32]:
    """Linear gain of a clip.

    Args:
        clip: The clip.
        frames: Frames of the timeline, rising; those outside the clip get the gain at its nearer edge.

    Returns:
        float32, one gain for each frame.
    """
    gains = np.full(len(frames), db_to_gain(clip.gain_db), np.float32)
    if clip.fade_in_frames:
        stop = int(np.searchsorted(frames, clip.timeline_start_frame + clip.fade_in_frames))
        share = (frames[:stop] - clip.timeline_start_frame) / clip.fade_in_frames
        gains[:stop] *= fade_gain(clip.fade_in_shape, np.clip(share, 0.0, 1.0))
    if clip.fade_out_frames:
        start = int(np.searchsorted(frames, clip.timeline_end_frame - clip.fade_out_frames))
        share = (clip.timeline_end_frame - frames[start:]) / clip.fade_out_frames
        gains[start:] *= fade_gain(clip.fade_out_shape, np.clip(share, 0.0, 1.0))
    return gains
