/* Charts with values on hover in place of the pictures. The scripts that draw them are asked for once
   the page stands, so that they do not hold up its first sight; where they fail, the picture stays. */
(function () {
  "use strict";
  var drawings = Array.from(document.querySelectorAll("[data-chart]"));
  if (!drawings.length) { return; }

  function config() {
    var style = getComputedStyle(document.documentElement);
    function colour(name) { return style.getPropertyValue("--" + name).trim(); }
    var text = { labelColor: colour("ink"), titleColor: colour("ink"), gridColor: colour("line"),
      domainColor: colour("soft"), tickColor: colour("soft"), titleFontWeight: "normal" };
    return {
      background: "transparent", font: "system-ui, DejaVu Sans, sans-serif",
      axis: text, legend: { labelColor: colour("ink"), titleColor: colour("ink") },
      view: { stroke: null }
    };
  }
  function draw(drawing) {
    var text = document.getElementById(drawing.dataset.chart).textContent;
    if (getComputedStyle(document.documentElement).colorScheme === "dark") {
      /* The palette's dark blue is lost on a dark ground; its light blue is not. */
      text = text.replaceAll("#0072B2", "#56B4E9");
    }
    var specification = JSON.parse(text);
    var picture = drawing.querySelector("img");
    var place = drawing.querySelector(".chart");
    if (!place) {
      place = document.createElement("div");
      place.className = "chart";
      place.setAttribute("role", "img");
      place.setAttribute("aria-label", picture.alt);
      drawing.appendChild(place);
    }
    specification.config = config();
    var options = { actions: false, renderer: "svg", tooltip: { theme: "custom" } };
    return window.vegaEmbed(place, specification, options).then(function () {
      picture.hidden = true;
      drawing.dataset.drawn = "yes";
    });
  }
  function drawAll() { drawings.forEach(draw); }

  window.addEventListener("load", function () {
    var script = document.createElement("script");
    script.src = document.body.dataset.root + "assets/vega.js";
    script.onload = function () {
      drawAll();
      document.addEventListener("theme", drawAll);
    };
    document.head.appendChild(script);
  });
}());
