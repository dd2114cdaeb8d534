"""The devices of this machine, as a short-lived process finds them.

Lives: command line; window workers.
"""

from app.problems import Refused
from audio_engine.probe import DeviceInfo as DeviceInfo
from audio_engine.probe import ProbeProblem, devices


def probed_devices(*, gently: bool = False) -> list[DeviceInfo]:
    """A tenth of a second or more; `gently` at the lowest priority. Refused where the drivers cannot be asked."""
    try:
        return devices(gently=gently)
    except ProbeProblem as problem:
        raise Refused(str(problem)) from None
