  // The operators of model/nodes.py over a browser's numbers; below them the model, written out from its own graph.
  // A float that stands a hair beside a bound counts as at it.
  var HAIR = 1e-9;
  function power(base, months) { return months === 0 ? 1 : base === 0 ? 0 : Math.pow(base, months / 12); }
  function sum(list) { return list.reduce(function (a, b) { return a + b; }, 0); }
  function least(list) { return Math.min.apply(null, list); }
  function largest(list) { return Math.max.apply(null, list); }
  function more(a, b) { return a > b + HAIR; }
  function reaches(a, b) { return a >= b - HAIR; }
  function differs(a, b) { return Math.abs(a - b) > HAIR; }
  function both(a, b) { return a && b; }
  function same(a, b) { return a === b; }
  function any(list) { return list.indexOf(true) >= 0; }
  function known(value) { return value !== null; }
  function settles(list) {
    var place = list.length + 1;
    while (place > 1 && reaches(list[place - 2], 0)) { place -= 1; }
    return place > list.length ? null : place;
  }
  function model(names, work) {
    return function (given) {
      return work(names.map(function (name) {
        if (given[name] === undefined) { throw new Error("not given: " + name); }
        return given[name];
      }));
    };
  }
