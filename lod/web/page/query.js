// Ask the endpoint and show the answer. Whatever comes from the data is put in as text, never as markup.
"use strict";
const form = document.querySelector("form");
const field = form.elements.query;
const answer = document.querySelector(".answer");
const status = document.querySelector("[role=status]");
const MOST = 1000; // rows that are shown
const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.1";

function made(name, text = "") {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

function shown(term) {
  const cell = made("td");
  if (term && term.type === "uri" && /^https?:/.test(term.value)) {
    const link = made("a", term.value);
    const base = document.body.dataset.base;
    link.href = term.value.startsWith(base) ? "/" + term.value.slice(base.length) : term.value;
    cell.append(link);
  } else if (term) {
    cell.textContent = term.value;
    if (term["xml:lang"]) cell.lang = term["xml:lang"];
  }
  return cell;
}

function table(found) {
  const made_table = made("table");
  const head = made_table.createTHead().insertRow();
  for (const name of found.head.vars) {
    const cell = made("th", name);
    cell.scope = "col";
    head.append(cell);
  }
  const body = made_table.createTBody();
  for (const row of found.results.bindings.slice(0, MOST)) {
    body.insertRow().append(...found.head.vars.map((name) => shown(row[name])));
  }
  return made_table;
}

async function ask() {
  answer.replaceChildren();
  status.textContent = "…";
  const began = performance.now();
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { Accept: ACCEPT },
      body: new URLSearchParams({ query: field.value }),
    });
    const kind = response.headers.get("Content-Type") || "";
    const took = ((performance.now() - began) / 1000).toFixed(2) + " s";
    if (!response.ok) {
      const told = await response.json();
      const place = told.line ? ` (${told.line}:${told.column})` : "";
      const wrong = made("p", `${told.title}${place}; ${told.detail}`);
      wrong.className = "wrong";
      answer.append(wrong);
      status.textContent = told.code;
    } else if (kind.includes("json")) {
      const found = await response.json();
      if ("boolean" in found) answer.append(made("p", String(found.boolean)));
      else answer.append(table(found));
      status.textContent = found.results ? `${found.results.bindings.length} · ${took}` : took;
    } else {
      answer.append(made("pre", await response.text()));
      status.textContent = took;
    }
  } catch (error) {
    status.textContent = String(error);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
for (const link of document.querySelectorAll(".examples a")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    field.value = new URL(link.href).searchParams.get("query");
    ask();
  });
}
