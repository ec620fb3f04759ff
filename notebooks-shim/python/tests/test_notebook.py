"""The example notebook runs from top to bottom, and is stored without outputs."""

from __future__ import annotations

import re

import nbformat
from conftest import MODEL, NOTEBOOK


def test_it_is_stored_without_outputs() -> None:
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    assert all(not cell.outputs and cell.execution_count is None for cell in cells if cell.cell_type == "code")


def test_it_shows_both_pages(notebook: nbformat.NotebookNode) -> None:
    frames = [html for html in shown(notebook, "text/html") if "srcdoc" in html]
    assert len(frames) == 2


def test_the_pipeline_skips_what_the_cells_did(notebook: nbformat.NotebookNode) -> None:
    steps = "\n".join(output.text for cell in notebook.cells for output in cell.get("outputs", []) if "text" in output)
    for step in ("train", "evaluate", "register", "promote"):
        assert re.search(rf"\|{step} *\|{MODEL} *\|skipped", steps), steps
    assert re.search(rf"\|score *\|{MODEL} *\|done", steps), steps


def shown(notebook: nbformat.NotebookNode, kind: str) -> list[str]:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    return [output.data[kind] for output in outputs if kind in output.data]
