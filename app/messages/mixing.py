"""Mixing: buses, routing, headphone mixes, VCAs, freezing and printing.

Lives: any thread (pure).
"""

from collections.abc import Iterable, Sequence

ONE_MASTER = "A song has exactly one master."
COPY_A_STRIP = "Copy a strip first."
CHOOSE_BUS = "Choose a bus first: click its strip."
MASTER_STAYS = "The master cannot be removed."
SAME_OUTPUT_TWICE = "Choose two different outputs."
ONLY_HEADPHONES = "Only a headphone mix can start from the main mix."
NO_ROOM_FOR_BUS = "The song has no room for another bus of this kind. Remove one first."
HEADPHONES_WITHOUT_STRIP = "A headphone mix has no strip to edit."
PRINT_MISSING = "The printed file is missing."


def too_many_buses(most: int, kind: str) -> str:
    return f"A song can have {most} {kind} at most. Remove one first."


def no_outputs(bus: str) -> str:
    return f"{bus} goes into the mix and has no outputs of its own."


def output_numbers(low: int, high: int) -> str:
    return f"Choose one or two outputs, from {low} to {high}."


def no_strip(bus: str) -> str:
    return f"{bus} is a headphone mix and has no strip."


def not_automatable(value: str) -> str:
    return f"{value} cannot be automated."


def already_frozen(track: str) -> str:
    return f"{track} is already frozen."


def changed_while_freezing(track: str) -> str:
    return f"{track} changed during rendering. Freeze it again."


def frozen_file_differs(track: str) -> str:
    return f"The frozen file of {track} has another number of channels."


def not_frozen(track: str) -> str:
    return f"{track} is not frozen."


def no_monitor_value(name: str, known: Iterable[str]) -> str:
    return f"The monitor has no {name}. It has {', '.join(known)}."


def nothing_to_print(track: str) -> str:
    return f"{track} has nothing to print. Set its trim, EQ, compressor or another section first."


def both_strips_used(track: str) -> str:
    return f"{track} still prints: both its strips are in use. Compare A and B, reset one of them and try again."


def not_groupable(channel: str) -> str:
    return f"{channel} cannot go into a group. Only tracks and groups can."


def not_a_group(bus: str) -> str:
    return f"{bus} is not a group."


def feeds_itself(channel: str) -> str:
    return f"{channel} would feed itself. Choose another group."


def nested_too_deep(levels: int) -> str:
    return f"Groups can be nested {levels} deep at most."


def no_compressor(bus: str) -> str:
    return f"{bus} is a headphone mix and has no compressor."


def value_not_a_number(value: str) -> str:
    return f"{value} must be a number."


def no_value(channel: str, path: str) -> str:
    return f"{channel} has no value {path}."


def not_an_effect(bus: str, effects: str) -> str:
    """`effects`: all kinds, such as "reverbs and delays"."""
    return f"{bus} is not an effect. Sends go to {effects}."


def not_headphones(bus: str) -> str:
    return f"{bus} is not a headphone mix."


def not_a_choice(value: str, choices: Iterable[str]) -> str:
    return f"{value} is {' or '.join(choices)}."


def too_many_vcas(most: int) -> str:
    return f"A song can have {most} VCAs at most. Remove one first."


def cannot_follow_vca(channel: str) -> str:
    return f"{channel} cannot follow a VCA."


def too_many_versions(most: int) -> str:
    return f"A song can keep {most} mix versions at most. Remove one first."


def nothing_to_render(track: str) -> str:
    return f"{track} has nothing to render. Record or import something first."


def track_lacks_audio(fault: str) -> str:
    return f"{fault}. Replace the file before you freeze the track."


def prints_from_now(track: str) -> str:
    return (
        f"{track} now prints onto new takes. Earlier takes play without the strip: "
        "“Print this take” in a take's menu prints them too."
    )


def printed_strip_kept(track: str) -> str:
    return f"What {track} printed is its strip B now. Compare A and B to hear it."


def not_printing(track: str) -> str:
    return f"{track} keeps its takes dry. Choose “Print the strip onto takes” in its menu first."


def already_printed(take: str) -> str:
    return f"{take} is already printed. Print the dry take that it was made from."


def cannot_print(take: str, file: str, fault: str) -> str:
    return f"Worktape cannot print {take}: {file} {fault}."


def render_cancelled(doing: str) -> str:
    return f"{doing} was cancelled. Nothing was changed."


def not_an_automation_mode(known: Sequence[str]) -> str:
    return f"Automation is {', '.join(known[:-1])} or {known[-1]}."


def rendered(track: str, done: str) -> str:
    """`done`: frozen or bounced."""
    return f"{track} is {done}."


def frozen_and_disarmed(track: str) -> str:
    return f"{track} is frozen and no longer armed."


def takes_printed(take: str, number: int) -> str:
    """`take`: the name of the first of `number` takes."""
    return f"{take} is printed." if number == 1 else f"{number} takes are printed."


def takes_not_printed(take: str, number: int) -> str:
    """`take`: the name of the first of `number` takes."""
    return (
        f"{take} is not printed yet and plays dry."
        if number == 1
        else f"{number} takes are not printed yet and play dry."
    )


def still_dry(reason: str, number: int) -> str:
    return f"{reason} {'It plays' if number == 1 else f'{number} takes play'} dry."


def prints_onto_takes(track: str, chain: str) -> str:
    """`chain`: what it prints, such as `high-pass, compressor`."""
    return f"{track} prints onto new takes: {chain}. The dry takes are kept beside the printed ones."


def value_out_of_range(name: str, lowest: str, highest: str) -> str:
    """`lowest` and `highest` with their units."""
    return f"{name} goes from {lowest} to {highest}. Enter a value between."
