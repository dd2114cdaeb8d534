"""Flush denormals to zero: a decaying filter on denormals runs nine times slower.

Lives: engine, audio thread; first thing in every callback (other code may have set the mode on this thread).
"""

import platform

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

FLUSH_AND_DENORMALS_ARE_ZERO = 0x8040  # MXCSR bits 15 (FTZ) and 6 (DAZ)
FLUSH_AARCH64 = 1 << 24  # FPCR.FZ


@intrinsic
def flush_denormals(typingctx):
    """Set the processor's mode for this thread: denormal numbers count as zero (x86 FTZ and DAZ, AArch64 FPCR.FZ)."""

    def codegen(context, builder, signature, args):
        if platform.machine() in ("aarch64", "arm64"):
            word = ir.IntType(64)
            read = ir.InlineAsm(ir.FunctionType(word, []), "mrs $0, fpcr", "=r", side_effect=True)
            write = ir.InlineAsm(ir.FunctionType(ir.VoidType(), [word]), "msr fpcr, $0", "r", side_effect=True)
            builder.call(write, [builder.or_(builder.call(read, []), word(FLUSH_AARCH64))])
            return context.get_dummy_value()
        word = ir.IntType(32)
        place = cgutils.alloca_once(builder, word)
        kind = ir.FunctionType(ir.VoidType(), [ir.IntType(8).as_pointer()])
        address = builder.bitcast(place, ir.IntType(8).as_pointer())
        builder.call(builder.module.declare_intrinsic("llvm.x86.sse.stmxcsr", [], kind), [address])
        builder.store(builder.or_(builder.load(place), word(FLUSH_AND_DENORMALS_ARE_ZERO)), place)
        builder.call(builder.module.declare_intrinsic("llvm.x86.sse.ldmxcsr", [], kind), [address])
        return context.get_dummy_value()

    return types.void(), codegen
