/* Cards: what a term means, what a source is, an equation or a figure without leaving the line, and
   how a number was computed. By pointer, keyboard and touch; without this script, links are links. */
(function () {
  "use strict";
  var article = document.querySelector("main article"), told = document.getElementById("card-data");
  var data = told ? JSON.parse(told.textContent) : {}, card, holder, timer;
  if (!article) return;

  function make(tag, className, text) {
    var element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }
  function copy(element) {
    var twin = element.cloneNode(true);
    twin.querySelectorAll(".headerlink, .eqno, annotation, [hidden], form, details").forEach(function (part) { part.remove(); });
    [twin].concat(Array.from(twin.querySelectorAll("[id]"))).forEach(function (part) { part.removeAttribute("id"); });
    twin.querySelectorAll("a").forEach(function (link) { link.replaceWith.apply(link, link.childNodes); });
    return twin;
  }
  /* What the card of a trigger shows, or nothing. */
  function content(trigger) {
    var box = make("div", "bd-article"), key = trigger.dataset.calc, hash = trigger.hash && decodeURIComponent(trigger.hash.slice(1)), target, number;
    if (key) {
      number = data.numbers[key];
      box.append(make("code", "card-expression", number[0]));
      if (number[1]) box.append(make("p", "", "Not rounded: " + number[1]));
      if (number[2].length) {
        var list = make("ul");
        number[2].forEach(function (i) { list.append(make("li", "", data.inputs[i].slice(0, 2).join(": ") + " (" + data.inputs[i][2] + ")")); });
        box.append(make("p", "", "Rests on"), list);
      }
      number[3].forEach(function (i) { box.append(make("p", "", "Price: " + data.prices[i])); });
      return box;
    }
    if (trigger.dataset.source) { box.append(make("p", "", trigger.dataset.source)); return box; }
    if ((data.terms || {})[hash]) {
      box.append(make("strong", "", trigger.textContent), make("p", "", data.terms[hash]));
      return box;
    }
    target = trigger.pathname === location.pathname && document.getElementById(hash);
    if (!target || !target.matches("figure, table, div.math")) return null;
    if (target.matches("div.math")) target = target.querySelector("math");
    box.append(copy(target));
    return box;
  }
  function close() {
    clearTimeout(timer);
    if (!holder) return;
    holder.removeAttribute("aria-describedby");
    if (holder.dataset.calc) holder.setAttribute("aria-expanded", "false");
    card.hidden = true;
    holder = null;
  }
  function open(trigger, byTouch) {
    var shown, at, free, over, wide, frame;
    clearTimeout(timer);
    if (holder === trigger) return;
    close();
    shown = content(trigger);
    if (!shown) return;
    if (!card) {
      card = make("div", "card-of-book");
      card.id = "book-card";
      card.setAttribute("role", "tooltip");
      card.addEventListener("pointerenter", function () { clearTimeout(timer); });
      card.addEventListener("pointerleave", later);
      article.closest("main").append(card);
    }
    if (byTouch && trigger.href) {
      shown.append(make("a", "card-link", "Go there"));
      shown.lastChild.href = trigger.href;
    }
    card.replaceChildren(shown);
    card.hidden = false;
    holder = trigger;
    holder.setAttribute("aria-describedby", "book-card");
    if (holder.dataset.calc) holder.setAttribute("aria-expanded", "true");
    at = trigger.getClientRects()[0];
    frame = (card.offsetParent || document.body).getBoundingClientRect();
    wide = document.documentElement.clientWidth;
    free = window.innerHeight - at.bottom;
    over = at.top - 56; // below the bar that stays at the top
    card.style.maxHeight = Math.max(free, over) - 14 + "px";
    card.style.left = Math.max(8, Math.min(at.left, wide - card.offsetWidth - 8)) - frame.left + "px";
    card.style.top = (free < card.offsetHeight + 12 && over > free ? at.top - card.offsetHeight - 6 : at.bottom + 6) - frame.top + "px";
  }
  function later() { clearTimeout(timer); timer = setTimeout(close, 250); }

  function ready(trigger) {
    var pressed = "mouse";
    trigger.classList.add("has-card");
    trigger.addEventListener("pointerenter", function (event) {
      if (event.pointerType === "touch") return;
      clearTimeout(timer);
      timer = setTimeout(function () { open(trigger); }, 150);
    });
    trigger.addEventListener("pointerleave", function (event) { if (event.pointerType !== "touch") later(); });
    trigger.addEventListener("focus", function () { if (trigger.matches(":focus-visible")) open(trigger); });
    trigger.addEventListener("blur", later);
    trigger.addEventListener("pointerdown", function (event) { pressed = event.pointerType; });
    trigger.addEventListener("click", function (event) {
      if (trigger.dataset.calc) { if (holder === trigger) close(); else open(trigger); }
      else if (pressed === "touch" && holder !== trigger) { open(trigger, true); if (holder === trigger) event.preventDefault(); }
    });
    trigger.addEventListener("keydown", function (event) {
      if (trigger.dataset.calc && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); trigger.click(); }
    });
  }
  article.querySelectorAll(".calc").forEach(function (number) {
    var key = (/\bcalc-\d+/.exec(number.className) || [])[0];
    if (!key || !data.numbers || !data.numbers[key]) return;
    number.dataset.calc = key;
    number.tabIndex = 0;
    number.setAttribute("role", "button");
    number.setAttribute("aria-expanded", "false");
    ready(number);
  });
  article.querySelectorAll(".bibtex-citation a[title]").forEach(function (link) {
    link.dataset.source = link.title;
    link.removeAttribute("title");
    ready(link);
  });
  article.querySelectorAll("a.reference.internal[href*='#']").forEach(function (link) {
    var hash = decodeURIComponent(link.hash.slice(1)), here = link.pathname === location.pathname && document.getElementById(hash);
    if (!link.dataset.source && ((data.terms || {})[hash] || (here && here.matches("figure, table, div.math")))) ready(link);
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") close(); });
  document.addEventListener("pointerdown", function (event) {
    if (holder && !card.contains(event.target) && !holder.contains(event.target)) close();
  });
})();
