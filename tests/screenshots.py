"""Pictures of every page, panel and dialog, and what is wrong with them: `python -m tests.screenshots DIR`.

In every theme, size and scale unless fewer are asked for; a process for each core. Prints what `tests.helpers.look_check` finds
and fails if it finds anything. `--readme` makes the pictures of README.md in `resources/` in place of that.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from multiprocessing import get_context
from pathlib import Path

SIZES = ("1024x700", "1280x800", "1920x1080", "3840x2160")
SCALES = (1.0, 1.5, 2.0)
RESOURCES = Path(__file__).parent.parent / "resources"
TRACKS = 64
Job = tuple[str, str, float, str, str, int]  # theme, size in device pixels, scale, views, folder, tracks


def jobs(options: argparse.Namespace, themes: Sequence[str]) -> list[Job]:
    """Sizes are device pixels of a screen; combinations in which the window has no room are left out."""
    made = []
    for theme_id, size, scale in product(options.themes or themes, options.sizes, options.scales):
        width, height = (int(part) / scale for part in size.split("x"))
        if width >= 1000 and height >= 620:
            made.append((theme_id, size, scale, options.views, options.folder, options.tracks))
    return made


def take(job: Job) -> list[str]:
    """All views of one theme, size and scale; returns the faults."""
    theme_id, size, scale, wanted, folder, tracks = job
    width, height = (int(part) for part in size.split("x"))
    with tempfile.TemporaryDirectory() as home:
        screen = Path(home) / "screen.json"
        screen.write_text(
            json.dumps({"screens": [{"name": "one", "x": 0, "y": 0, "width": width, "height": height, "dpr": 1}]})
        )
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen}"
        from tests.helpers.window_pictures import Studio

        studio = Studio(Path(home), theme_id, scale, (width, height), tracks)
        found = studio.take_all(Path(folder), wanted, f"{theme_id}-{size}-{scale:g}")
        studio.close()
    return found


README = (
    ("screenshot", "dark", lambda window: window.show_page(3)),
    ("screenshot-record", "dark", lambda window: window.show_page(2)),
    ("screenshot-mix", "dark", lambda window: window.show_mix().open_editor(window.bridge.song.tracks[6].id)),
    ("screenshot-light", "light", lambda window: window.show_page(3)),
    ("screenshot-master", "light", lambda window: window.show_mix().toggle_master()),
    ("screenshot-contrast", "high-contrast-black", lambda window: window.show_page(2)),
)


def take_for_readme(number: int) -> None:
    """One of the pictures of README.md and docs/."""
    name, theme_id, show = README[number]
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from tests.helpers.window_pictures import Studio

    with tempfile.TemporaryDirectory() as home:
        studio = Studio(Path(home), theme_id, 1.0, (1280, 800), 8)
        studio.mix()
        studio.take_one(RESOURCES / f"{name}.png", lambda: show(studio.window))
        studio.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default="")
    parser.add_argument("--readme", action="store_true")
    parser.add_argument("--themes", nargs="*")
    parser.add_argument("--sizes", nargs="*", default=SIZES)
    parser.add_argument("--scales", nargs="*", type=float, default=SCALES)
    parser.add_argument("--views", default="", help="only views whose name contains this")
    parser.add_argument("--tracks", type=int, default=TRACKS)
    options = parser.parse_args()
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        if options.readme:
            list(pool.map(take_for_readme, range(len(README))))
            return 0
        if not options.folder:
            parser.error("say where the pictures go")
        Path(options.folder).mkdir(parents=True, exist_ok=True)
        from ui import theme

        faults = 0
        for found in pool.map(take, jobs(options, list(theme.themes()))):
            faults += len(found)
            print("\n".join(found), flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
