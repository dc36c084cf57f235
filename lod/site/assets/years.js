/* Move through the years of a family tree. Each lane says when it began and ended (first, surely begun, not ended before,
   surely ended), each line when it came and went; what is open is empty. The rules are those of pictures/lineage.py. */
(function () {
  "use strict";

  function read(node, name) {
    return node.dataset[name].split(",").map(function (text) { return text === "" ? null : Number(text); });
  }

  function standing(life, year) {
    var first = life[0], begun = life[1], ending = life[2], last = life[3];
    if ((first !== null && first >= year + 1) || (last !== null && last <= year)) { return "absent"; }
    if (begun === null || begun > year + 1) { return "perhaps"; }
    if (ending !== null && ending >= year) { return "there"; }
    return last === null ? "open" : "perhaps";
  }

  function absent(ends, year) {
    return (ends[0] !== null && ends[0] >= year + 1) || (ends[1] !== null && ends[1] <= year);
  }

  function named(lane) {
    var title = lane.querySelector("title"), text = lane.querySelector("text");
    return (title || text).textContent;
  }

  document.querySelectorAll(".asof").forEach(function (controls) {
    var figure = controls.parentNode, field = controls.querySelector("input"), said = controls.querySelector("output");
    var picture = figure.querySelector("svg"), axis = picture.querySelector("[data-axis]");
    if (!axis) { return; }
    var lanes = Array.from(picture.querySelectorAll(".lane")), ways = Array.from(picture.querySelectorAll(".turn"));
    var line = picture.querySelector(".now"), years = read(axis, "axis"); /* first and last year, left, width */

    function show() {
      var year = Number(field.value), at = years[2] + years[3] * (year + 0.5 - years[0]) / (years[1] - years[0]);
      var there = [];
      lanes.forEach(function (lane) {
        var found = standing(read(lane, "span"), year);
        lane.setAttribute("class", "lane " + found);
        if (found === "there" || found === "open") { there.push(named(lane)); }
      });
      ways.forEach(function (way) { way.setAttribute("class", absent(read(way, "at"), year) ? "turn absent" : "turn"); });
      line.setAttribute("d", line.getAttribute("d").replace(/^M \S+/, "M " + at.toFixed(1)));
      line.setAttribute("class", "now");
      said.textContent = year + ": " + (there.join(" · ") || said.dataset.none);
      field.setAttribute("aria-valuetext", said.textContent);
    }
    field.min = years[0];
    field.max = years[1] - 1;
    field.value = years[1] - 1;
    field.addEventListener("input", show);
    controls.hidden = false;
  });
}());
