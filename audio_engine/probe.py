"""List devices in a short-lived process: the list is always fresh, and a driver that crashes costs nothing.

Lives: `devices` in window workers and command line; `main` in the probe process.
"""

import json
import os
import subprocess
from typing import NamedTuple

from audio_engine import launcher

TIMEOUT_S = 15.0
GENTLY = "gently"


class DeviceInfo(NamedTuple):
    host_api: str
    name: str
    inputs: int
    outputs: int
    rate_hz: int
    default_input: bool
    default_output: bool


class ProbeProblem(Exception):
    """One sentence: why devices cannot be listed."""


def devices(*, gently: bool = False) -> list[DeviceInfo]:
    """All devices, in a tenth of a second or what their drivers take; `gently` behind everything else that runs.
    Raises ProbeProblem."""
    child = launcher.start("probe", *([GENTLY] if gently else []), output=subprocess.PIPE)
    try:
        text, _ = child.communicate(timeout=TIMEOUT_S)
        answer = json.loads(text)
    except subprocess.TimeoutExpired as error:
        child.kill()
        raise ProbeProblem("The audio drivers did not answer; restart the audio server or the machine.") from error
    except ValueError as error:
        raise ProbeProblem("The audio drivers crashed while they were being listed.") from error
    if "problem" in answer:
        raise ProbeProblem(answer["problem"])
    return [DeviceInfo(**device) for device in answer["devices"]]


def main(arguments: list[str]) -> int:
    """In the probe process: print the devices as JSON."""
    if GENTLY in arguments and hasattr(os, "nice"):
        os.nice(19)
    from audio_engine.backend.base import DeviceProblem

    try:
        from audio_engine.backend.listing import list_devices

        print(json.dumps({"devices": list_devices()}))
    except DeviceProblem as problem:
        print(json.dumps({"problem": problem.sentence}))
    return 0
