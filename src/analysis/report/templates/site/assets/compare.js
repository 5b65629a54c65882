/* Two scenarios side by side, from the data in the page. Text is only ever set as text. */
(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("comparison").textContent);
  var first = document.getElementById("first");
  var second = document.getElementById("second");
  document.querySelector("form.choose").hidden = false;
  document.getElementById("compared").hidden = false;

  function element(name, text, attributes) {
    var made = document.createElement(name);
    made.textContent = text;
    Object.entries(attributes || {}).forEach(function (pair) { made.setAttribute(pair[0], pair[1]); });
    return made;
  }
  function fill(id, headings, rows) {
    var table = document.getElementById(id);
    table.textContent = "";
    var head = table.createTHead().insertRow();
    headings.forEach(function (words, place) {
      head.appendChild(element("th", words, { scope: "col", "class": place > 1 ? "right" : "" }));
    });
    var body = table.createTBody();
    rows.forEach(function (cells) {
      var row = body.insertRow();
      cells.forEach(function (words, place) {
        row.appendChild(place ? element("td", words, place > 1 ? { "class": "right" } : {}) :
          element("th", words, { scope: "row" }));
      });
    });
  }
  function show() {
    var a = data.scenarios[first.value];
    var b = data.scenarios[second.value];
    var differing = data.parameters.filter(function (each) {
      return a.parameters[each.name] !== b.parameters[each.name];
    });
    fill("differing", ["Parameter", "Unit", a.title, b.title], differing.map(function (each) {
      return [each.words, each.unit, a.parameters[each.name], b.parameters[each.name]];
    }));
    fill("outcome", ["Outcome", "Unit", a.title, b.title], data.outcomes.map(function (each) {
      return [each.words, each.unit, a.outcomes[each.name] || "not known", b.outcomes[each.name] || "not known"];
    }));
    document.getElementById("compared-words").textContent = first.value === second.value ?
      "The same scenario twice: choose another one." :
      differing.length + (differing.length === 1 ? " parameter differs." : " parameters differ.");
    document.getElementById("command").textContent = "tomsk2020 compare " + first.value + " " + second.value;
    history.replaceState(null, "", "#a=" + first.value + "&b=" + second.value);
  }
  function fromAddress() {
    var asked = new URLSearchParams(location.hash.slice(1));
    var names = Object.keys(data.scenarios);
    first.value = names.includes(asked.get("a")) ? asked.get("a") : names[0];
    second.value = names.includes(asked.get("b")) ? asked.get("b") : names[Math.min(1, names.length - 1)];
  }
  fromAddress();
  show();
  first.addEventListener("change", show);
  second.addEventListener("change", show);
  window.addEventListener("hashchange", function () {
    if (location.hash.startsWith("#a=")) { fromAddress(); show(); }
  });
  document.getElementById("swap").addEventListener("click", function () {
    var kept = first.value;
    first.value = second.value;
    second.value = kept;
    show();
  });
}());
