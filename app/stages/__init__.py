"""The seven stages: steps, and the evidence that each is done.

Lives: any thread (pure).
"""
