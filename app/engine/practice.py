"""Practice: another speed, the same pitch, and a part that is left out because somebody plays it.

The song stays as it is, and so do bounce and stems. The engine's timeline is another one: everything that the engine gets
is moved to where `time` says it is played, and what it says of its clock is moved back.

Lives: window, main thread.
"""

from app.messages.recording import PRACTICE_SPEED, STOP_AFTER_PRACTICE
from app.model.ids import TrackId
from app.problems import Refused
from audio_engine.plan import AS_WRITTEN, PracticeTime

SLOWEST, FASTEST = 0.5, 1.5  # times the song's tempo


class Practice:
    """How the song is played now. It belongs to the sitting, never to the song.

    Attributes:
        time: Which frame of the song is heard at which frame of the engine.
        left_out: The tracks whose clips are not played.
        written_since: Engine frame, of the device's stream, since which the song has been played as it is written.
    """

    def __init__(self) -> None:
        self.time = AS_WRITTEN
        self.left_out: frozenset[TrackId] = frozenset()
        self.written_since = 0

    @property
    def speed(self) -> float:
        """Times the song's tempo: 1.0 is the song as it is."""
        return self.time.speed

    @property
    def is_settled(self) -> bool:
        """Whether the timelines of song and engine have their start in common."""
        return self.time.engine_at == 0 and self.time.song_at == 0.0

    def check_recordable(self) -> None:
        """Raise Refused while a take would not lie where it was played."""
        if self.speed != 1.0:
            raise Refused(PRACTICE_SPEED)
        if not self.is_settled:
            raise Refused(STOP_AFTER_PRACTICE)

    def go_on(self, speed: float, engine_frame: int) -> None:
        """Change the speed without a jump: at this frame of the engine the song is where it would have been anyway."""
        self.time = PracticeTime(speed, engine_frame, self.time.song_frame(engine_frame))

    def settle(self, speed: float) -> None:
        """Begin both timelines at the same moment: the engine has to be located then."""
        self.time = PracticeTime(speed)
