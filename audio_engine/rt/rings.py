"""The arrays that the engine record names by address, as arrays.

Lives: engine, audio thread.
"""

import numba

from audio_engine.capacity import LANES, SENDS
from audio_engine.rt.atomics import as_pointer
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    CLICK_SOUNDS,
    CLICKS,
    DIFFUSERS,
    ENGINE,
    F4_2,
    F4_3,
    REVERB_LINES,
    SHARED,
    SHARED_TYPE,
    STRIPS,
)


@kernel(SHARED_TYPE(ENGINE))
def shared(engine):
    """Return clock and meters, the record that other processes see."""
    return numba.carray(as_pointer(engine.shared), (1,), SHARED)[0]


@kernel(F4_3(ENGINE))
def tape(engine):
    """Return the playback rings [side, lane, frame], by roll frame; two of each lane, for edits while playing."""
    return numba.carray(as_pointer(engine.tape), (2, LANES, engine.tape_frames), numba.float32)


@kernel(F4_2(ENGINE))
def capture(engine):
    """Return the input rings [channel, frame], by engine frame."""
    return numba.carray(as_pointer(engine.capture), (engine.capture_channels, engine.capture_frames), numba.float32)


@kernel(F4_3(ENGINE))
def click(engine):
    """Return the sounds of the click [sound, accent, frame]."""
    return numba.carray(as_pointer(engine.click), (CLICK_SOUNDS, CLICKS, engine.click_frames), numba.float32)


@kernel(F4_3(ENGINE))
def reverb_lines(engine):
    """Return the delay lines of the reverbs [effect, frame, line]."""
    return numba.carray(as_pointer(engine.reverb_lines), (SENDS, engine.reverb_frames, REVERB_LINES), numba.float32)


@kernel(F4_3(ENGINE))
def reverb_pre(engine):
    """Return the lines of pre-delay and chorus [effect, side, frame]."""
    return numba.carray(as_pointer(engine.reverb_pre), (SENDS, 2, engine.pre_frames), numba.float32)


@kernel(F4_3(ENGINE))
def diffusers(engine):
    """Return the all-passes of the reverbs [effect, diffuser, frame]."""
    return numba.carray(as_pointer(engine.diffusers), (SENDS, DIFFUSERS, engine.diffuser_frames), numba.float32)


@kernel(F4_3(ENGINE))
def echo(engine):
    """Return the lines of the delays [effect, side, frame]."""
    return numba.carray(as_pointer(engine.echo), (SENDS, 2, engine.echo_frames), numba.float32)


@kernel(F4_2(ENGINE))
def audition(engine):
    """Return the ring [side, frame] of the file that only the control room hears."""
    return numba.carray(as_pointer(engine.audition), (2, engine.audition_frames), numba.float32)


@kernel(F4_3(ENGINE))
def stems(engine):
    """Return where a bounce of parts takes its parts from [lane, frame, side]."""
    return numba.carray(as_pointer(engine.stems), (STRIPS, engine.stem_frames, 2), numba.float32)
