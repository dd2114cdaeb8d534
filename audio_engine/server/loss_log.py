"""Logs what the callback counts: it is compiled and logs nothing itself.

Lives: engine, main thread.
"""

import logging
from typing import Any

EVERY_S = 1.0  # at most, so that a device that loses every block fills no disk
COUNTED = {
    "dropouts": "losses of the device",
    "late": "blocks that came too late",
    "underruns": "blocks without audio from the disk",
    "faults": "samples that were no numbers",
}
_log = logging.getLogger(__name__)


class LossLog:
    """Compares the counters of the engine's clock with those at the last line of the log."""

    def __init__(self) -> None:
        self._logged: dict[str, int] = {}
        self._logged_at_s = 0.0

    def begin(self, clock: Any) -> None:
        """A device has been opened: what is counted now is not news.

        Args:
            clock: Record with the fields of COUNTED.
        """
        self._logged = {name: int(clock[name]) for name in COUNTED}

    def look(self, clock: Any, now_s: float) -> None:
        """Log what was counted since the last line, unless that is less than EVERY_S ago; to be called at any time.

        Args:
            clock: As for `begin`.
            now_s: Monotonic time.
        """
        if not self._logged or now_s - self._logged_at_s < EVERY_S:
            return
        new = {name: int(clock[name]) - before for name, before in self._logged.items()}
        if any(count > 0 for count in new.values()):
            counted = ", ".join(f"{count} {COUNTED[name]}" for name, count in new.items() if count > 0)
            _log.warning("At engine frame %d: %s.", int(clock["engine_frame"]), counted)
            self._logged_at_s = now_s
            self.begin(clock)
