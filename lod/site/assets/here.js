/* Who answers: an engine in a worker of this page, over the dump beside it. Read first: query.js, engine.js. */
(function () {
  "use strict";
  const form = document.querySelector("form.ask");
  const words = form.dataset;
  if (location.protocol === "file:") { // no page from disk may read other files
    document.getElementById("from-disk").hidden = false;
    return;
  }
  form.hidden = false;
  let worker = null, last = 0;

  function end() {
    if (worker) worker.terminate();
    worker = null;
  }

  function refused(message, place) {
    const error = new Error(message);
    if (place) error.place = place;
    return error;
  }

  globalThis.ASK = function (query, tell, stopped) {
    const number = ++last;
    return new Promise((resolve, reject) => {
      stopped.addEventListener("abort", () => { // whatever it does: a worker can be ended at any time
        end();
        reject(refused(words.stopped));
      });
      if (!worker) {
        tell(words.loading.replace("{n}", "0"));
        worker = new Worker("assets/engine.js", { type: "module" });
      }
      worker.onerror = (event) => {
        end();
        reject(refused(`${words.broken} ${event.message || ""}`));
      };
      worker.onmessage = ({ data }) => {
        if (data.number !== number) return;
        if ("done" in data) tell(words.loading.replace("{n}", data.done));
        else if (data.loaded) tell("…");
        else if (data.dead) {
          end();
          reject(refused(`${words.broken} ${data.dead}`));
        } else if (data.wrong) reject(refused(data.wrong, data.place));
        else resolve(data.found);
      };
      worker.postMessage({ number, query, quads: new URL(words.quads, location.href).href, base: words.base });
    });
  };
}());
