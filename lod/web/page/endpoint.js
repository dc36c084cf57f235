/* Who answers: the endpoint of this server, at the address of the form. Read first: query.js. */
(function () {
  "use strict";
  const MOST = 1000; // rows that are shown
  const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.1";

  globalThis.ASK = async function (query, tell, stopped) {
    const address = document.querySelector("form.ask").action;
    const body = new URLSearchParams({ query });
    const response = await fetch(address, { method: "POST", headers: { Accept: ACCEPT }, body, signal: stopped });
    const kind = response.headers.get("Content-Type") || "";
    if (!response.ok) {
      if (!kind.includes("json")) throw new Error(`${response.status} ${response.statusText}`); // of a server between
      const told = await response.json();
      const error = new Error(`${told.title}\n${told.detail}`);
      if (told.line) error.place = { line: told.line, column: told.column };
      throw error;
    }
    if (!kind.includes("json")) return { text: await response.text() };
    const found = await response.json();
    if ("boolean" in found) return { truth: found.boolean };
    const rows = found.results.bindings;
    return { vars: found.head.vars, rows: rows.slice(0, MOST), count: rows.length };
  };
}());
