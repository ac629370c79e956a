"""Sphinx settings of the book, and nothing else: what does work lives in ``_ext/napkin_book``."""

import os
import subprocess
import sys
from pathlib import Path

# A dependency of nbformat compiles a grammar for two CPU seconds in every process; we never use it.
sys.modules.setdefault("rfc3987_syntax", None)

ROOT = Path(__file__).parent.resolve()
sys.path.insert(0, str(ROOT / "_ext"))

# Built pages must be the same on every machine: one thread, no personal IPython profile, and a
# "today" that is the date of the last commit unless the builder names another.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("NAPKINMATH_FIGURES", "svg,pdf,png")
os.environ["NAPKINMATH_MARKDOWN"] = "myst"
# A claim that does not hold is an error of the book, and with prices of your own an answer.
os.environ["NAPKINMATH_CLAIMS"] = "show" if os.environ.get("NAPKINMATH_PRICES") else "raise"
os.environ["IPYTHONDIR"] = str(ROOT / "_build" / "ipython")
profile = ROOT / "_build" / "ipython" / "profile_default"
profile.mkdir(parents=True, exist_ok=True)
# Kernels talk to the build on this machine only; their note about encryption is noise.
(profile / "ipython_kernel_config.py").write_text(
    "c.IPKernelApp.log_level = 40\nc.InteractiveShell.colors = 'nocolor'\n"
)
if "SOURCE_DATE_EPOCH" not in os.environ:
    last_commit = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    if last_commit:
        os.environ["SOURCE_DATE_EPOCH"] = last_commit
# Paths given by the reader are relative to where they stand, which is not where a kernel runs.
if os.environ.get("NAPKINMATH_PRICES"):
    os.environ["NAPKINMATH_PRICES"] = str(Path(os.environ["NAPKINMATH_PRICES"]).resolve())

project = "Napkin Math for AI Systems"
author = "The Napkin Math authors"
copyright = "The Napkin Math authors. Text CC BY 4.0, code MIT"
version = release = "0.1.0"

extensions = [
    "myst_nb",
    "sphinx_tags",
    "sphinx_design",
    "sphinx_copybutton",
    "sphinx_togglebutton",
    "sphinx_exercise",
    "sphinxcontrib.bibtex",
    "napkin_book",
]

# The root is the source directory, so say what is a page ... and say again what is not, because
# sphinx-tags looks at the second list only and would count copies under _build.
include_patterns = ["index.md", "chapters/**", "notebooks/*.ipynb", "_tags/*.md"]
exclude_patterns = [
    "_build/**",
    ".venv/**",
    "notebooks/topics/**",
    "tests/**",
    "src/**",
    "**.egg-info/**",
    "[A-Z]*.md",
    ".[!/]*/**",  # hidden folders; ".*/**" would match ./book.css too and copy no style sheet
]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
nitpicky = True
numfig = True
numfig_secnum_depth = 2  # figure 5.1.3: module, chapter, figure
math_numfig = True
show_warning_types = True
suppress_warnings = ["config.cache"]  # html_context holds no cacheable state; nothing is lost

# Pages are executed once, and again only when their cells or anything they use has changed
# (source/inputs.py folds the latter into the key of this cache).
nb_execution_mode = "cache"
nb_execution_cache_path = str(ROOT / "_build" / "executed")
nb_execution_excludepatterns = ["notebooks/*"]  # labs show what their machine measured
nb_execution_timeout = 180
nb_execution_raise_on_error = False  # a failed page is a warning, so -W fails and names them all
nb_execution_show_tb = True
nb_output_stderr = "error"
nb_merge_streams = True
nb_render_markdown_format = "myst"
nb_code_prompt_show = nb_code_prompt_hide = "Code"
nb_mime_priority_overrides = [
    ("latex", "application/pdf", 5),
    ("epub", "text/html", None),  # no promise that it is XHTML
    ("epub", "application/javascript", None),
    ("notebooks", "image/svg+xml", 1),  # of outputs, notebooks take all from the execution anyway
    ("notebooks", "text/markdown", 2),
    ("notebooks", "text/plain", 3),
]
myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence", "deflist", "attrs_inline"]
myst_heading_anchors = 3
myst_links_external_new_tab = False

tags_create_tags = True
tags_extension = ["md"]
tags_intro_text = "Tags:"
tags_overview_title = "All tags"

bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "alpha"
bibtex_reference_style = "author_year"

html_theme = "sphinx_book_theme"
html_title = project
html_favicon = "_static/icon.svg"
html_static_path = ["_static"]
html_css_files = ["icons.css", "book.css"]
templates_path = ["_templates"]
html_baseurl = os.environ.get("BOOK_BASE_URL", "").rstrip("/")
html_baseurl += "/" if html_baseurl else ""
html_show_sourcelink = False
html_copy_source = False
html_last_updated_fmt = None
html_math_renderer = "mathml"
html_permalinks_icon = "#"
html_context = {"default_mode": "light"}  # without scripts; _templates/layout.html has the rest
# Python for the reader's browser, if there is an archive of it: see interactive/run_cells.py.
run_cells_archive = os.environ.get("BOOK_PYODIDE", "")
html_theme_options = {
    "navbar_persistent": [],
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_navbar_depth": 1,
    "home_page_in_toc": True,
    "show_toc_level": 2,
}
copybutton_exclude = ".linenos, .gp"
togglebutton_hint = "Show the solution"
togglebutton_hint_hide = "Hide the solution"
html_secnumber_suffix = ". "

epub_basename = "napkin-math-for-ai-systems"
epub_identifier = "urn:uuid:e9d756b1-4c4b-5125-aa0a-dbcde8692030"  # the book's for good
epub_copyright = copyright
epub_description = (
    "An executable book on AI system design: every cost, recall and latency on its pages is "
    "computed when the book is built, from sourced and dated inputs."
)
epub_show_urls = "no"

latex_engine = "lualatex"  # the one that loses no character
latex_docclass = {"manual": "book"}
latex_table_style = ["booktabs", "nocolorrows"]
latex_use_xindy = False
latex_domain_indices = False
