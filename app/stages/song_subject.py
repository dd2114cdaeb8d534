"""What can be found in a song: the evidence of every stage that looks at one, and what steps rest on in it.

Lives: any thread (pure).
"""

from collections.abc import Callable

from app.model.song import Song
from app.stages import mix_evidence as mix
from app.stages import record_evidence as record
from app.stages import write_evidence as write
from app.stages.evidence import Found, Subject
from app.stages.grounds import GROUNDS

EVIDENCE: dict[str, Callable[[Song], Found]] = {
    "sections_laid_out": write.sections_laid_out,
    "intensity_varies": write.intensity_varies,
    "lyrics_written": write.lyrics_written,
    "key_and_tempo_decided": write.key_and_tempo_decided,
    "tracks_named": write.tracks_named,
    "parts_planned": write.parts_planned,
    "lead_has_room": write.lead_has_room,
    "vision_written": write.vision_written,
    "references_chosen": write.references_chosen,
    "something_recorded": write.something_recorded,
    "chart_printed": write.chart_printed,
    "rehearsed": write.rehearsed,
    "shares_complete": write.shares_complete,
    "shares_agreed": write.shares_agreed,
    "sessions_dated": write.sessions_dated,
    "budget_set": write.budget_set,
    "inputs_chosen": record.inputs_chosen,
    "headphones_set": record.headphones_set,
    "every_part_recorded": record.every_part_recorded,
    "sections_covered": record.sections_covered,
    "takes_unclipped": record.takes_unclipped,
    "takes_without_dropouts": record.takes_without_dropouts,
    "keepers_marked": record.keepers_marked,
    "lead_kept": record.lead_kept,
    "levels_set": mix.levels_set,
    "tracks_placed": mix.tracks_placed,
    "effects_used": mix.effects_used,
    "automation_written": mix.automation_written,
    "versions_kept": mix.versions_kept,
    "no_solo": mix.no_solo,
    "mix_bounced": mix.mix_bounced,
    "stems_bounced": mix.stems_bounced,
}
SONG: Subject[Song] = Subject(EVIDENCE, GROUNDS)
