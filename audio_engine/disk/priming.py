"""What an encoder put before and behind the sound, where FFmpeg leaves it in: the delay of an MP3, the padding of an MP4.

FFmpeg leaves out what the file says in a way that it reads: the priming of MP4, Ogg and Opus, both ends of an MP3 with a
header frame. The padding at the end of an MP4 and the delay of an MP3 without a header frame stay in.

Lives: window, workers; command line.
"""

from collections import deque
from collections.abc import Callable, Iterator

from audio_engine.disk.audio_source import Samples

# Of LAME (576) and of every MP3 decoder (529), the LAME tag's specification: what nearly all encoders without a header have
MP3_DELAY_FRAMES = 576 + 529
LONGEST_PADDING_FRAMES = 4096  # two frames of the longest kind; more than that is sound, and the header is wrong


def without_beginning(pieces: Iterator[Samples], frames: int) -> Iterator[Samples]:
    """All but the first `frames` frames."""
    for piece in pieces:
        skipped = min(frames, len(piece))
        frames -= skipped
        if skipped < len(piece):
            yield piece[skipped:]


def without_padding(pieces: Iterator[Samples], coded_frames: Callable[[], int]) -> Iterator[Samples]:
    """The first `coded_frames()` frames, asked for at the end; everything if there are many more than that."""
    held: deque[Samples] = deque()
    seen = waiting = 0
    for piece in pieces:
        held.append(piece)
        seen += len(piece)
        waiting += len(piece)
        while waiting - len(held[0]) >= LONGEST_PADDING_FRAMES:
            waiting -= len(held[0])
            yield held.popleft()
    excess = seen - coded_frames()
    keep = waiting - (excess if 0 < excess <= LONGEST_PADDING_FRAMES else 0)
    for piece in held:
        yield piece[: max(0, keep)]
        keep -= len(piece)
