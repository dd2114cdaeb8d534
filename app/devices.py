"""The devices of this machine, as a short-lived process finds them.

Lives: command line; window workers.
"""

from app.edits.edit import Refused
from audio_engine.probe import DeviceInfo, ProbeProblem, devices


def probed_devices() -> list[DeviceInfo]:
    """About half a second. Refused with the reason where the drivers cannot be asked."""
    try:
        return devices()
    except ProbeProblem as problem:
        raise Refused(str(problem)) from None
