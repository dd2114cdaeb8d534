"""Acquire loads, release stores and exchanges on int32/int64 arrays; addresses as pointers; the cycle counter.

Numba has no CPU atomics of its own, so these are LLVM instructions.

Lives: everywhere; on the audio thread they are single instructions.
"""

import platform

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic


def _pointer(context, builder, array_type, array, index):
    struct = context.make_array(array_type)(context, builder, array)
    return cgutils.get_item_pointer(context, builder, array_type, struct, [index])


@intrinsic
def load_acquire(typingctx, array, index):
    """Read `array[index]`; everything written before its release store is visible from here on.

    Args:
        array: int32 or int64, in memory that other threads or processes may write.
        index: Place in it; not checked.
    """

    def codegen(context, builder, signature, args):
        pointer = _pointer(context, builder, signature.args[0], args[0], args[1])
        kind = context.get_data_type(signature.args[0].dtype)
        return builder.load_atomic(pointer, "acquire", signature.args[0].dtype.bitwidth // 8, typ=kind)

    return array.dtype(array, types.intp), codegen


@intrinsic
def store_release(typingctx, array, index, value):
    """Write `array[index] = value`, visible to an acquire load only together with everything written before.

    Args:
        array: int32 or int64, in memory that other threads or processes may read.
        index: Place in it; not checked.
        value: Of the array's type.
    """

    def codegen(context, builder, signature, args):
        pointer = _pointer(context, builder, signature.args[0], args[0], args[1])
        builder.store_atomic(args[2], pointer, "release", signature.args[0].dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(array, types.intp, array.dtype), codegen


@intrinsic
def exchange(typingctx, array, index, value):
    """Store a value and return the one that it replaces, as one atomic operation.

    Args:
        array: int32 or int64.
        index: Place in it; not checked.
        value: Of the array's type.
    """

    def codegen(context, builder, signature, args):
        pointer = _pointer(context, builder, signature.args[0], args[0], args[1])
        return builder.atomic_rmw("xchg", pointer, args[2], "acq_rel")

    return array.dtype(array, types.intp, array.dtype), codegen


@intrinsic
def raise_to(typingctx, array, index, value):
    """Set `array[index] = max(array[index], value)` as one atomic operation.

    Args:
        array: int32 or int64. Bits of non-negative float32 numbers order like int32, so peaks may be held as int32.
        index: Place in it; not checked.
        value: Of the array's type.
    """

    def codegen(context, builder, signature, args):
        pointer = _pointer(context, builder, signature.args[0], args[0], args[1])
        builder.atomic_rmw("max", pointer, args[2], "acq_rel")
        return context.get_dummy_value()

    return types.void(array, types.intp, array.dtype), codegen


@intrinsic
def float_bits(typingctx, value):
    """Return the bits of a float32 as an int32."""

    def codegen(context, builder, signature, args):
        return builder.bitcast(args[0], ir.IntType(32))

    return types.int32(types.float32), codegen


@intrinsic
def as_pointer(typingctx, address):
    """Return an int64 address as a void pointer, for `numba.carray`."""

    def codegen(context, builder, signature, args):
        return builder.inttoptr(args[0], ir.IntType(8).as_pointer())

    return types.voidptr(types.int64), codegen


@intrinsic
def as_address(typingctx, pointer):
    """Return a pointer as an int64 address, 0 for NULL."""

    def codegen(context, builder, signature, args):
        return builder.ptrtoint(args[0], ir.IntType(64))

    return types.int64(pointer), codegen


@intrinsic
def cycles(typingctx):
    """Return the processor's time-stamp counter as an int64, without a system call.

    Its rate is measured when the engine starts.
    """

    def codegen(context, builder, signature, args):
        word = ir.IntType(64)
        if platform.machine() in ("aarch64", "arm64"):
            # readcyclecounter reads a register that user code may not; the generic timer is open
            timer = ir.InlineAsm(ir.FunctionType(word, []), "mrs $0, cntvct_el0", "=r", side_effect=True)
            return builder.call(timer, [])
        counter = builder.module.declare_intrinsic("llvm.readcyclecounter", [], ir.FunctionType(word, []))
        return builder.call(counter, [])

    return types.int64(), codegen
