"""Every test session gets a runtime folder and settings of its own, so that it never meets a running Worktape."""

import os
import tempfile

_scratch = tempfile.mkdtemp(prefix="worktape-tests-")
os.environ["WORKTAPE_RUNTIME"] = _scratch + "/run"
os.environ["WORKTAPE_CONFIG"] = _scratch + "/config"
