// Ask an endpoint with Comunica: node ask.mjs ENDPOINT FILE, where FILE has queries by name as JSON.
// Out: the answers by name, as SPARQL 1.1 Query Results JSON.
import { readFileSync } from "node:fs";
import { QueryEngine } from "@comunica/query-sparql";

const [endpoint, file] = process.argv.slice(2);
const engine = new QueryEngine();
const found = {};
for (const [name, query] of Object.entries(JSON.parse(readFileSync(file, "utf8")))) {
  const answer = await engine.query(query, { sources: [{ type: "sparql", value: endpoint }] });
  const { data } = await engine.resultToString(answer, "application/sparql-results+json");
  let text = "";
  for await (const piece of data) text += piece;
  found[name] = JSON.parse(text);
}
process.stdout.write(JSON.stringify(found));
