"""log2 and exp2 of float32 as polynomials, so that loops over lanes become SIMD.

The polynomials are least-squares fits at Chebyshev points; their errors are stated and tested.

Lives: engine, audio thread.
"""

import numba
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from audio_engine.rt.kernel import kernel

LOG2_OF_DB = 0.16609640474436813  # log2(10) / 20: decibels to log2 of amplitude
DB_OF_LOG2 = 6.020599913279624
# log2(1 + m) / m, highest power first
LOG_0 = -0.20685812421518474
LOG_1 = 0.31840711837620556
LOG_2 = -0.3664132593848114
LOG_3 = 0.47979388415536584
LOG_4 = -0.7212084675554286
LOG_5 = 1.442701799767525
# (2^x - 1) / x, highest power first
EXP_0 = 0.0013390867351799067
EXP_1 = 0.009666373693211416
EXP_2 = 0.05550357104251632
EXP_3 = 0.24022348940946942
EXP_4 = 0.693147188029343


@intrinsic
def magnitude_bits(typingctx, value):
    """Return the bits of |value| as an int32. They order like magnitudes; infinity and NaN are the largest."""

    def codegen(context, builder, signature, args):
        word = ir.IntType(32)
        return builder.and_(builder.bitcast(args[0], word), word(0x7FFFFFFF))

    return types.int32(types.float32), codegen


_SQRT_HALF = 0x3F3504F3  # bits of sqrt(1/2)


@intrinsic
def exponent(typingctx, value):
    """Return the whole number e, as a float32, for which value / 2^e lies between sqrt(1/2) and sqrt(2)."""

    def codegen(context, builder, signature, args):
        word = ir.IntType(32)
        bits = builder.sub(builder.bitcast(args[0], word), word(_SQRT_HALF))
        return builder.sitofp(builder.ashr(bits, word(23)), ir.FloatType())

    return types.float32(types.float32), codegen


@intrinsic
def mantissa(typingctx, value):
    """Return value / 2^exponent(value)."""

    def codegen(context, builder, signature, args):
        word = ir.IntType(32)
        bits = builder.bitcast(args[0], word)
        whole = builder.and_(builder.sub(bits, word(_SQRT_HALF)), word(-(1 << 23)))
        return builder.bitcast(builder.sub(bits, whole), ir.FloatType())

    return types.float32(types.float32), codegen


@intrinsic
def power_of_two(typingctx, whole):
    """Return 2^whole for a whole number from -126 to 127."""

    def codegen(context, builder, signature, args):
        word = ir.IntType(32)
        number = builder.add(builder.fptosi(args[0], word), word(127))
        return builder.bitcast(builder.shl(number, word(23)), ir.FloatType())

    return types.float32(types.float32), codegen


@kernel(types.float32(types.float32))
def log2_fast(value):
    """Return log2 of a positive normal float32; absolute error under 1e-5 (6e-5 dB). Zero and below give about -123."""
    positive = max(value, numba.float32(1e-37))
    m = mantissa(positive) - numba.float32(1.0)
    p = numba.float32(LOG_0)
    p = p * m + numba.float32(LOG_1)
    p = p * m + numba.float32(LOG_2)
    p = p * m + numba.float32(LOG_3)
    p = p * m + numba.float32(LOG_4)
    p = p * m + numba.float32(LOG_5)
    return exponent(positive) + m * p


@kernel(types.float32(types.float32))
def exp2_fast(value):
    """Return 2^value for -126 to 126, beyond which it is clamped; relative error under 4e-7."""
    clamped = min(max(value, numba.float32(-126.0)), numba.float32(126.0))
    shifted = clamped + numba.float32(12582912.0)  # 1.5 * 2^23 rounds to the nearest whole number
    whole = shifted - numba.float32(12582912.0)
    x = clamped - whole
    p = numba.float32(EXP_0)
    p = p * x + numba.float32(EXP_1)
    p = p * x + numba.float32(EXP_2)
    p = p * x + numba.float32(EXP_3)
    p = p * x + numba.float32(EXP_4)
    p = p * x + numba.float32(1.0)
    return p * power_of_two(whole)
