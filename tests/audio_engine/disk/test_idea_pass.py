"""A pass that leaves the transport alone. Hazards: it moves the song, or a moved song cuts it; a crash
loses it."""

from pathlib import Path

import numpy as np

from audio_engine.disk.recovery import read_back
from audio_engine.plan import ChannelPlan, MixPlan, TrackTimeline
from audio_engine.rt import layout as at
from tests.helpers.engine import MASTER, RATE
from tests.helpers.recorder import Recorder, frames_in, take_request

PLAN = MixPlan(RATE, (ChannelPlan(0, 1, (0,), True, "off"),), (MASTER,))


def test_it_is_whole_whatever_the_song_does_meanwhile(tmp_path: Path) -> None:
    made = Recorder(PLAN, [TrackTimeline(0, 1)])
    made.hear([1000] * 3)
    made.writer.begin(take_request(tmp_path, (0, 1), rolls=False))
    made.hear([512] * 4)
    assert made.word("state") == at.STOPPED and made.word("timeline") == 0
    made.roll()
    made.hear([512] * 20)
    made.command(at.COMMAND_STOP)
    made.hear([512] * 20)
    made.roll()
    made.hear([512] * 10)
    assert made.word("recording") == 0
    made.writer.end_pass()
    made.hear([512] * 2)
    for channel, file in enumerate(made.result.files):
        np.testing.assert_array_equal(frames_in(file.path, channel), np.arange(3000, 3000 + 512 * 54))
    assert [round_.length_frames for round_ in made.result.rounds] == [512 * 54]
    assert not made.result.gaps and made.result.latency_frames == 0


def test_after_a_crash_it_is_read_back_to_the_last_frame_that_was_handed_over(tmp_path: Path) -> None:
    made = Recorder(PLAN, [TrackTimeline(0, 1)])
    made.hear([1000])
    request = take_request(tmp_path, rolls=False)
    made.writer.begin(request)
    made.hear([480] * 30)
    result = read_back(Path(request.journal), set())  # nobody has ended it
    made.writer.close_pass("")
    assert result.files[0].length_frames == 480 * 30 and result.recovered
    np.testing.assert_array_equal(frames_in(result.files[0].path), np.arange(1000, 1000 + 480 * 30))


def test_a_full_disk_ends_it_and_not_the_song(tmp_path: Path) -> None:
    made = Recorder(PLAN, [TrackTimeline(0, 1)])
    made.writer.begin(take_request(tmp_path, rolls=False))
    made.roll()
    made.hear([512] * 4)
    running = made.writer._pass
    assert running is not None
    running.report_write_error(OSError(28, "No space left on device"))
    made.hear([512] * 4)
    assert made.word("state") == at.ROLLING and "No space left" in made.result.reason
