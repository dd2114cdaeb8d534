"""What all effects share: their record, their memory, and reading from a delay line.

Effect k runs in bus FIRST_EFFECT + k. It keeps its state in `effect_state[k]` and `effect_words[k]`, and its sound in rings
whose content counts as silence beyond its age, so that one `clear` serves all effects, in constant time.

Lives: engine, audio thread.
"""

from typing import NamedTuple

import numba
from numba import types

from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import ENGINE, FX_AGE, FX_TAP, FX_TAP_FADE, FX_TAP_OLD, FX_WRITE

TAP_FADE_FRAMES = 512  # a changed pre-delay or echo time cross-fades over this many frames


class Effect(NamedTuple):
    """A kind of effect, stated in its file.

    Args:
        kind: As plans call it.
        rows: Its values, in the order of its rows; plans call them `kind_row`.
        rings: Fields of the engine record in which it remembers sound: memory is touched for effects in use only.
    """

    kind: str
    rows: tuple[str, ...]
    rings: tuple[str, ...]


@kernel(types.void(ENGINE, types.int64, types.int64, types.boolean))
def set_tap(engine, effect, distance, fresh):
    """Set how far back an effect reads: with a crossfade of TAP_FADE_FRAMES, or at once.

    A crossfade in progress is finished first; the caller asks again at the next control point.

    Args:
        engine: Engine record.
        effect: Number of the effect.
        distance: Frames.
        fresh: True sets it at once.
    """
    words = engine.effect_words
    if fresh:
        words[effect, FX_TAP] = distance
        words[effect, FX_TAP_FADE] = 0
    elif words[effect, FX_TAP_FADE] == 0 and words[effect, FX_TAP] != distance:
        words[effect, FX_TAP_OLD] = words[effect, FX_TAP]
        words[effect, FX_TAP] = distance
        words[effect, FX_TAP_FADE] = TAP_FADE_FRAMES


@kernel(types.float32(types.float32[:, ::1], types.int64, types.int64, types.int64, types.int64))
def read_delayed(ring, row, write, distance, age):
    """Return the sample written `distance` frames ago; 0 if that was before the last reset.

    Args:
        ring: Delay lines [row, frame]; the length is a power of two.
        row: Which of them.
        write: Frame that is written next.
        distance: Frames, at least 0.
        age: Frames that the line has been filled since the last reset.
    """
    if distance > age:
        return numba.float32(0.0)
    return ring[row, (write - distance) & (ring.shape[1] - 1)]


@kernel(types.void(ENGINE, types.int64))
def clear(engine, effect):
    """Forget all sound in an effect, in constant time: whatever is older than its age reads as silence."""
    engine.effect_words[effect, FX_AGE] = 0
    engine.effect_words[effect, FX_WRITE] = 0
    for word in range(engine.effect_state.shape[1]):
        engine.effect_state[effect, word] = numba.float32(0.0)
