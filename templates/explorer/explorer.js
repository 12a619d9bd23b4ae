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

  // What the controls say; a value that was not moved keeps the letter's own, to the last digit.
  function said() {
    var found = { shares: {}, moved: {} };
    inputs.forEach(function (input) {
      var name = input.dataset.name;
      var value = input.dataset.exact !== undefined ? input.dataset.exact : input.value;
      if (number(value) !== number(start[name])) { found.moved[name] = value; }
      if (name.indexOf("share.") === 0) { found.shares[name.slice(6)] = number(value); } else { found[name] = number(value); }
    });
    return found;
  }

  // One run from the model's table: treatment and stops by month's end, added up.
  function run(at, variant, p, effect, price, shares) {
    var here = table.intervals[String(at)], sums = here.variants[variant];
    var all = 0, paused = 0;
    table.shares.forEach(function (one) {
      var yearly = number(one.annual) * shares[one.key];
      all += yearly;
      if (one.paused) { paused += yearly; }
    });
    var treatment = [], stops = [], running = [];
    for (var t = 0; t < months; t += 1) {
      treatment.push(number(table.workup) + price * (number(here.series[t]) + p * number(sums.maintenance[t])));
      stops.push(effect * (all * number(sums.responding[t]) - paused * number(sums.with_visit[t])) / 12);
      running.push(stops[t] - treatment[t]);
    }
    return { treatment: treatment, stops: stops, running: running, net: running[months - 1] };
  }

  // The ends of one input's range: the letter's own, or, once it was moved, by the model's rules for a value set by hand.
  function ends(item, value, moved) {
    if (!moved) { return item.ends.map(number); }
    return item.moved.map(function (rule) {
      var end = value * number(rule.times);
      if (rule.least !== undefined) { end = Math.max(end, number(rule.least)); }
      if (rule.most !== undefined) { end = Math.min(end, number(rule.most)); }
      return end;
    });
  }

  function compute(state) {
    var q = number(table.control.value), extras = number(table.extras);
    var price = state.price + extras, p = state.response, every = state.maintenance_every_days;
    function at(more, variant) {
      more = more || {};
      var pp = more.p === undefined ? p : more.p, qq = more.q === undefined ? q : more.q;
      return run(more.every || every, variant || "base", pp, Math.max(pp - qq, 0), more.price === undefined ? price : more.price, more.shares || state.shares);
    }
    var average = at(), responder = at({ p: 1, q: 0 }), lasting = at({ p: 1, q: 0 }, "lasting");
    var here = table.intervals[String(every)];
    var series = number(here.series[months - 1]);
    var nobody = number(table.workup) + price * series;
    var visits = series + p * number(here.variants.base.maintenance[months - 1]);

    // The verdict: the sign of the average, of each end alone, and who stands for the shares.
    var settled = table.history, spending = 0, weighted = 0, any = false, biggest = 0, drugs = {};
    var one = [{}, {}];
    table.shares.forEach(function (item) {
      var share = state.shares[item.key], annual = number(item.annual), moved = state.moved["share." + item.key] !== undefined;
      any = any || annual !== 0;
      if (share * annual > 0 && (moved || !item.prescriber)) { settled = false; }
      if (share > 0) { spending += annual; weighted += share * annual; biggest = Math.max(biggest, share); }
      drugs[item.key] = item.medication ? share : 0;
      var both = ends(item, share, moved);
      one[0][item.key] = both.length ? both[0] : share;
      one[1][item.key] = both.length ? both[1] : share;
    });
    var trials = one.map(function (shares) { return at({ shares: shares }); });
    ends(table.price, state.price, state.moved.price !== undefined).forEach(function (end) { trials.push(at({ price: end + extras })); });
    ends(table.response, p, state.moved.response !== undefined).forEach(function (end) { trials.push(at({ p: end })); });
    ends(table.control, q, false).forEach(function (end) { trials.push(at({ q: end })); });
    ends(table.every, every, state.moved.maintenance_every_days !== undefined).forEach(function (end) { trials.push(at({ every: Math.floor(end) })); });
    table.trials.forEach(function (name) { trials.push(at({}, name)); });
    var verdict = table.unread ? "undecided" : "none";
    if (any && average.net > 0 && settled) {
      verdict = trials.every(function (trial) { return trial.net > 0; }) ? "robust" : "expected";
    } else if (any && responder.net > 0) {
      verdict = "conditional";
    }

    // The covered alternative in the four outcomes, its cost less ours: the price's dear end with the shortest interval, and
    // maintenance as close as it is tried.
    var other = table.alternative, leg = "not-made", less = null;
    if (other) {
      var visitsOf = [number(other.first) + p * number(other.responding), number(other.first), number(other.first) + number(other.responding), number(other.first) + number(other.later)];
      var costsAt = function (more) {
        var each = more.price === undefined ? price : more.price, days = more.every || every;
        return [at({ price: each, every: days }), { treatment: table.intervals[String(days)].series.map(function (n) { return number(table.workup) + each * number(n); }) },
          at({ p: 1, q: 0, price: each, every: days }), at({ p: 1, q: 0, price: each, every: days }, "lasting")].map(function (flow) { return flow.treatment[months - 1]; });
      };
      var lessAt = function (session, more) { return costsAt(more).map(function (ours, i) { return session * visitsOf[i] - ours; }); };
      var dear = ends(table.price, state.price, state.moved.price !== undefined)[1] + extras;
      var short = Math.floor(ends(table.every, every, state.moved.maintenance_every_days !== undefined)[0]);
      var firm = lessAt(number(other.low), { price: dear, every: short }).concat(lessAt(number(other.low), { every: other.close }));
      less = lessAt(number(other.price), {});
      leg = firm.every(function (value) { return value > 0; }) ? "firm" : less[0] > 0 && lessAt(number(other.low), {})[0] > 0 ? "expected" : "none";
    }
    var carries = leg === "firm" || leg === "expected";
    var lead = verdict === "robust" || verdict === "expected" ? "offset" : carries ? (table.acceptable ? "alternative" : "capped") : verdict === "conditional" ? "capped" : "necessity";

    var month = months + 1;
    while (month > 1 && lasting.running[month - 2] >= -1e-9) { month -= 1; }
    if (month > months) { month = null; }
    function share(flow) {
      var stops = flow.stops[months - 1];
      if (stops <= 0 || spending <= 0) { return null; }
      var f = flow.treatment[months - 1] / stops;
      return biggest * f > 1 + 1e-12 ? null : f * weighted / spending;
    }
    var even = (average.stops[months - 1] - number(table.workup)) / visits - extras;
    // The net is linear in the response above q: two points give the line.
    var low = at({ p: q }).net, high = at({ p: 1 }).net, root = q + (1 - q) * -low / (high - low);
    var rebate = lasting.net / at({ p: 1, q: 0, shares: drugs }, "lasting").stops[months - 1];
    return {
      average: average, responder: responder, lasting: lasting, nobody: nobody, verdict: verdict, month: month,
      price: even > 0 ? even : null, share: share(average), lastingShare: share(lasting),
      response: root >= q - 1e-12 && root <= 1 + 1e-12 ? root : null, rebate: rebate > 0 && rebate < 1 ? rebate : null,
      leg: leg, less: less, lead: lead,
      chance: month === null ? 0 : Math.max(p - q, 0) * Math.pow(number(table.retention), month / 12),
      stages: here.stages.map(function (count) { return number(table.workup) + price * count; })
    };
  }

  function row(name, flow) {
    byId(name + "-treatment").textContent = cents(flow.treatment[months - 1]);
    byId(name + "-stops").textContent = cents(flow.stops[months - 1]);
    byId(name + "-net").textContent = cents(flow.net);
    byId(name + "-one").textContent = cents(flow.running[11]);
    byId(name + "-two").textContent = cents(flow.running[23] - flow.running[11]);
  }

  function draw(found, every) {
    var svg = byId("picture"), ns = "http:" + "//www.w3.org/2000/svg", series = table.intervals[String(every)].series;
    while (svg.firstChild) { svg.removeChild(svg.firstChild); }
    var each = found.stages[0] - number(table.workup), total = number(series[months - 1]) || 1;
    var nobody = series.map(function (count) { return -(number(table.workup) + each * number(count) / total); });
    var lines = [[found.lasting.running, "", 3], [found.average.running, "8 4", 2], [nobody, "2 3", 2]];
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
    var spots = [["if it lasts (solid)", found.lasting.net], ["average (dashed)", found.average.net], ["no response (dotted)", -found.nobody]];
    spots.sort(function (a, b) { return b[1] - a[1]; });
    var lastY = 0;
    spots.forEach(function (spot) {
      lastY = Math.max(y(spot[1]), lastY + 32);
      add("text", { x: 488, y: lastY, "font-size": 13 }, cents(spot[1]));
      add("text", { x: 488, y: lastY + 13, "font-size": 12 }, spot[0]);
    });
    [6, 12, 18, 24].forEach(function (t) { add("text", { x: x(t), y: 250, "font-size": 12, "text-anchor": "middle" }, "month " + t); });
    byId("picture-words").textContent = "Running total to the plan over " + months + " months: if the response lasts it ends at " + cents(found.lasting.net) +
      ", on average at " + cents(found.average.net) + ", without a response at " + cents(-found.nobody) + ".";
  }

  function show() {
    var state = said(), found = compute(state);
    inputs.forEach(function (input) {
      var value = number(input.dataset.exact !== undefined ? input.dataset.exact : input.value), name = input.dataset.name;
      var words = name === "price" ? cents(value) : name === "maintenance_every_days" ? value + " days" : Math.round(value * 1e4) / 100 + "%";
      byId(input.id + "-out").textContent = words;
      input.setAttribute("aria-valuetext", words);
    });
    row("average", found.average);
    row("responder", found.responder);
    row("lasting", found.lasting);
    byId("nobody-treatment").textContent = cents(found.nobody);
    byId("nobody-stops").textContent = cents(0);
    byId("nobody-net").textContent = cents(-found.nobody);
    byId("nobody-one").textContent = cents(-found.nobody);
    byId("nobody-two").textContent = cents(0);
    byId("even-price").textContent = found.price === null ? "no price" : centsDown(found.price);
    byId("even-share").textContent = found.share === null ? "no share" : percentUp(found.share);
    byId("even-lasting").textContent = found.lastingShare === null ? "no share" : percentUp(found.lastingShare);
    byId("even-response").textContent = found.response === null ? "no response" : percentUp(found.response);
    byId("even-rebate").textContent = found.rebate === null ? "no rebate" : percentDown(found.rebate);
    byId("even-month").textContent = found.month === null ? "none" : String(found.month);
    byId("own-chance").textContent = percentDown(found.chance);
    byId("stages").textContent = found.stages.map(cents).join("; ");
    byId("verdict").textContent = found.verdict;
    byId("lead").textContent = found.lead;
    byId("leg").textContent = found.less ? found.leg + ": " + table.alternative.label + ", on average " + cents(found.less[0]) + " dearer than this request" : found.leg;
    var less = found.average.net > 0 ? cents(found.average.net) + " less" : "a net cost of " + cents(-found.average.net);
    byId("said").textContent = {
      robust: "The plan is projected to spend " + less + " on average, whichever single input of Exhibit C is at its unfavorable end.",
      expected: "The expected average of all outcomes is that the plan spends " + less + ".",
      conditional: "If the response lasts throughout, the net is " + cents(found.lasting.net) + "; averaged over all outcomes: " + less + ".",
      undecided: "More dollars of these claims are unread than counted: nothing is said about cost before they are named.",
      none: "No cost argument: covering does not cost the plan less on these assumptions."
    }[found.verdict];
    var parts = Object.keys(state.moved).map(function (name) { return "--set " + name + "=" + plain(number(state.moved[name])); });
    byId("command").textContent = parts.length ? "offsetcase build \u2026 " + parts.join(" ") : "nothing was moved";
    draw(found, state.maintenance_every_days);
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
