"""Numbers about sound: responses of filters and dynamics, pitch.

Lives: any thread.
"""
