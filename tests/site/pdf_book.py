"""The book as it was set: what LaTeX said, what the PDF says of itself, and its numbers."""

import re
import subprocess
from pathlib import Path

BUILD = Path(__file__).parents[2] / "_build"
PDF = BUILD / "pdf" / "napkin-math.pdf"
LATEX = BUILD / "latex"

#: A line that sticks out by less is not seen.
ALLOWED_PT = 3.0


def complaints(log: str) -> list[str]:
    """Return what in LaTeX's log a reader would see: lost characters and references, wide lines."""
    found = [
        line
        for line in log.splitlines()
        if re.search(r"undefined|Missing character|multiply.defined|Rerun to get", line)
        and not re.search(r"Font shape|Package: |Info: ", line)
    ]
    wide = re.finditer(r"Overfull \\hbox \(([\d.]+)pt too wide\).*", log)
    return found + [match[0] for match in wide if float(match[1]) > ALLOWED_PT]


def tool(*command: str) -> str:
    """Return what a program of poppler-utils says."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def facts() -> dict[str, str]:
    """Return what the PDF says of itself: its title, author and pages."""
    lines = (line.partition(":") for line in tool("pdfinfo", str(PDF)).splitlines())
    return {name.strip(): value.strip() for name, _, value in lines}


def fonts() -> list[list[str]]:
    """Return for each font its name and, counted from the end, whether it is embedded."""
    return [line.split() for line in tool("pdffonts", str(PDF)).splitlines()[2:]]


def numbers_of_pdf(aux: str) -> dict[str, str]:
    """Return the number behind each label of the book."""
    return dict(re.findall(r"\\newlabel\{([^{}]+)\}\{\{([^{}]*)\}", aux))


def numbers_of_page(docname: str, html: str) -> dict[str, str]:
    """Return the numbers that a page of the site shows, by the labels that LaTeX gives them."""
    found = {}
    if match := re.search(r'<h1><span class="section-number">([^<]+?)[.]?\s*</span>', html):
        found[f"{docname}::doc"] = match[1]
    for block in re.split(r"(?=<(?:figure|table|div)\b[^>]*\bid=\")", html):
        name = re.match(r'<(?:figure|table|div)\b[^>]*\bid="([^"]+)"', block)
        shown = re.search(r'<span class="caption-number">\D+ ([A-Z\d.]+) </span>', block)
        equation = re.search(r'<span class="eqno">\(([\d.]+)\)', block)
        if name and name[1].startswith("equation-") and equation:
            found[f"equation:{docname}:{name[1].removeprefix('equation-')}"] = equation[1]
        elif name and shown:
            found[f"{docname}:{name[1]}"] = shown[1]
    return found
