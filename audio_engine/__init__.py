"""Samples: the engine process, its compiled callback, disk threads, bounce and calibration. Knows slots, never tracks.

Importing this package names the kernel cache, so that numba, wherever it is imported later, finds it.
"""

from audio_engine import kernel_cache

kernel_cache.prepare()
