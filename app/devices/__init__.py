"""Sound devices of this machine: probing, watching, latency, monitoring and settings.

Lives: window; command line.
"""
