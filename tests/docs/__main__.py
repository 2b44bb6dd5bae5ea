"""``python -m tests.docs``: run the commands of every such page, and of the tutorial, and write what they print into it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from .golden import PAGES, written
from .tutorial import TUTORIAL, rewritten
from .world import furnish

for page in PAGES:
    with TemporaryDirectory() as folder:
        furnish(Path(folder))
        text = page.read_text("utf-8")
        page.write_text(written(text, Path(folder)), "utf-8")
    print(page.name)
with TemporaryDirectory() as folder:
    (place := Path(folder) / "kerja").mkdir()
    TUTORIAL.write_text(rewritten(TUTORIAL.read_text("utf-8"), place), "utf-8")
    print(TUTORIAL.name)
