"""The one way to declare a compiled kernel: same flags everywhere, explicit signatures, compiled or loaded when needed.

A kernel that only other kernels call is never loaded by itself: the callback's own machine code, kept by Numba's cache,
holds all that it calls. So a start costs one load, not two hundred (0.2 s instead of 1.5 s).

Lives: engine, at import.
"""

from collections.abc import Callable
from typing import Any

import llvmlite.binding
import numba
from numba.core.registry import CPUDispatcher

# LLVM uses half of an AVX-512 register unless told otherwise; a row of 16 lanes is just one whole
if numba.config.CPU_FEATURES is None and llvmlite.binding.get_host_cpu_features().get("avx512f"):
    numba.config.CPU_FEATURES = llvmlite.binding.get_host_cpu_features().flatten() + ",-prefer-256-bit"

FLAGS: dict[str, Any] = {"cache": True, "error_model": "numpy", "fastmath": {"contract"}, "nogil": True}


class Kernel(CPUDispatcher):  # type: ignore[misc]
    """A function that is compiled for its one signature when a kernel that calls it is compiled, or Python calls it."""

    signature: Any

    def load(self) -> None:
        """Compile the kernel or take it from the cache, for exactly its signature."""
        if not self.overloads:
            self.compile(self.signature)
            self.disable_compile()

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """Load the kernel when a caller of it is compiled: Numba's own method."""
        self.load()
        return super().get_call_template(args, kws)

    def _compile_for_args(self, *args: Any, **kws: Any) -> Any:
        """What Numba calls when no overload fits; it calls whatever is returned."""
        if self.overloads:
            return super()._compile_for_args(*args, **kws)
        self.load()
        return self


def kernel(signature: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function that is compiled for exactly one signature.

    Args:
        signature: Numba's, such as `types.void(ENGINE, types.int64)`.

    Returns:
        A decorator; what it returns is a `Kernel`.
    """

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        dispatcher: Any = numba.njit(**FLAGS)(function)
        dispatcher.__class__ = Kernel
        dispatcher.signature = signature
        return dispatcher  # type: ignore[no-any-return]

    return declare


def entry(signature: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a kernel that Python calls: compiled or loaded at import, so that nothing is compiled when it matters.

    Args:
        signature: As for `kernel`.
    """

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        declared: Any = kernel(signature)(function)
        declared.load()
        return declared  # type: ignore[no-any-return]

    return declare


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Declare a function that is written into its only caller.

    For the top of the call tree, where compiling a function by itself means optimising all that is under it again (4 s).
    """
    return numba.njit(inline="always", **{k: v for k, v in FLAGS.items() if k != "cache"})(function)  # type: ignore[no-any-return]
