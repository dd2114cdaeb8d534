"""What a clip plays of the original file, also when it plays a processed one.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.model.clip import Clip, Processing


def source_of(clip: Clip) -> Processing:
    """The part of the original file that a clip plays, with the processing that it has.

    To process a clip again, change its settings and render this part: the second time does not lose more than the first.
    """
    made = clip.processing
    if made is None:
        return Processing(clip.file, clip.file_start_frame, clip.length_frames)
    first = min(round(clip.file_start_frame / made.stretch), made.length_frames - 1)
    length = min(max(round(clip.length_frames / made.stretch), 1), made.length_frames - first)
    if made.reversed:
        first = made.length_frames - first - length
    return replace(made, file_start_frame=made.file_start_frame + first, length_frames=length)
