"""The short form of `python -m tests.faults`: three of each, on a real device."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import devices, disks, drives, kills, windows
from tests.faults.rig import Rig
from tests.faults.table import Row
from tests.helpers.jack import repeated_where_the_device_loses_audio

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
@repeated_where_the_device_loses_audio
def test_what_a_fault_costs(tmp_path: Path, fault: str) -> None:
    with Rig() as rig:
        row = SHORT[fault](tmp_path, rig)
    assert row.holds, row


DRIVES: dict[str, Callable[[Path], Row]] = {
    "full to its last block": lambda folder: disks.disk_full(folder, 1),
    "pulled out": lambda folder: drives.drive_removed(folder, 1),
    "stands still": lambda folder: drives.drive_stalled(folder, 1, 2.0),
}


@pytest.mark.parametrize("fault", DRIVES)
@repeated_where_the_device_loses_audio
def test_what_a_drive_costs(tmp_path: Path, fault: str) -> None:
    with Rig():
        try:
            row = DRIVES[fault](tmp_path)
        except disks.NotPossible as reason:
            pytest.skip(str(reason))
    assert row.holds, row
