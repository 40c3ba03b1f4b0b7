"""The narrative as Markdown: plain text with its headings and lists marked."""

import re
from pathlib import Path

from dashboard.outputs.narrative.narrative_blocks import narrative_blocks
from dashboard.view_models import ReleaseView

_BEFORE = {"title": "# ", "heading": "## ", "subheading": "### ", "paragraph": "", "item": "- "}
#: What Markdown would read as a mark of its own.
_SIGNS = re.compile(r"([\\`*_\[\]<>#|])")


def write_markdown(release: ReleaseView, path: Path) -> None:
    """Write the narrative of a release; the same release gives the same bytes."""
    blocks = list(narrative_blocks(release))
    lines = []
    for place, block in enumerate(blocks):
        is_in_list = block.kind == "item" and blocks[place - 1].kind == "item"
        lines += [*([] if is_in_list or not place else [""])]
        lines.append(_BEFORE[block.kind] + _SIGNS.sub(r"\\\1", " ".join(block.text.split())))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
