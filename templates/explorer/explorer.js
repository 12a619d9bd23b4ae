"use strict";
(function () {
  var table = JSON.parse(document.getElementById("table").textContent);
  var months = table.horizon;
  var inputs = Array.prototype.slice.call(document.querySelectorAll("#controls input[type=range]"));
  var start = {};
  inputs.forEach(function (input) { start[input.dataset.name] = input.getAttribute("value"); });

  function number(text) { return parseFloat(text); }
  function byId(id) { return document.getElementById(id); }
  // Half a cent goes up, as in the letter; a float that stands a hair below the half counts as the half.
  function cents(value) {
    var whole = Math.floor(Math.abs(value) * 100 + 0.5 + 1e-7);
    var text = Math.floor(whole / 100).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",") + "." + ("0" + (whole % 100)).slice(-2);
    return (value < 0 && whole ? "\u2212" : "") + "$" + text;
  }
  function centsDown(value) { return cents(Math.floor(value * 100 + 1e-7) / 100); }
  function percentUp(value) { return Math.ceil(value * 100 - 1e-9) + "%"; }
  function percentDown(value) { return Math.floor(value * 100 + 1e-9) + "%"; }
  function plain(value) { return String(Math.round(value * 1e6) / 1e6); }

  // A control's name is what ``--set`` takes; here is what the model calls it.
  function idOf(name) {
    return name === "price" ? "price.quote" : name === "maintenance_every_days" ? "every" : "assume." + name;
  }

  // What the controls say; a value that was not moved keeps the letter's own, to the last digit.
  function said() {
    var found = { values: {}, moved: {}, told: {} };
    inputs.forEach(function (input) {
      var name = input.dataset.name, id = idOf(name);
      var value = input.dataset.exact !== undefined ? input.dataset.exact : input.value;
      if (number(value) === number(start[name])) { return; }
      found.moved[id] = true;
      found.told[name] = value;
      found.values[id] = number(value);
    });
    return found;
  }

  function numbers(texts) {
    var found = {};
    Object.keys(texts).forEach(function (id) { found[id] = number(texts[id]); });
    return found;
  }
  var letter = Object.assign(numbers(table.given), table.flags);

  // One run's numbers: the visits of its interval and its delay, by month, and the price with what stands on top of the quote.
  function run(changes) {
    var given = Object.assign({}, changes), at = table.calendars[String(Math.floor(given.every))];
    for (var t = 1; t <= months; t += 1) {
      var stopping = at.stopping[String(given.ramp)][t - 1];
      given["month." + t + ".induction"] = at.induction[t - 1];
      given["month." + t + ".maintenance"] = at.maintenance[t - 1];
      given["month." + t + ".free"] = stopping === 1 ? 1 : 0;
      given["month." + t + ".busy"] = stopping === 2 ? 1 : 0;
    }
    at.stages.forEach(function (count, n) { given["stage." + (n + 1) + ".visits"] = count; });
    return Object.assign(given, MODEL.price(given));
  }

  // Both ends of one input's range: the letter's own, or those of a value that was moved.
  function ends(way, value, moved) {
    if (!moved) { return way.ends.map(number); }
    var found = MODEL[way.rule]({ value: value });
    return [found.low, found.high];
  }

  function compute(state) {
    var base = Object.assign({}, letter, { every: table.every, ramp: table.ramp }, state.values);
    function changed(id, value) {
      var one = {};
      one[id] = value;
      return Object.assign({}, base, one);
    }
    var given = run(base), found = MODEL.figures(given);
    var nets = [], low = {}, high = {}, bounds = {};
    table.ways.forEach(function (way) {
      bounds[way.id] = ends(way, base[way.id], state.moved[way.id]);
      bounds[way.id].forEach(function (end) { nets.push(MODEL.average(run(changed(way.id, end)))["average.net"]); });
    });
    table.shares.forEach(function (share) {
      var both = ends(share, base[share.id], state.moved[share.id]);
      low[share.id] = both[0];
      high[share.id] = both[1];
      given["prescribed." + share.key] = share.prescribed && !state.moved[share.id];
    });
    [low, high].forEach(function (shares) { nets.push(MODEL.average(run(Object.assign({}, base, shares)))["average.net"]); });
    given["worst.net"] = Math.min.apply(null, nets);
    var made = table.alternative ? numbers(table.alternative.given) : null;
    function compared(changes) { return MODEL.compared(Object.assign(run(Object.assign({}, base, changes)), made)); }
    function leastAtLow(changes) {
      var less = compared(changes);
      return Math.min.apply(null, ["average", "no_response", "responder", "lasting"].map(function (name) { return less["alternative.less_at_low." + name]; }));
    }
    var nothing = { "alternative.less.average": -1, "alternative.less_at_low.average": -1, "dear.less": -1, "close.less": -1 };
    var less = nothing;
    if (made) {
      // The price's dear end with the shortest interval, and maintenance as close as it is tried.
      less = Object.assign(compared({}), {
        "dear.less": leastAtLow({ "price.quote": bounds["price.quote"][1], every: bounds.every[0] }),
        "close.less": leastAtLow({ every: table.alternative.close })
      });
    }
    var decided = MODEL.decided(Object.assign({}, given, found, less));
    return Object.assign({}, found, less, decided, {
      made: made !== null,
      stages: table.calendars[String(base.every)].stages.map(function (count, n) { return MODEL.stages(given)["stage." + (n + 1) + ".cost"]; })
    });
  }

  function row(found, name) {
    var parts = { treatment: name === "nobody" ? "cost" : "treatment", stops: "stops", net: "net", one: "year_one", two: "year_two" };
    Object.keys(parts).forEach(function (part) { byId(name + "-" + part).textContent = cents(found[name + "." + parts[part]]); });
  }

  function byMonth(found, before, after) {
    var list = [];
    for (var t = 1; t <= months; t += 1) { list.push(found[before + "month." + t + after]); }
    return list;
  }

  function draw(found) {
    var svg = byId("picture"), ns = "http:" + "//www.w3.org/2000/svg";
    while (svg.firstChild) { svg.removeChild(svg.firstChild); }
    var lines = [[byMonth(found, "", ".lasting"), "", 3], [byMonth(found, "", ".running"), "8 4", 2], [byMonth(found, "nobody.", ".running"), "2 3", 2]];
    var high = 0, low = 0;
    lines.forEach(function (line) { line[0].forEach(function (v) { high = Math.max(high, v); low = Math.min(low, v); }); });
    function x(t) { return 10 + 470 * t / months; }
    function y(v) { return 20 + (high - v) / ((high - low) || 1) * 205; }
    function add(kind, attributes, text) {
      var node = document.createElementNS(ns, kind);
      Object.keys(attributes).forEach(function (name) { node.setAttribute(name, attributes[name]); });
      if (text !== undefined) { node.textContent = text; }
      svg.appendChild(node);
    }
    add("line", { x1: x(0), x2: x(months), y1: y(0), y2: y(0), stroke: "#000", "stroke-width": 1 });
    lines.forEach(function (line) {
      var points = [[0, 0]].concat(line[0].map(function (v, t) { return [t + 1, v]; }));
      add("polyline", { points: points.map(function (one) { return x(one[0]) + "," + y(one[1]); }).join(" "), fill: "none", stroke: "#000", "stroke-width": line[2], "stroke-dasharray": line[1] || "none" });
    });
    var spots = [["if it lasts (solid)", found["lasting.net"]], ["average (dashed)", found["average.net"]], ["no response (dotted)", found["nobody.net"]]];
    spots.sort(function (a, b) { return b[1] - a[1]; });
    var lastY = 0;
    spots.forEach(function (spot) {
      lastY = Math.max(y(spot[1]), lastY + 32);
      add("text", { x: 488, y: lastY, "font-size": 13 }, cents(spot[1]));
      add("text", { x: 488, y: lastY + 13, "font-size": 12 }, spot[0]);
    });
    [6, 12, 18, 24].forEach(function (t) { add("text", { x: x(t), y: 250, "font-size": 12, "text-anchor": "middle" }, "month " + t); });
    byId("picture-words").textContent = "Running total to the plan over " + months + " months: if the response lasts it ends at " + cents(found["lasting.net"]) +
      ", on average at " + cents(found["average.net"]) + ", without a response at " + cents(found["nobody.net"]) + ".";
  }

  function show() {
    var state = said(), found = compute(state);
    inputs.forEach(function (input) {
      var value = number(input.dataset.exact !== undefined ? input.dataset.exact : input.value), name = input.dataset.name;
      var words = name === "price" ? cents(value) : name === "maintenance_every_days" ? value + " days" : Math.round(value * 1e4) / 100 + "%";
      byId(input.id + "-out").textContent = words;
      input.setAttribute("aria-valuetext", words);
    });
    ["average", "responder", "lasting", "nobody"].forEach(function (name) { row(found, name); });
    function even(name, none, write) { return found["even." + name] === null ? none : write(found["even." + name]); }
    byId("even-price").textContent = even("price", "no price", centsDown);
    byId("even-share").textContent = even("share", "no share", percentUp);
    byId("even-lasting").textContent = even("lasting_share", "no share", percentUp);
    byId("even-response").textContent = even("response", "no response", percentUp);
    byId("even-rebate").textContent = even("rebate", "no rebate", percentDown);
    byId("even-month").textContent = even("month", "none", String);
    byId("own-chance").textContent = percentDown(found["chance.own"]);
    byId("stages").textContent = found.stages.map(cents).join("; ");
    byId("verdict").textContent = found.verdict;
    byId("lead").textContent = found.lead;
    byId("leg").textContent = found.made ? found.leg + ": " + table.alternative.label + ", on average " + cents(found["alternative.less.average"]) + " dearer than this request" : "not-made";
    var less = found["average.net"] > 0 ? cents(found["average.net"]) + " less" : "a net cost of " + cents(-found["average.net"]);
    byId("said").textContent = {
      robust: "The plan is projected to spend " + less + " on average, whichever single input of Exhibit C is at its unfavorable end.",
      expected: "The expected average of all outcomes is that the plan spends " + less + ".",
      conditional: "If the response lasts throughout, the net is " + cents(found["lasting.net"]) + "; averaged over all outcomes: " + less + ".",
      undecided: "More dollars of these claims are unread than counted: nothing is said about cost before they are named.",
      none: "No cost argument: covering does not cost the plan less on these assumptions."
    }[found.verdict];
    var parts = Object.keys(state.told).map(function (name) { return "--set " + name + "=" + plain(number(state.told[name])); });
    byId("command").textContent = parts.length ? "offsetcase build \u2026 " + parts.join(" ") : "nothing was moved";
    draw(found);
  }

  inputs.forEach(function (input) {
    input.addEventListener("input", function () {
      delete input.dataset.exact;
      document.querySelector('[data-for="' + input.id + '"]').value = input.value;
      show();
    });
  });
  Array.prototype.forEach.call(document.querySelectorAll("input.exact"), function (box) {
    box.addEventListener("input", function () {
      var input = byId(box.dataset.for), value = number(box.value);
      if (!isFinite(value) || value < number(box.min) || value > number(box.max)) { return; }
      if (input.dataset.name === "maintenance_every_days") { value = Math.round(value); }
      input.value = value;
      input.dataset.exact = String(value);
      show();
    });
  });
  byId("controls").addEventListener("reset", function () {
    inputs.forEach(function (input) { delete input.dataset.exact; });
    window.setTimeout(show, 0);
  });
  show();
}());
