"""The seven stages of a production: their steps, and the evidence that each is done.

Lives: any thread (pure).
"""
