"""The demo song: its score, its synthesis and its mix, all made here and free to use under the program's licence."""
