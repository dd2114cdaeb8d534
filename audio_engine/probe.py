"""List devices in a short-lived process: the list is always fresh, and a driver that crashes costs nothing.

Lives: `devices` in window workers and command line; `main` in the probe process.
"""

import json
import os
from typing import NamedTuple

from audio_engine import launcher

TIMEOUT_S = 15.0
GENTLY = "gently"


class DeviceInfo(NamedTuple):
    """A device as its driver describes it: numbers of channels, its usual rate, whether it is its host API's default."""

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
    """List all devices; takes a tenth of a second, or what their drivers take, at most TIMEOUT_S.

    Args:
        gently: Behind everything else that runs, for a look that nobody waits for.

    Raises:
        ProbeProblem: The drivers crashed, did not answer or are missing.
    """
    try:
        answer = launcher.ask("probe", *([GENTLY] if gently else []), limit_s=TIMEOUT_S)
    except TimeoutError as error:
        raise ProbeProblem("The audio drivers did not answer; restart the audio server or the machine.") from error
    except ValueError as error:
        raise ProbeProblem("The audio drivers crashed while they were being listed.") from error
    if "problem" in answer:
        raise ProbeProblem(answer["problem"])
    return [DeviceInfo(**device) for device in answer["devices"]]


def main(arguments: list[str]) -> int:
    """In the probe process: print the devices as JSON."""
    launcher.read_message()
    if GENTLY in arguments and hasattr(os, "nice"):
        os.nice(19)
    from audio_engine.backend.base import DeviceProblem
    from audio_engine.backend.listing import list_devices

    try:
        print(json.dumps({"devices": list_devices()}))
    except DeviceProblem as problem:
        print(json.dumps({"problem": problem.sentence}))
    return 0
