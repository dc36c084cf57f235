/* Search over NAMES (names.<language>.js): every word must begin a word of the name or of another name.
   Accents and capitals do not count; the name before other names, the beginning before the middle, the short before the long. */
(function () {
  "use strict";
  var form = document.getElementById("find"), field = document.getElementById("q");
  var count = document.getElementById("count"), list = document.getElementById("found");
  var MOST = 100;

  function folded(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }
  var rows = NAMES.rows.map(function (row) {
    return { row: row, name: folded(row[1]), other: row[2].map(folded) };
  });

  /* 0: does not fit; else the better the higher */
  function fit(text, words) {
    var padded = " " + text.replace(/[^\p{L}\p{N}]+/gu, " ");
    if (!words.every(function (word) { return padded.indexOf(" " + word) >= 0; })) { return 0; }
    return text === words.join(" ") ? 4 : padded.indexOf(" " + words.join(" ")) === 0 ? 3 : 2;
  }

  function best(entry, words) {
    var found = fit(entry.name, words) * 2, as = "";
    entry.other.forEach(function (text, n) {
      var fits = fit(text, words) * 2 - 1;
      if (fits > found) { found = fits; as = entry.row[2][n]; }
    });
    return found > 0 ? { row: entry.row, rank: found, as: as } : null;
  }

  function shown(hit) {
    var item = document.createElement("li"), link = document.createElement("a"), kind = document.createElement("span");
    link.href = hit.row[0];
    link.textContent = hit.row[1];
    kind.textContent = NAMES.kinds[hit.row[3]] + (hit.as ? " · " + hit.as : "");
    item.append(link, kind);
    return item;
  }

  function search() {
    var words = folded(field.value).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    var hits = words.length ? rows.map(function (r) { return best(r, words); }).filter(Boolean) : [];
    hits.sort(function (a, b) { return b.rank - a.rank || a.row[1].length - b.row[1].length; });
    list.replaceChildren.apply(list, hits.slice(0, MOST).map(shown));
    count.textContent = !words.length ? "" : hits.length ? count.dataset.count.replace("{n}", hits.length) : count.dataset.none;
    if (window.history.replaceState && location.protocol !== "file:") {
      window.history.replaceState(null, "", words.length ? "?q=" + encodeURIComponent(field.value) : location.pathname);
    }
  }

  form.hidden = false;
  field.value = new URLSearchParams(location.search).get("q") || "";
  field.addEventListener("input", search);
  form.addEventListener("submit", function (event) { event.preventDefault(); search(); });
  search();
  field.focus();
}());
