"""The one way to declare a compiled kernel: same flags everywhere.

Lives: engine, at import.
"""

from collections.abc import Callable
from typing import Any

import numba

FLAGS: dict[str, Any] = {"cache": True, "error_model": "numpy", "fastmath": {"contract"}, "nogil": True}


def kernel(signature: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Compile (or load) a function for exactly this signature, at import."""
    return numba.njit(signature, **FLAGS)  # type: ignore[no-any-return]
