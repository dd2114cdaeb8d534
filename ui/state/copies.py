"""What was copied last: a strip, and clips.

Lives: window, main thread.
"""

from app.edits.channels import set_strip
from app.edits.edit import Edit
from app.messages.mixing import COPY_A_STRIP
from app.model.channel import Channel, ChannelId
from app.model.strip import StripSettings
from app.problems import NothingToDo
from app.renders.pasting import Copied


class Copies:
    """Belongs to the window; what was copied outlives the song that it was copied from."""

    def __init__(self) -> None:
        self.strip: StripSettings | None = None
        self.clips: Copied | None = None

    def copy(self, channel: Channel) -> None:
        """Remember the strip of a channel as it is now."""
        self.strip = channel.strip

    def paste(self, channel_id: ChannelId) -> Edit:
        """Put the copied strip onto a channel.

        Raises:
            NothingToDo: Nothing was copied.
        """
        if self.strip is None:
            raise NothingToDo(COPY_A_STRIP)
        return set_strip(channel_id, self.strip)
