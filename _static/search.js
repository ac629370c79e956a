/* The search dialog: answers as one types, from Pagefind's index, which loads when the dialog opens.
   The theme opens and closes the dialog; where the index cannot be had, its form leads to Sphinx's
   search page as before. */
(function () {
  "use strict";
  var dialog = document.getElementById("pst-search-dialog"), form = dialog && dialog.querySelector("form");
  var input = form && form.querySelector("input"), root = new URL(document.documentElement.dataset.content_root, location.href);
  var index, asked = 0, shown = "", active = -1, list, told;
  if (!input || !window.fetch || location.protocol === "file:") return;

  function make(tag, attributes, text) {
    var element = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    if (text) element.textContent = text;
    return element;
  }
  function options() { return list.querySelectorAll("[role=option]"); }
  function choose(to) {
    var all = options();
    if (all[active]) all[active].setAttribute("aria-selected", "false");
    active = all.length ? (to + all.length) % all.length : -1;
    if (active < 0) { input.removeAttribute("aria-activedescendant"); return; }
    all[active].setAttribute("aria-selected", "true");
    all[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[active].id);
  }
  function option(kind, url, title, about, excerpt) {
    var link = make("a", { role: "option", tabindex: "-1", class: "find-" + kind, href: url, "aria-selected": "false" });
    link.id = "find-" + options().length;
    link.append(make("span", { class: "find-title" }, title));
    if (about) link.append(" ", make("span", { class: "find-part" }, about));
    if (excerpt) { // Pagefind escapes the page's words; the marks are its own
      link.append(make("span", { class: "find-excerpt" }));
      link.lastChild.innerHTML = excerpt;
    }
    list.append(link);
  }
  function weight(section) {
    return section.weighted_locations.reduce(function (sum, place) { return sum + place.balanced_score; }, 0);
  }
  function page(found) {
    var sections = found.sub_results.filter(function (s) { return s.url !== found.url && s.title !== found.meta.title; });
    option("page", found.meta.at ? new URL(found.meta.at, root) : found.url, found.meta.title, found.meta.part, sections.length ? "" : found.excerpt);
    sections.sort(function (a, b) { return weight(b) - weight(a); });
    sections.slice(0, 2).forEach(function (s) { option("section", s.url, s.title, "", s.excerpt); });
  }
  /* Words that a question has and a page's subject has not. */
  var SMALL = / (?:a|an|and|are|as|at|be|by|can|do|does|for|from|how|i|in|is|it|me|my|not|of|on|one|or|so|than|that|the|them|there|this|to|was|we|what|when|where|which|who|why|will|with|you|your)(?= )/g;
  function subject(words) {
    var all = " " + words.toLowerCase().replace(/[?!.,;:"“”()]+/g, " ").replace(/\s+/g, " ").trim() + " ";
    return all.replace(SMALL, "").trim() || all.trim();
  }
  function load() {
    index = index || Promise.all([import(new URL("pagefind/pagefind.js", root)), fetch(new URL("pagefind/words.txt", root))]).then(function (got) {
      return Promise.all([got[0], got[1].text(), got[0].options({ excerptLength: 24, ranking: { termSimilarity: 5, termFrequency: 0.4 } })]);
    }).then(function (got) {
      return { search: got[0].search, words: got[1].split("\n") };
    });
    return index;
  }
  /* Letters wrong, missing, doubled or exchanged between two words; 3 stands for more than two. */
  function slips(a, b) {
    if (Math.abs(a.length - b.length) > 2) return 3;
    var before, row = [], next, i, j;
    for (j = 0; j <= b.length; j++) row.push(j);
    for (i = 1; i <= a.length; i++) {
      next = [i];
      for (j = 1; j <= b.length; j++) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      before = row;
      row = next;
    }
    return Math.min(row[b.length], 3);
  }
  /* A word that the book does not know becomes the nearest that it does: the most frequent of these. */
  function mended(text, words) {
    return text.replace(/[a-z]{5,}/g, function (word) {
      var best = word, least = word.length > 7 ? 3 : 2;
      if (words.some(function (known) { return known.startsWith(word); })) return word;
      words.forEach(function (known) {
        var n = slips(word, known);
        if (n < least) { least = n; best = known; }
      });
      return best;
    });
  }
  function alike(a, b) { // but for an ending
    var n = 0;
    while (n < a.length && a[n] === b[n]) n++;
    return n > 2 && n >= Math.max(a.length, b.length) - 3 || a === b;
  }
  /* Pages that hold the words as they were typed come first; a title that is
     just what was typed, before all; a definition of which only a part was typed, later. */
  function later(found, words) {
    var text = " " + [found.meta.title, found.meta.description, found.meta.tags, found.content].join(" ").toLowerCase();
    var missing = words.filter(function (word) { return !text.match(new RegExp("[^a-z]" + word.replace(/[^a-z0-9]/g, "."))); }).length;
    var part = found.meta.at && subject(found.meta.title).split(/[^a-z0-9]+/).some(function (word) {
      return word.length > 1 && !words.some(function (typed) { return alike(typed.replace(/'s$/, ""), word); });
    });
    return subject(found.meta.title) === words.join(" ") ? -1 : 2 * missing + (part ? 1 : 0);
  }
  function say(typed, meant, number) {
    var what = "“" + meant + "”" + (meant === typed ? "" : ", which you may have meant by “" + typed + "”");
    told.textContent = number ? number + (number === 1 ? " page" : " pages") + " for " + what : "Nothing found for “" + typed + "”";
  }
  function clear() { list.replaceChildren(); choose(-1); told.textContent = shown = ""; input.setAttribute("aria-expanded", "false"); }
  function ask() {
    var typed = input.value.trim(), turn = ++asked, meant;
    if (typed === shown) return Promise.resolve();
    if (!typed) return Promise.resolve(clear());
    return load().then(function (got) {
      meant = mended(subject(typed), got.words);
      return got.search(meant);
    }).then(function (found) {
      return Promise.all(found.results.slice(0, 10).map(function (r) { return r.data(); })).then(function (pages) {
        if (turn !== asked) return;
        clear();
        shown = typed;
        pages.forEach(function (p, i) { p.order = later(p, meant.split(" ")) + i / 100; });
        pages.sort(function (a, b) { return a.order - b.order; }).slice(0, 8).forEach(page);
        list.scrollTop = 0;
        choose(0);
        input.setAttribute("aria-expanded", String(pages.length > 0));
        say(typed, meant === subject(typed) ? typed : meant, found.results.length);
      });
    });
  }

  list = make("div", { id: "find-list", role: "listbox", "aria-label": "Pages found", class: "find-list" });
  told = make("p", { role: "status", class: "find-told" });
  dialog.append(told, list);
  dialog.setAttribute("aria-label", "Search");
  [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", "find-list"], ["aria-autocomplete", "list"], ["aria-label", "Search the book"]].forEach(function (a) {
    input.setAttribute(a[0], a[1]);
  });
  input.addEventListener("focus", function () { input.select(); load().catch(function () { }); });
  input.addEventListener("input", function () { ask().catch(function () { }); });
  input.addEventListener("keydown", function (event) {
    var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || !(step || event.key === "Escape")) return;
    event.preventDefault(); // the first Esc would only empty the field
    if (!step) return dialog.close();
    choose(active + step);
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    ask().then(function () {
      if (options()[active]) options()[active].click();
    }, function () { form.submit(); });
  });
  list.addEventListener("click", function () { dialog.close(); });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    dialog.showModal();
  });
})();
