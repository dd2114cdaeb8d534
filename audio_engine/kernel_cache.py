"""Where compiled kernels are cached: a folder named by everything that they depend on.

Numba does not notice an edited callee behind a cached caller, nor a changed bounds-check flag; so the folder's name is a
hash of all kernel sources, the versions of numba and llvmlite, and the flag.

Lives: every process, before numba is imported.
"""

import hashlib
import os
import re
import shutil
import time
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import platformdirs

CACHES_KEPT = 3  # current and two older ones
KEPT_DAYS = 30  # and all in use: a developer switching branches does not recompile each time
_PACKAGE = Path(__file__).parent
_KERNEL = re.compile(r"^@kernel\(.*?^def (\w+)", re.MULTILINE | re.DOTALL)


def kernel_sources() -> list[Path]:
    """Return the files that determine the compiled kernels: all of `rt`, others that declare kernels, and their constants."""
    inside = sorted((_PACKAGE / "rt").rglob("*.py"))
    outside = [
        path for path in sorted(_PACKAGE.glob("*.py")) + sorted((_PACKAGE / "disk").glob("*.py")) if _declares(path)
    ]
    return [*inside, *outside, _PACKAGE / "capacity.py"]


def _declares(source: Path) -> bool:
    return b"\nfrom audio_engine.rt.kernel import " in source.read_bytes()


def folder() -> Path:
    """Return the cache folder for these sources; it need not exist yet."""
    digest = hashlib.sha256()
    for source in kernel_sources():
        if source.exists():
            digest.update(source.read_bytes())
    for name in ("numba", "llvmlite"):
        try:
            digest.update(version(name).encode())
        except PackageNotFoundError:
            pass
    digest.update(os.environ.get("NUMBA_BOUNDSCHECK", "0").encode())
    return Path(platformdirs.user_cache_dir("worktape", appauthor=False)) / "kernels" / digest.hexdigest()[:16]


def prepare() -> None:
    """Point numba at the folder, unless the user has set `NUMBA_CACHE_DIR`."""
    os.environ.setdefault("NUMBA_CACHE_DIR", str(folder()))


def is_warm() -> bool:
    """True if the callback of this checkout was compiled before: decides if an engine starts at once."""
    callback = _PACKAGE / "rt" / "callback.py"
    return _is_compiled(callback, "callback", _indexes(callback.parent))


def compiled() -> tuple[int, int]:
    """How many kernels of this checkout were compiled so far, and how many are declared; the engine needs most of them."""
    declared = _declared()
    indexes = {place: _indexes(place) for place in {source.parent for source, _ in declared}}
    return sum(_is_compiled(source, name, indexes[source.parent]) for source, name in declared), len(declared)


@cache
def _declared() -> tuple[tuple[Path, str], ...]:
    """Source and name of each kernel."""
    return tuple(
        (source, name) for source in kernel_sources() if source.exists() for name in _KERNEL.findall(source.read_text())
    )


def _is_compiled(source: Path, name: str, indexes: dict[str, float]) -> bool:
    """Whether numba has this kernel in a state not older than its source."""
    return indexes.get(f"{source.stem}.{name}", -1.0) >= source.stat().st_mtime


def _indexes(place: Path) -> dict[str, float]:
    """When each kernel was compiled from the sources in `place`: `module.function`, seconds since the epoch.

    The cache is shared by all checkouts with the same sources, but numba keeps apart what was compiled from each path: in a
    folder named by a hash of the source's (`numba.core.caching._CacheLocator.get_suitable_cache_subpath`).
    """
    numbas = f"{place.name}_{hashlib.sha1(str(place).encode()).hexdigest()}"
    found = dict[str, float]()
    for index in (Path(os.environ["NUMBA_CACHE_DIR"]) / numbas).glob("*.nbi"):
        name = index.name.rpartition("-")[0]
        found[name] = max(index.stat().st_mtime, found.get(name, -1.0))
    return found


def remove_old(now_s: float | None = None) -> None:
    """Mark these kernels as in use, and delete caches of other versions.

    Kept are the newest few, and those used within KEPT_DAYS.

    Args:
        now_s: Present time in seconds since the epoch; None for the clock's.
    """
    here, now_s = folder(), time.time() if now_s is None else now_s
    try:
        os.utime(here, (now_s, now_s))
        others = sorted((p for p in here.parent.iterdir() if p != here), key=_used_at, reverse=True)
    except OSError:
        return
    for old in others[CACHES_KEPT - 1 :]:
        if now_s - _used_at(old) > KEPT_DAYS * 86400:
            shutil.rmtree(old, ignore_errors=True)


def _used_at(cache: Path) -> float:
    return cache.stat().st_mtime
