"""The one way to declare a compiled kernel: same flags everywhere.

Lives: engine, at import.
"""

from collections.abc import Callable
from typing import Any

import llvmlite.binding
import numba

# LLVM uses half of an AVX-512 register unless told otherwise; a row of 16 lanes is just one whole
if numba.config.CPU_FEATURES is None and llvmlite.binding.get_host_cpu_features().get("avx512f"):
    numba.config.CPU_FEATURES = llvmlite.binding.get_host_cpu_features().flatten() + ",-prefer-256-bit"

FLAGS: dict[str, Any] = {"cache": True, "error_model": "numpy", "fastmath": {"contract"}, "nogil": True}


def kernel(signature: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Compile (or load) a function for exactly this signature, at import."""
    return numba.njit(signature, **FLAGS)  # type: ignore[no-any-return]


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Write a function into its only caller. For the top of the call tree, where compiling a function by itself means
    optimising everything under it once more (4 s each)."""
    return numba.njit(inline="always", **{k: v for k, v in FLAGS.items() if k != "cache"})(function)  # type: ignore[no-any-return]
