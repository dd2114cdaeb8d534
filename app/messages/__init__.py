"""What Worktape says to its user, a file for each area: constants, and functions of what a sentence names.

A sentence is short, active and in the present tense: what happened, and what to do. Names of songs, tracks and files stand
in it as they are; `app.problems.as_shown` makes it fit for the screen.

Lives: any thread (pure).
"""
