"""Hazards: caches of old versions that are never removed; one in use by another version that is; a first start that is not
recognised, because another checkout has compiled the same sources."""

import os
from pathlib import Path

import pytest
from numba.core.caching import _CacheLocator

from audio_engine import kernel_cache

DAY_S = 86400.0
NOW_S = 1e9


@pytest.fixture
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of this version, and six others that were used 1, 10, 40, 50, 60 and 70 days ago."""
    for name, days in (("here", 90), ("a", 1), ("b", 10), ("c", 40), ("d", 50), ("e", 60), ("f", 70)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kernel.nbi").touch()
        os.utime(tmp_path / name, (NOW_S - days * DAY_S,) * 2)
    monkeypatch.setattr(kernel_cache, "folder", lambda: tmp_path / "here")
    return tmp_path


def test_old_caches_go_and_those_in_use_stay(caches: Path) -> None:
    kernel_cache.remove_old(NOW_S)
    assert {path.name for path in caches.iterdir()} == {"here", "a", "b"}


def test_the_newest_few_stay_however_old(caches: Path) -> None:
    kernel_cache.remove_old(NOW_S + 365 * DAY_S)
    assert {path.name for path in caches.iterdir()} == {"here", "a", "b"}


def test_this_one_counts_as_used_now(caches: Path) -> None:
    kernel_cache.remove_old(NOW_S)
    assert (caches / "here").stat().st_mtime == NOW_S


def test_without_a_cache_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_cache, "folder", lambda: tmp_path / "none" / "here")
    kernel_cache.remove_old(NOW_S)


def test_kernels_of_another_checkout_or_of_an_older_source_do_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first start in a second checkout said nothing of what it did for half a minute."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    source = tmp_path / "rt" / "callback.py"
    source.parent.mkdir()
    source.write_text("\nfrom audio_engine.rt.kernel import kernel\n\n\n@kernel()\ndef callback():\n    pass\n")
    monkeypatch.setattr(kernel_cache, "_PACKAGE", tmp_path)
    kernel_cache._declared.cache_clear()
    other = tmp_path / "rt_of_another_checkout"
    other.mkdir()
    (other / "callback.callback-8.py311.nbi").touch()
    assert not kernel_cache.is_warm() and kernel_cache.compiled() == (0, 1)
    own = tmp_path / _CacheLocator.get_suitable_cache_subpath(str(source))
    own.mkdir()
    index = own / "callback.callback-8.py311.nbi"
    index.touch()
    assert kernel_cache.is_warm() and kernel_cache.compiled() == (1, 1)
    os.utime(source, (source.stat().st_mtime + 60,) * 2)
    assert not kernel_cache.is_warm() and kernel_cache.compiled() == (0, 1)
    kernel_cache._declared.cache_clear()
