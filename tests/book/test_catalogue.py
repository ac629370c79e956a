"""The pages present are those that the catalogue knows, under its titles and tags."""

import re
import tomllib

from contract import is_deeper
from pages import ROOT, Page, all_pages, catalogue


def is_reference(page: Page) -> bool:
    return page.name == "index.md" or page.name.startswith("chapters/reference/")


def test_page_is_in_the_catalogue_with_its_title_and_tags(page: Page) -> None:
    if is_reference(page):
        assert page.tags == [], "a reference page is none of the 76 tagged pages"
        return
    if is_deeper(page):
        topic = page.name.replace("-deeper.md", ".md")
        assert topic in catalogue(), f"{page.name} is deeper than no topic"
        assert page.tags[:1] == ["deeper"] and "system-design" not in page.tags
        return
    entry = catalogue().get(page.name)
    assert entry is not None, f"{page.name} is no page of the catalogue"
    assert page.title == entry["title"]
    assert page.tags == entry["tags"]


def test_page_has_a_description_and_a_label(page: Page) -> None:
    description = page.front.get("description", "")
    assert 40 <= len(description) <= 220, f"description of {len(description)} characters"
    assert description.endswith(".")
    assert re.search(r"^\([a-z0-9-]+\)=\n# ", page.text, re.MULTILINE), "no label before the title"
    if page.cells:
        assert page.front["kernelspec"]["name"] == "python3"
        assert "jupytext" in page.front


def test_description_is_our_own_words(page: Page) -> None:
    promises = {entry["promise"] for entry in catalogue().values()}
    assert page.front["description"] not in promises


def test_no_two_pages_share_a_description_or_a_label() -> None:
    pages = all_pages()
    descriptions = [page.front["description"] for page in pages]
    labels = [m for page in pages for m in re.findall(r"^\(([^)]+)\)=$", page.text, re.MULTILINE)]
    assert len(set(descriptions)) == len(descriptions)
    assert len(set(labels)) == len(labels)


def test_every_chapter_is_in_the_contents_of_its_module() -> None:
    for page in all_pages():
        if is_reference(page) or page.path.name == "index.md":
            continue
        topic = page.path.with_name(page.path.name.replace("-deeper.md", ".md"))
        index = (topic if is_deeper(page) else page.path.parent / "index.md").read_text("utf-8")
        assert re.search(rf"^{page.path.stem}$", index, re.MULTILINE), f"{page.name} is not listed"
    home = (ROOT / "index.md").read_text("utf-8")
    for module in sorted((ROOT / "chapters").glob("[0-9]*")):
        assert f"chapters/{module.name}/index" in home


def test_every_shared_idea_has_one_home_that_the_catalogue_knows() -> None:
    concepts = tomllib.loads((ROOT / "chapters/reference/concepts.toml").read_text("utf-8"))
    topics = {entry["id"] for name, entry in catalogue().items() if not name.endswith("index.md")}
    present = {page.path.stem for page in all_pages()}
    for name, concept in concepts.items():
        assert {concept["home"], concept.get("until", concept["home"])} <= topics, name
        assert concept["home"] not in present or "until" not in concept, (
            f"{name} has come home to {concept['home']}: drop its until"
        )
