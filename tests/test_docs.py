"""Generated pages are not stale, and the README's words are true."""

import importlib.util
import re
from pathlib import Path

import pytest

from cnndsl.cli.options import COMMANDS
from cnndsl.cli.parser import parsers
from cnndsl.limits import Limits
from cnndsl.resources import bundled

REPO = Path(__file__).parent.parent


def generator():  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location("generate", REPO / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_what_the_code_says_now() -> None:
    for path, text in generator().pages().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is stale: run `make docs`"


@pytest.mark.slow
def test_the_page_of_networks_is_what_these_say_now() -> None:
    """Their modules beside it are held by tests/test_golden_modules.py."""
    page = (REPO / "docs" / "networks.md").read_text(encoding="utf-8")
    assert generator().networks_page() == page, "networks.md is stale: run `make docs`"


@pytest.mark.slow
def test_pictures_are_what_is_drawn_now() -> None:
    found = generator().of_pictures()
    for path, text in found.items():
        assert path.read_text(encoding="utf-8") == text, (
            f"{path.name} is stale: run `make pictures`"
        )
    there = set((REPO / "docs" / "pictures").rglob("*.svg"))
    assert there == set(found), "files of pictures that no page shows"


def test_every_network_has_its_picture_on_the_page() -> None:
    page = (REPO / "docs" / "networks.md").read_text(encoding="utf-8")
    for name in bundled():
        assert f'src="pictures/{name}.svg"' in page
        assert (REPO / "docs" / "pictures" / f"{name}.svg").exists()


def test_the_readme_opens_with_a_sentence_a_spec_and_what_becomes_of_it() -> None:
    text = (REPO / "README.md").read_text(encoding="utf-8")
    assert re.match(r"# cnndsl\n\nWrite [^\n]*\.\n", text)
    spec = re.findall(r"<!-- spec -->\n```\n(.*?)```", text, re.S)[0]
    assert len(spec.strip().splitlines()) == 5
    order = [text.index(f"<!-- {name} -->") for name in ("spec", "check", "module", "mistake")]
    assert order == sorted(order)


def test_links_lead_somewhere() -> None:
    for page in [REPO / "README.md", *(REPO / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_commands_page_names_every_option() -> None:
    text = (REPO / "docs" / "cli.md").read_text(encoding="utf-8")
    _, commands = parsers(tuple(COMMANDS))
    for name in COMMANDS:
        assert f"\ncnndsl {name} " in text
    usage = "".join(each.format_help() for each in commands.values())
    for option in set(re.findall(r"--[a-z-]+", usage)) - {"--help", "--quiet"}:
        assert f"`{option}" in text or f" {option}" in text, option


def test_the_page_on_the_language_says_how_much_is_unfolded() -> None:
    text = (REPO / "docs" / "language.md").read_text(encoding="utf-8")
    assert f"a spec unfolds to at most {Limits().layers:,} layers" in text
    assert f"nest up to {Limits().nesting} deep" in text


def test_the_page_on_weights_names_networks_that_come_along() -> None:
    """What it says of each, PyTorch's tests hold against torchvision."""
    text = (REPO / "docs" / "weights.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert rows == sorted(rows)
    assert set(rows) <= set(bundled())


def test_the_page_on_safety_has_every_limit() -> None:
    text = (REPO / "docs" / "safety.md").read_text(encoding="utf-8")
    for name, most in Limits()._asdict().items():
        assert f"| `{name}` | {most:,} |" in text, name
