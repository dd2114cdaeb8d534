"""Devices: PortAudio, one without hardware, and one without a clock."""
