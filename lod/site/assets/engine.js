// Load the dump into Oxigraph and answer queries, one after the other, in a worker that the page may end at any time.
// Messages in: {number, query, quads, base}. Out: {number, done: percent}, {number, loaded}, and one of
// {number, found}, {number, wrong, place}, {number, dead} (the engine has broken; it cannot be asked again).
import init, { Store } from "./oxigraph/web.js";

const MOST = 1000; // rows that are handed over
const FORM = /^(?:\s|#[^\n]*(?:\n|$)|PREFIX\s+[^\s<]*:\s*<[^>]*>|BASE\s*<[^>]*>)*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b/i;
const WHERE = /^error at (\d+):(\d+): /;
let store = null;

async function received(response, tell) {
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  const size = Number(response.headers.get("Content-Encoding") ? 0 : response.headers.get("Content-Length"));
  const pieces = [];
  const reader = response.body.getReader();
  for (let read = 0, piece; !(piece = await reader.read()).done; ) {
    pieces.push(piece.value);
    read += piece.value.length;
    if (size) tell(Math.min(Math.round((90 * read) / size), 90));
  }
  return new Blob(pieces);
}

// Some hosts unpack a .gz on the way, others hand it over as it is: its first bytes tell.
async function unpacked(blob) {
  const first = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  const packed = first[0] === 0x1f && first[1] === 0x8b;
  const stream = packed ? blob.stream().pipeThrough(new DecompressionStream("gzip")) : blob.stream();
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function loaded(address, tell) {
  const [, response] = await Promise.all([init(), fetch(address)]);
  const data = await unpacked(await received(response, tell));
  const filled = new Store();
  // the build has written it, so that nothing in it needs to be checked again
  filled.load(data, { format: "application/n-quads", lenient: true, no_transaction: true });
  return filled;
}

function answered(query, base) {
  const found = FORM.exec(query);
  const form = found ? found[1].toUpperCase() : "";
  const options = { base_iri: base, use_default_graph_as_union: true };
  if (form === "SELECT") {
    const told = JSON.parse(store.query(query, { ...options, results_format: "application/sparql-results+json" }));
    const rows = told.results.bindings;
    return { vars: told.head.vars, rows: rows.slice(0, MOST), count: rows.length };
  }
  if (form === "CONSTRUCT" || form === "DESCRIBE") {
    return { text: store.query(query, { ...options, results_format: "text/turtle" }) };
  }
  return { truth: store.query(query, options) };
}

self.onmessage = async ({ data: { number, query, quads, base } }) => {
  const tell = (message) => self.postMessage({ number, ...message });
  try {
    if (!store) {
      store = await loaded(quads, (done) => tell({ done }));
      tell({ loaded: true });
    }
  } catch (error) {
    tell({ dead: String(error.message || error) });
    return;
  }
  try {
    tell({ found: answered(query, base) });
  } catch (error) {
    const message = String(error.message || error);
    const where = WHERE.exec(message);
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) tell({ dead: message });
    else tell({ wrong: where ? message.slice(where[0].length) : message, place: where && { line: +where[1], column: +where[2] } });
  }
};
