"""The README shows what is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_example_in_the_readme_is_the_one_that_runs() -> None:
    readme = (ROOT / "README.md").read_text()
    shown = re.search(r"<!-- (examples/\w+\.py) -->\n```python\n(.*?)```", readme, re.DOTALL)
    assert shown is not None
    program = (ROOT / shown[1]).read_text()
    assert program.split("\n\n", 1)[1] == shown[2]


def test_every_page_that_the_readme_links_is_there() -> None:
    readme = (ROOT / "README.md").read_text()
    pages = re.findall(r"\]\((?!http)([^)#]+)\)", readme)
    assert pages
    assert [page for page in pages if not (ROOT / page).exists()] == []
