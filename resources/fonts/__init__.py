"""Inter, the typeface of the window (SIL Open Font License, see OFL.txt): the three weights that are used."""
