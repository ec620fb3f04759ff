"""Pages of the library inside a notebook."""

from __future__ import annotations

import html
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Report:
    """One self-contained HTML page; a notebook shows it in a frame of its own.

    Attributes:
        html: the whole page.
        height: height of the frame in pixels.
    """

    html: str
    height: int = 720

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Writes the page to a file, as UTF-8, and returns its path."""
        file = Path(path)
        file.write_text(self.html, encoding="utf-8")
        return file

    def __repr__(self) -> str:
        return f"Report({len(self.html)} characters; show it in a notebook, or save it)"

    def _repr_html_(self) -> str:
        page = html.escape(self.html, quote=True)
        return f'<iframe srcdoc="{page}" width="100%" height="{self.height}" style="border:0"></iframe>'
