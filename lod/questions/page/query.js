/* The form to ask with. Who answers is said by the script before this one, as the function ASK:
     ASK(query, tell, stopped) -> promise of {vars, rows, count} | {truth} | {text}
   which tells in words what it does, stops when `stopped` (an AbortSignal) says so, and rejects with an error that may
   have a place {line, column}. Whatever comes from the data is put in as text, never as markup. */
(function () {
  "use strict";
  if (!globalThis.ASK) return; // nobody answers, and the page has said why
  const form = document.querySelector("form.ask");
  const field = form.elements.query;
  const [asking, stopping] = form.querySelectorAll("button");
  const answer = document.querySelector(".answer");
  const status = form.querySelector("[role=status]");
  const words = form.dataset;
  const documents = new Set((words.documents || "").split(" ").filter(Boolean));
  const MUCH = 200000; // characters of triples that are shown
  let running = null;

  function made(name, text = "") {
    const element = document.createElement(name);
    element.textContent = text;
    return element;
  }

  /* Where the page about an IRI lies; empty if there is none. */
  function target(iri) {
    if (!iri.startsWith(words.base)) return /^https?:/.test(iri) ? iri : "";
    const [path, fragment] = iri.slice(words.base.length).split("#");
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    if (documents.size && !documents.has(path) && !documents.has(folder)) return "";
    const whole = words.ending ? encodeURI(path).replaceAll("?", "%3F") + words.ending : path;
    return words.top + whole + (fragment ? "#" + fragment : "");
  }

  function shown(term) {
    const cell = made("td");
    const address = term && term.type === "uri" ? target(term.value) : "";
    if (address) {
      const link = made("a", term.value.startsWith(words.base) ? term.value.slice(words.base.length) : term.value);
      link.href = address;
      link.title = term.value;
      cell.append(link);
    } else if (term) {
      cell.textContent = term.type === "triple" ? JSON.stringify(term.value) : term.value;
      if (term["xml:lang"]) cell.lang = term["xml:lang"];
      if (term.datatype) cell.title = term.datatype;
    }
    return cell;
  }

  function table(found) {
    const whole = made("table");
    const head = whole.createTHead().insertRow();
    for (const name of found.vars) {
      const cell = made("th", name);
      cell.scope = "col";
      head.append(cell);
    }
    const body = whole.createTBody();
    for (const row of found.rows) body.insertRow().append(...found.vars.map((name) => shown(row[name])));
    return whole;
  }

  /* What a page can show of some Turtle, up to the end of a block. */
  function beginning(text) {
    const end = text.lastIndexOf(" .\n", MUCH - 3);
    return text.length > MUCH ? text.slice(0, end < 0 ? MUCH : end + 3) : text;
  }

  function wrong(error) {
    const place = error.place;
    const message = made("p", (place ? `${place.line}:${place.column}: ` : "") + error.message);
    message.className = "wrong";
    if (place) {
      const lines = field.value.split("\n").slice(0, place.line);
      const at = lines.join("\n").length - (lines.at(-1) || "").length + place.column - 1;
      field.focus();
      field.setSelectionRange(at, at + 1);
    }
    return message;
  }

  function busy(yes) {
    stopping.hidden = !yes;
    asking.disabled = yes;
    answer.setAttribute("aria-busy", String(yes));
  }

  async function ask() {
    if (running) running.abort();
    const mine = (running = new AbortController());
    const began = performance.now();
    answer.replaceChildren();
    busy(true);
    status.textContent = "…";
    try {
      const found = await globalThis.ASK(field.value, (text) => { if (mine === running) status.textContent = text; }, mine.signal);
      if (mine !== running) return;
      const took = ((performance.now() - began) / 1000).toFixed(2) + " s";
      if ("truth" in found) answer.append(made("p", found.truth ? words.yes : words.no));
      else if ("text" in found) answer.append(made("pre", beginning(found.text) || words.nothing));
      else answer.append(found.rows.length ? table(found) : made("p", words.nothing));
      const rows = found.rows ? words.rows.replace("{n}", found.count) : "";
      const fewer = found.rows && found.rows.length < found.count ? words.cut.replace("{n}", found.rows.length) : "";
      const cut = found.text && found.text.length > MUCH ? words.begun : fewer;
      status.textContent = [rows, cut, took].filter(Boolean).join(" · ");
    } catch (error) {
      if (mine !== running) return;
      status.textContent = mine.signal.aborted ? words.stopped : words.failed;
      if (!mine.signal.aborted) answer.append(wrong(error));
    } finally {
      if (mine === running) {
        running = null;
        busy(false);
      }
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  stopping.addEventListener("click", () => {
    if (running) running.abort();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask();
  });
  for (const link of document.querySelectorAll(".examples a")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      field.value = new URL(link.href).searchParams.get("query");
      form.scrollIntoView();
      ask();
    });
  }
  const given = new URLSearchParams(location.search).get("query");
  if (given) {
    field.value = given;
    ask();
  }
}());
