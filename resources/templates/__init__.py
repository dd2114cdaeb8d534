"""The tables of the stages: process templates as data."""
