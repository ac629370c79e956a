/* Figures that recompute when a slider moves. $: what Python does, for the models that scalar_js
   translates; below it, the page. A classic script, so that it works on file:// too. */
(function (root) {
  "use strict";
  var $ = {};
  function fail(type, text) { var e = new Error(text); e.name = type; throw e; }
  function domain() { fail("ValueError", "math domain error"); }
  function range() { fail("OverflowError", "math range error"); }
  $.raise = fail;
  $.repr = function (v, isFloat) {
    if (typeof v === "boolean") return v ? "True" : "False";
    if (v !== v) return "nan";
    if (Math.abs(v) === Infinity) return v > 0 ? "inf" : "-inf";
    if (!isFloat) return String(v);
    if (Object.is(v, -0)) return "-0.0";
    var a = Math.abs(v), m;
    if (a && (a < 1e-4 || a >= 1e16)) {
      m = v.toExponential().split("e");
      return m[0] + "e" + m[1][0] + (m[1].length < 3 ? "0" : "") + m[1].slice(1);
    }
    return String(v) + (v % 1 ? "" : ".0");
  };
  $.int = function (v) {
    if (!(Math.abs(v) <= 9007199254740991)) fail("OverflowError", "integer beyond 2**53");
    return v + 0;
  };
  $.div = function (a, b) { if (b === 0) fail("ZeroDivisionError", "division by zero"); return a / b; };
  $.mod = function (a, b, isFloat) {
    if (b === 0) fail("ZeroDivisionError", isFloat ? "float modulo" : "integer modulo by zero");
    var m = a % b;
    return m ? (m < 0 !== b < 0 ? m + b : m) : isFloat ? (b < 0 ? -0 : m !== m ? m : 0) : 0;
  };
  $.fdiv = function (a, b, isFloat) {
    if (b === 0) fail("ZeroDivisionError", isFloat ? "float floor division by zero" : "integer division or modulo by zero");
    if (!isFloat) return (a - $.mod(a, b, 0)) / b + 0;
    var m = a % b, d = (a - m) / b, f;
    if (m && m < 0 !== b < 0) d -= 1;
    if (!d) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
    f = Math.floor(d);
    return d - f > 0.5 ? f + 1 : f;
  };
  $.pow = function (a, b) {
    if (a === 0 && b < 0) fail("ZeroDivisionError", "0.0 cannot be raised to a negative power");
    if (a < 0 && isFinite(a) && isFinite(b) && b % 1) fail("ValueError", "complex result");
    if (a === 1 || (a === -1 && Math.abs(b) === Infinity)) return 1;
    var p = Math.pow(a, b);
    if (isFinite(a) && isFinite(b) && !isFinite(p)) fail("OverflowError", "(34, 'Numerical result out of range')");
    return p;
  };
  $.min = function (m) { for (var i = 1; i < arguments.length; i++) if (arguments[i] < m) m = arguments[i]; return m; };
  $.max = function (m) { for (var i = 1; i < arguments.length; i++) if (arguments[i] > m) m = arguments[i]; return m; };
  "exp expm1 atan tanh".split(" ").forEach(function (name) {
    $[name] = function (v) { var r = Math[name](v); return Math.abs(r) === Infinity && isFinite(v) ? range() : r; };
  });
  "sin cos tan".split(" ").forEach(function (name) {
    $[name] = function (v) { return Math.abs(v) === Infinity ? domain() : Math[name](v); };
  });
  "log log2 log10".split(" ").forEach(function (name) {
    $[name] = function (v) { return v <= 0 ? domain() : Math[name](v); };
  });
  $.log1p = function (v) { return v <= -1 ? domain() : Math.log1p(v); };
  $.sqrt = function (v) { return v < 0 ? domain() : Math.sqrt(v); };
  $.fabs = Math.abs;
  $.whole = function (name, v) {
    if (v !== v) fail("ValueError", "cannot convert float NaN to integer");
    if (Math.abs(v) === Infinity) fail("OverflowError", "cannot convert float infinity to integer");
    return $.int(Math[name === "int" ? "trunc" : name](v));
  };
  $.check = function (kind, name, v, isFloat, least) {
    var rule = {
      positive: [v > 0 && v < Infinity, "a finite number above 0"],
      non_negative: [v >= 0 && v < Infinity, "a finite number of 0 or more"],
      finite: [isFinite(v), "a finite number"],
      fraction: [v >= 0 && v <= 1, "between 0 and 1"],
      open_fraction: [v > 0 && v < 1, "strictly between 0 and 1"],
      count: [v >= least && v % 1 === 0, "a whole number of " + least + " or more"]
    }[kind];
    if (!rule[0]) fail("ValueError", name + " must be " + rule[1] + ", got " + $.repr(v, isFloat));
    return v;
  };

  /* A grid computed at build, linear between its points in each axis (or in its logarithm). */
  $.grid = function (axes, values, logs) {
    function at(depth, table, point) {
      if (depth === axes.length) return table;
      var axis = axes[depth], v = point[depth], n = axis.length, i = 0, a, b, t;
      if (!(v >= axis[0] && v <= axis[n - 1])) fail("ValueError", "outside the grid");
      while (i < n - 2 && v > axis[i + 1]) i++;
      a = axis[i]; b = axis[i + 1];
      t = logs[depth] ? Math.log(v / a) / Math.log(b / a) : (v - a) / (b - a);
      a = at(depth + 1, table[i], point);
      return t === 0 ? a : a + t * (at(depth + 1, table[i + 1], point) - a);
    }
    return function () { return at(0, values, arguments); };
  };

  /* As napkinmath.units.show and usd write numbers. */
  function round(v, digits) { // halves to even, as Python does
    var e = v.toExponential(digits + 24).split("e"), m = e[0].replace(/\D/g, "");
    if (/^50*$/.test(m.slice(digits)) && m[digits - 1] % 2 === 0)
      return Number((v < 0 ? "-" : "") + m.slice(0, digits) + "e" + (e[1] - digits + 1));
    return Number(v.toPrecision(digits));
  }
  function plain(v, digits) {
    var r = round(v, digits);
    if (!r) return "0";
    var places = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(r)) + 1e-12));
    var s = r.toFixed(Math.min(places, 100)).split(".");
    s[0] = s[0].replace(/\B(?=(\d{3})+$)/g, ",");
    s[1] = (s[1] || "").replace(/0+$/, "");
    return s[0] + (s[1] ? "." + s[1] : "");
  }
  function prefixed(v, digits, large, small) {
    var p = 0;
    function r() { return Math.abs(round(v, digits)); }
    while (Math.max(Math.abs(v), r()) >= 1000 && p < large.length - 1) { v /= 1000; p++; }
    while (r() > 0 && r() < 1 && -p < small.length - 1) { v *= 1000; p--; }
    return [plain(v, digits), p < 0 ? small[-p] : large[p]];
  }
  var LARGE = ["", "k", "M", "G", "T", "P", "E", "Z", "Y"], SMALL = ["", "m", "µ", "n", "p", "f"];
  $.show = function (v, unit, digits) {
    var a = Math.abs(v), t, name, word;
    if (v !== v) return "–";
    if (a === Infinity) return v > 0 ? "∞" : "−∞";
    if (unit === "$") {
      name = v < 0 ? "-$" : "$";
      if (!a) return "$0";
      if (round(a, 3) < 1) { t = plain(a, 3); return name + t + (t.length === 3 ? "0" : ""); }
      t = Math.floor(Math.log10(a)) + 1;
      if (round(a, t + 2) < 1000) return name + round(a, t + 2).toFixed(2).replace(/\.00$/, "");
      if (round(a, t) < 1e4) return name + plain(a, t);
      return name + prefixed(a, 3, ["", "k", "M", "B", "T"], [""]).join("");
    }
    if (unit === "") return plain(v, Math.max(digits, a ? 1 + Math.floor(Math.log10(a)) : 1));
    if (unit === "%") return plain(100 * v, digits) + " %";
    if (unit === "s") {
      t = [[63072e3, 31536e3, "years"], [172800, 86400, "days"], [7200, 3600, "h"], [120, 60, "min"]];
      for (var i = 0; i < 4; i++) if (a >= t[i][0]) return plain(v / t[i][1], digits) + " " + t[i][2];
      t = prefixed(v, digits, [""], SMALL);
      return t[0] + " " + t[1] + "s";
    }
    name = unit.split("/")[0];
    word = name.length > 3 && name === name.toLowerCase();
    t = prefixed(v, digits, LARGE, word || name === "B" || name === "FLOP" || name === "" ? [""] : SMALL);
    if (name === "" && !t[1]) return t[0] + unit;
    return t[0] + " " + t[1] + (word && t[1] ? " " : "") + unit;
  };

  /* All values of a figure, from those of its sliders; a refusal gives no value. */
  $.solve = function (spec, given) {
    var v = Object.assign({}, spec.given, given);
    spec.outputs.forEach(function (o) {
      try { v[o.name] = o.f.apply(null, o.args.map(function (a) { return v[a]; })); } catch (e) { v[o.name] = NaN; }
    });
    return v;
  };
  $.text = function (spec, v, name) {
    var as = spec.shown[name];
    if (as.unit === "s" && v[name] === Infinity) return "never";
    return as.words ? as.words[+v[name]] : $.show(v[name], as.unit, as.digits);
  };
  /* What a field says: every digit that matters, and what $.read reads again. */
  $.exact = function (v, unit) {
    return unit === "$" ? (v < 0 ? "-$" : "$") + plain(Math.abs(v), 10) : unit === "%" ? plain(100 * v, 8) + " %" : $.show(v, unit, 10);
  };
  /* The value that somebody typed, in base units: 1,024 or 45k or 2 h or 12.5 %; else NaN. */
  $.read = function (text, unit) {
    var m = /^([-−]?)\$?((?:\d{1,3}(?:[,_\u202f\u00a0 ]\d{3})+|\d+)?(?:\.\d+)?(?:e[-+]?\d+)?)\s*(.*)$/i.exec(text.trim()), rest, v;
    if (!m || !/\d/.test(m[2])) return NaN;
    v = Number(m[2].replace(/[,_\u202f\u00a0 ]/g, "")) * (m[1] ? -1 : 1);
    rest = m[3];
    if (unit === "%") return rest && rest !== "%" ? NaN : v / 100;
    if (unit === "s" && TIMES[rest.replace(/s$/, "")]) return v * TIMES[rest.replace(/s$/, "")];
    if (unit && rest.slice(-unit.length) === unit) rest = rest.slice(0, -unit.length).trim();
    rest = { K: "k", B: unit === "$" ? "G" : "B", u: "µ" }[rest] || rest;
    if (LARGE.indexOf(rest) >= 0) return v * Math.pow(1000, LARGE.indexOf(rest));
    return SMALL.indexOf(rest) > 0 ? v / Math.pow(1000, SMALL.indexOf(rest)) : NaN;
  };
  var TIMES = { min: 60, h: 3600, hour: 3600, d: 86400, day: 86400, week: 604800, year: 31536e3 };
  root.$explore = $;
  if (typeof document === "undefined") return;

  function figure(spec) {
    var box = document.getElementById(spec.id).closest(".explore"), svg = box.querySelector("svg");
    var form = box.querySelector(".explore-sliders"), chart = spec.chart, now = Object.assign({}, spec.start), started;
    var cells = box.querySelectorAll("tbody tr"), said = box.querySelectorAll(".explore-said span");
    var live = box.querySelector(".explore-said"), link = form.querySelector("a");
    function part(name) { return svg.querySelector('[id$="-ex-' + name + '"]'); }
    function all(act) { spec.sliders.forEach(function (s) { act(s, form.elements[spec.id + "-" + s.name]); }); }
    function field(input) { return input.previousElementSibling; }
    function tell(s, input, words) {
      input.nextElementSibling.textContent = words;
      if (words) field(input).setAttribute("aria-invalid", "true"); else field(input).removeAttribute("aria-invalid");
    }
    /* Why a value is refused, or nothing. */
    function refused(s, v, text) {
      var unit = spec.shown[s.name].unit;
      if (v !== v) return s.label + ": “" + text + "” is no number" + (unit ? " of the unit " + unit : "");
      if (s.whole && v % 1) return s.label + ": " + text + " is not a whole number";
      if (v < s.low || v > s.high) return s.label + ": " + text + " is not from " + $.exact(s.low, unit) + " to " + $.exact(s.high, unit);
      return "";
    }
    function place(v, axis) {
      var l = axis.log ? Math.log : Number;
      return axis.from + (axis.to - axis.from) * (l(v) - l(axis.low)) / (l(axis.high) - l(axis.low));
    }
    function at(x) { var g = Object.assign({}, now); g[chart.x.name] = x; return $.solve(spec, g); }
    function move(name, x, y) {
      var g = part(name), ok = isFinite(x) && isFinite(y);
      if (!g) return;
      g.base = g.base || [x, y];
      g.style.display = ok ? "" : "none";
      if (ok) g.setAttribute("transform", "translate(" + (x - g.base[0]).toFixed(2) + "," + (y - g.base[1]).toFixed(2) + ")");
    }
    function draw() {
      var points = chart.points.map(at), v = $.solve(spec, now), query = [];
      chart.lines.forEach(function (name, i) {
        var d = "", end = 0, last = [NaN, NaN];
        points.forEach(function (p, k) {
          var y = place(p[name], chart.y);
          if (!isFinite(y)) { end = 0; return; }
          d += (end ? "L" : "M") + place(chart.points[k], chart.x).toFixed(2) + " " + y.toFixed(2);
          end = 1;
          if (p[name] >= chart.y.low && p[name] <= chart.y.high) last = [place(chart.points[k], chart.x), y];
        });
        part("line-" + i).querySelector("path").setAttribute("d", d.trim());
        move("label-" + i, last[0], last[1]);
      });
      chart.dots.forEach(function (name, i) { 
        var seen = v[name] >= chart.y.low && v[name] <= chart.y.high;
        move("dot-" + i, place(v[chart.x.name], chart.x), seen ? place(v[name], chart.y) : NaN);
       });
      spec.said.forEach(function (name, i) { said[i].textContent = $.text(spec, v, name); });
      spec.rows.forEach(function (x, k) {
        var row = at(x);
        chart.lines.forEach(function (name, i) { cells[k].children[i + 1].textContent = $.text(spec, row, name); });
      });
      all(function (s, input) {
        var text = $.text(spec, v, s.name);
        input.setAttribute("aria-valuetext", text);
        tell(s, input, "");
        field(input).value = $.exact(now[s.name], spec.shown[s.name].unit);
        if (now[s.name] !== spec.start[s.name]) query.push(s.name + "=" + now[s.name]);
      });
      link.href = "#" + spec.id + (query.length ? "?" + query.join("&") : "");
    }
    function put() {
      all(function (s, input) {
        input.value = s.log ? 100 * Math.log(now[s.name] / s.low) / Math.log(s.high / s.low) : now[s.name];
      });
      draw();
    }
    form.addEventListener("input", function (event) {
      all(function (s, input) {
        if (input !== event.target) return;
        var to = s.log ? Number((s.low * Math.pow(s.high / s.low, input.value / 100)).toPrecision(2)) : Number(input.value);
        now[s.name] = Math.min(Math.max(s.whole ? Math.round(to) : to, s.low), s.high);
        draw();
      });
    });
    form.addEventListener("change", function (event) {
      all(function (s, input) {
        if (field(input) !== event.target) return;
        var text = event.target.value, v = $.read(text, spec.shown[s.name].unit), why = refused(s, v, text);
        if (why) return tell(s, input, why);
        now[s.name] = v;
        put();
      });
    });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("reset", function (event) {
      event.preventDefault();
      now = Object.assign({}, spec.start);
      put();
    });
    function linked() {
      var hash = location.hash.slice(1).split("?"), moved;
      if (hash[0] !== spec.id || !hash[1]) return;
      now = Object.assign({}, spec.start);
      new URLSearchParams(hash[1]).forEach(function (text, name) {
        all(function (s) {
          var v = $.read(text, "");
          if (s.name === name && !refused(s, v, text)) now[name] = moved = v;
        });
      });
      if (moved === undefined) return;
      put();
      box.scrollIntoView();
    }
    live.setAttribute("aria-live", "polite");
    live.setAttribute("aria-atomic", "true");
    form.hidden = false;
    put();
    linked();
    root.addEventListener("hashchange", linked);
    var guess = box.querySelector(".explore-guess");
    if (!guess || location.hash.slice(1).split("?")[1]) return;
    var input = guess.querySelector("input"), shown = guess.querySelector("output"), first = chart.lines[0];
    var mark = document.createElementNS("http://www.w3.org/2000/svg", "path");
    mark.setAttribute("class", "explore-mark");
    svg.appendChild(mark);
    function guessed() {
      var y = chart.y, part = input.value / 100, v = y.log ? y.low * Math.pow(y.high / y.low, part) : y.low + (y.high - y.low) * part;
      shown.textContent = $.show(Number(v.toPrecision(2)), spec.shown[first].unit, 2);
      input.setAttribute("aria-valuetext", shown.textContent);
      mark.setAttribute("d", "M" + (place(now[chart.x.name], chart.x) - 7) + " " + place(v, y) + "h14m-7-7v14");
    }
    guess.hidden = false;
    box.classList.add("explore-unseen");
    guessed();
    input.addEventListener("input", guessed);
    guess.addEventListener("submit", function (event) {
      event.preventDefault();
      box.classList.remove("explore-unseen");
      guess.remove();
      live.insertAdjacentText("afterbegin", "You said " + shown.textContent + "; it is " + $.text(spec, $.solve(spec, now), first) + ". ");
      live.tabIndex = -1;
      live.focus();
    });
  }
  (root.explores || []).forEach(function (make) { figure(make($)); });
})(typeof window === "undefined" ? globalThis : window);
