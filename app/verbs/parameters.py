"""Parameters of verbs as text: what may be typed for each, on the command line and in the card that asks for them.

Lives: any thread (pure).
"""

from collections.abc import Mapping
from typing import Any

from app.text.paths import Setting
from app.verbs.verb import VerbFacts


def settings_of(verb: VerbFacts, present: Mapping[str, Any] | None = None) -> dict[str, Setting]:
    """What each parameter of a verb is and may be, by name.

    Args:
        verb: The verb.
        present: Values to begin with in place of the defaults, as `Verb.present` gives them.
    """
    now = present or {}
    return {
        name: Setting(
            name,
            now.get(name, found.default),
            found.default,
            spec.kind,
            verb.run,
            spec.low,
            spec.high,
            spec.unit,
            choices,
        )
        for found in verb.parameters
        for (name,), spec, choices in [(found.names, found.spec, found.choices)]
    }
