"""The library is tested as the book uses it: figures in all formats, Markdown with its marks."""

import os

os.environ.setdefault("NAPKINMATH_FIGURES", "svg,pdf,png")
os.environ.setdefault("NAPKINMATH_MARKDOWN", "myst")
