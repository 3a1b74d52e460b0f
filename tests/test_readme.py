"""The README shows what is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"


def test_the_examples_in_the_readme_are_those_that_run() -> None:
    readme = (ROOT / "README.md").read_text()
    shown = re.findall(r"<!-- (examples/\w+\.py) -->\n```python\n(.*?)```", readme, re.DOTALL)
    assert {name for name, _ in shown} == {f"examples/{p.name}" for p in EXAMPLES.glob("*.py")}
    for name, program in shown:
        assert (ROOT / name).read_text().split("\n\n", 1)[1] == program


def test_every_page_that_the_readme_links_is_there() -> None:
    readme = (ROOT / "README.md").read_text()
    pages = re.findall(r"\]\((?!http)([^)#]+)\)", readme)
    assert pages
    assert [page for page in pages if not (ROOT / page).exists()] == []
