// Keys for the buttons of the review.  The page works without them, and they can be switched off.
"use strict";

const box = document.getElementById("keys");
const typed = "textarea, select, input:not([type=checkbox])";
let sent = false;

function show() {
  document.documentElement.classList.toggle("keys", box.checked);
}

function pressed(event) {
  const away = event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
  if (event.target.matches(typed)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (!box.checked || away || event.repeat || sent) return;
  const key = CSS.escape(event.key.toLowerCase());
  const wanted = document.querySelector(`[data-key="${key}"]`);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches(typed)) wanted.focus();
  else wanted.click();
}

if (box) {
  try {
    box.checked = localStorage.getItem("lod-curation-keys") !== "off";
  } catch { /* storage is not allowed here: keys are on */ }
  box.closest("[hidden]").hidden = false;
  box.addEventListener("change", () => {
    show();
    try {
      localStorage.setItem("lod-curation-keys", box.checked ? "on" : "off");
    } catch { /* it holds for this page only */ }
  });
  document.addEventListener("keydown", pressed);
  show();
}
document.addEventListener("submit", (event) => {
  if (sent) event.preventDefault(); // a second click before the next page is there
  sent = true;
});
window.addEventListener("pageshow", () => { sent = false; });
