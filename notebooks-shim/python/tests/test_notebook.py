"""The example notebook runs from top to bottom, and is stored without outputs."""

from __future__ import annotations

import nbformat
from conftest import CHECKOUT
from nbclient import NotebookClient

NOTEBOOK = CHECKOUT / "notebooks-shim" / "notebooks" / "payments.ipynb"


def test_payments(tmp_path, monkeypatch) -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    monkeypatch.setenv("MILLRACE_HOME", str(CHECKOUT))
    monkeypatch.setenv("MILLRACE_ROOT", str(tmp_path))

    NotebookClient(notebook, timeout=1200, kernel_name="python3").execute(cwd=str(NOTEBOOK.parent))

    shown = [output.data for cell in code for output in cell.outputs if "data" in output]
    frames = [data["text/html"] for data in shown if "srcdoc" in data.get("text/html", "")]
    assert len(frames) == 2
