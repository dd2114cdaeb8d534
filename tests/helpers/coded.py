"""Compressed files made by PyAV, which is always there, so that tests of them run where no encoder is installed."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

RATE = 48000
# file name: codec, its options, options of the container. In libmp3lame's terms `global_quality` is VBR quality times 118
CODED: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "memo.m4a": ("aac", {"b": "192000"}, {}),
    "memo.mp3": ("libmp3lame", {"b": "192000"}, {}),
    "vbr.mp3": ("libmp3lame", {"flags": "qscale", "global_quality": str(4 * 118)}, {}),
    "no header.mp3": ("libmp3lame", {"flags": "qscale", "global_quality": str(4 * 118)}, {"write_xing": "0"}),
    "memo.ogg": ("vorbis", {"strict": "-2"}, {}),
    "memo.opus": ("libopus", {"b": "128000"}, {}),
}


def coded(path: Path, samples: npt.NDArray[np.float32]) -> Path:
    """Encode samples [frame, 2] at 48 kHz into one of CODED, which the name of the file says."""
    codec, codec_options, options = CODED[path.name]
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream(codec, rate=RATE, options=codec_options)
        stream.layout = "stereo"
        size = stream.codec_context.frame_size or 1024
        convert = av.AudioResampler(format=stream.codec_context.format.name, layout="stereo", rate=RATE)
        whole = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), format="fltp", layout="stereo")
        whole.sample_rate, whole.pts = RATE, 0
        fifo, at_frame = av.AudioFifo(), 0
        for frame in convert.resample(whole) + convert.resample(None):
            frame.pts = None
            fifo.write(frame)
        while (frame := fifo.read(size) or fifo.read(size, partial=True)) is not None:
            frame.pts, frame.time_base = at_frame, Fraction(1, RATE)
            at_frame += frame.samples
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
