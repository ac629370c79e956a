"""What the search of the site is given to find, without a browser."""

from pathlib import Path

from napkin_book.html.site_search import Entry, entries, start_index, words

PAGE = """<html><body><nav>menu</nav><article class="bd-article">
<section class="x" id="queues"><span id="old"></span>
<h1><span class="section-number">1. </span>Queues</h1>
<p class="tags"><a class="reference external" href="../_tags/latency.html">latency</a></p>
<p>A queue grows. <math><mi>lambda</mi></math></p><pre>import numpy</pre>
<section id="why"><h2>Why it grows</h2><p>Because.</p></section>
<dl class="simple glossary">
<dt id="term-PUE">PUE<a class="headerlink" href="#x">#</a></dt>
<dd><p>A ratio &amp; more.</p></dd>
<dt id="term-fan-out">fan-out<a class="headerlink" href="#x">#</a></dt>
<dd><p>One asks many.</p></dd>
</dl></section></article></body></html>"""


def test_a_page_its_sections_and_its_terms_are_found() -> None:
    ratio, fan_out, page = entries("a/b.html", PAGE, description='Says "why".', part="")
    assert page.path == "a/b.html" and "menu" not in page.html
    assert '<h1 id="queues">' in page.html and '<h2 id="why">' in page.html
    assert 'data-pagefind-meta="tags[content]" content="latency"' in page.html
    assert "content=&quot;" not in page.html and "Says &quot;why&quot;." in page.html
    assert "lambda" not in page.html and "numpy" not in page.html and "ratio" not in page.html
    assert "<h1>PUE</h1><p>A ratio &amp; more.</p>" in ratio.html
    assert 'content="a/b.html#term-PUE"' in ratio.html
    assert fan_out.path != ratio.path and "One asks many." in fan_out.html
    assert 'meta="part[content]" content=""' not in page.html


def test_a_page_without_an_article_gives_nothing() -> None:
    assert not list(entries("search.html", "<html><body>Search</body></html>"))


def test_words_are_counted_without_markup() -> None:
    found = list(entries("a.html", PAGE))
    assert words(found)[0] in {"grows", "queues"}
    assert {"section", "span", "meta"}.isdisjoint(words(found))


def _written(found: list[Entry], folder: Path) -> bool:
    writing = start_index(found, folder)
    if writing:
        writing.finish()
    return writing is not None


def test_the_index_is_written_once(tmp_path: Path) -> None:
    found = list(entries("a.html", PAGE))
    folder = tmp_path / "pagefind"
    assert _written(found, folder)
    names = {path.name for path in folder.iterdir()}
    assert {"pagefind.js", "pagefind-worker.js", "words.txt"} <= names
    assert not [name for name in names if "ui" in name.split(".")[0].split("-")]
    stamp = (folder / "pagefind.js").stat().st_mtime_ns
    assert not _written(found, folder)
    assert _written(found[:1], folder)
    assert (folder / "pagefind.js").stat().st_mtime_ns > stamp
