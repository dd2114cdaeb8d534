"""The short form of `python -m tests.faults`: three of each, on a real device."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import devices, disks, kills, windows
from tests.faults.rig import Rig
from tests.faults.table import Row

SHORT: dict[str, Callable[[Path, Rig], Row]] = {
    "engine killed": lambda folder, rig: kills.engine_killed(folder, 3),
    "engine ended": lambda folder, rig: kills.engine_ended(folder, 1),
    "window killed": lambda folder, rig: windows.window_killed(folder, 3),
    "window frozen": lambda folder, rig: windows.window_frozen(folder, 1, 1.0),
    "engine's Python still": lambda folder, rig: windows.writer_stalled(folder, 1, 1.0),
    "opened twice": lambda folder, rig: windows.opened_twice(folder, 1),
    "driver killed": lambda folder, rig: devices.driver_killed(rig, folder, 1),
}


@pytest.mark.parametrize("fault", SHORT)
def test_what_a_fault_costs(tmp_path: Path, fault: str) -> None:
    with Rig() as rig:
        row = SHORT[fault](tmp_path, rig)
    assert row.holds, row


def test_a_full_disk_keeps_what_it_took(tmp_path: Path) -> None:
    with Rig():
        try:
            row = disks.disk_full(tmp_path, 1)
        except disks.NotPossible as reason:
            pytest.skip(str(reason))
    assert row.holds, row
