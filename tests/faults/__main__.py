"""`python -m tests.faults [--kills 200] [--window-kills 50] [--only NAME ...]`."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.faults import devices, disks, drives, flush, kills, long, table, windows
from tests.faults.rig import Rig
from tests.helpers.jack import AVAILABLE

Fault = Callable[[Path, Rig], table.Row]
LONG: dict[str, Callable[[Path], list[table.Row]]] = {"long": long.every_length}  # only where asked for


def faults(options: argparse.Namespace) -> dict[str, Fault]:
    return {
        "engine-killed": lambda folder, rig: kills.engine_killed(folder, options.kills),
        "window-killed": lambda folder, rig: windows.window_killed(folder, options.window_kills),
        "window-frozen": lambda folder, rig: windows.window_frozen(folder, 1),
        "driver-killed": lambda folder, rig: devices.driver_killed(rig, folder, 3),
        "disk-full": lambda folder, rig: disks.disk_full(folder, 5),
        "drive-removed": lambda folder, rig: drives.drive_removed(folder, 5),
        "drive-stalled": lambda folder, rig: drives.drive_stalled(folder, 2),
        "read-only": lambda folder, rig: disks.read_only(folder, 2),
        "writer-stalled": lambda folder, rig: windows.writer_stalled(folder, 2),
        "engine-ended": lambda folder, rig: kills.engine_ended(folder, options.ends),
        "flush": lambda folder, rig: flush.flush(folder, 200),
        "opened-twice": lambda folder, rig: windows.opened_twice(folder, 3),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--ends", type=int, default=20)
    parser.add_argument("--window-kills", type=int, default=50)
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[])
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not AVAILABLE:
        print("jackd2 is not installed; on Debian or Ubuntu: apt-get install jackd2", file=sys.stderr)
        return 1
    chosen = faults(options)
    unknown = [name for name in options.only if name not in chosen and name not in LONG]
    if unknown:
        parser.error(f"there is no fault {', '.join(unknown)}; there are {', '.join([*chosen, *LONG])}")
    rows = []
    with tempfile.TemporaryDirectory(prefix="worktape-faults-") as scratch:
        os.environ.setdefault("WORKTAPE_RUNTIME", f"{scratch}/run")
        os.environ.setdefault("WORKTAPE_CONFIG", f"{scratch}/config")
        for name in options.only or chosen:
            if name in LONG:
                rows += LONG[name](Path(scratch) / name)
            elif name == "read-only" and os.geteuid() == 0:
                rows.append(disks.in_another_user(Path(scratch) / name))
            else:
                with Rig() as rig:
                    rows.append(chosen[name](Path(scratch) / name, rig))
            print(table.lines(rows[-1:])[1], file=sys.stderr, flush=True)
    print(rows[0].as_json() if options.json else "\n".join(table.lines(rows)))
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
