"""Identities: short random strings that never change and never mean anything.

Lives: any thread.
"""

import secrets
from typing import NewType

TrackId = NewType("TrackId", str)
BusId = NewType("BusId", str)
ClipId = NewType("ClipId", str)
TakeId = NewType("TakeId", str)
SectionId = NewType("SectionId", str)
PassId = NewType("PassId", str)
VcaId = NewType("VcaId", str)
VersionId = NewType("VersionId", str)
CompId = NewType("CompId", str)
MarkerId = NewType("MarkerId", str)
FolderId = NewType("FolderId", str)
PersonId = NewType("PersonId", str)
PartId = NewType("PartId", str)
ReferenceId = NewType("ReferenceId", str)
ArrangementId = NewType("ArrangementId", str)
PlanId = NewType("PlanId", str)  # of a session or a budget line


def new_id() -> str:
    """A new id: 12 characters of [0-9a-f], 48 random bits."""
    return secrets.token_hex(6)
