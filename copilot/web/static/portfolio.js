import { all, day, el, failed, json, money, show, table } from "/static/dom.js";

const place = document.getElementById("book");
const summary = document.getElementById("summary");
const BANDS = ["lost", "at-risk", "likely", "commit"];

const COLUMNS = [
  ["Account", (row) => row.name.toLowerCase()],
  ["Decide by", (row) => row.decide_by || row.renews || "9999"],
  ["Renews", (row) => row.renews || "9999"],
  ["Call", (row) => (row.call ? BANDS.indexOf(row.call) : BANDS.length)],
  ["ARR", (row) => -(row.arr ?? -1)],
  ["We owe late", (row) => -row.owed],
  ["Last record", (row) => row.last_record || ""],
];

function drawn(rows, by) {
  const sorted = [...rows].sort((one, other) => {
    const [left, right] = [COLUMNS[by][1](one), COLUMNS[by][1](other)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  const head = el("tr", {}, COLUMNS.map(([name], at) =>
    el("th", { scope: "col", "aria-sort": at === by ? "ascending" : "none" },
      el("button", { type: "button", className: "sort", onclick: () => { show(place, drawn(rows, at)); place.querySelectorAll(".sort")[at].focus(); } }, name)),
  ));
  const body = sorted.map((row) => el("tr", {},
    el("th", { scope: "row" }, el("a", { href: `/accounts/${encodeURIComponent(row.account)}` }, row.name),
      el("small", { className: "why" }, row.reasons.slice(0, 2).join(" · "))),
    cell("Decide by", row.decide_by ? day(row.decide_by) : "unknown"),
    cell("Renews", row.renews ? day(row.renews) : "unknown"),
    cell("Call", el("span", { className: `band ${row.call || "none"}` }, row.call || "no call"), el("small", {}, ` ${row.confidence}`)),
    cell("ARR", money(row.arr)),
    cell("We owe late", String(row.owed)),
    cell("Last record", row.last_record ? day(row.last_record) : "–"),
  ));
  return el("table", { className: "cards", "aria-label": "Accounts" }, el("thead", {}, head), el("tbody", {}, body));
}

const cell = (head, ...content) => el("td", { "data-head": head }, ...content);

async function insiders() {
  const book = await json("portfolio");
  summary.textContent = `${book.rows.length} accounts as of ${day(book.as_of)}. Press a heading to sort.`;
  show(place, drawn(book.rows, 1));
  const kept = book.retention;
  const part = document.getElementById("retention");
  part.hidden = false;
  const share = (value) => (value === null ? "UNKNOWN" : `${(100 * value).toFixed(1)} %`);
  show(part.querySelector("div"),
    el("p", {}, `Net ${share(kept.nrr)} · gross ${share(kept.grr)}, ${day(kept.start_on)} to ${day(kept.end_on)}`),
    el("p", { className: "muted" }, kept.formula), el("p", { className: "muted" }, kept.arithmetic),
    kept.missing.length ? el("p", {}, `Left out: ${kept.missing.join("; ")}`) : null);
}

async function outsiders() {
  const accounts = await all("accounts");
  summary.textContent = `${accounts.length} accounts`;
  show(place, table("Accounts", ["Account", "Renews", "CSM"], accounts.map((one) => [
    el("a", { href: `/accounts/${encodeURIComponent(one.account_id)}` }, one.name),
    one.renewal_date ? day(one.renewal_date) : "–", one.csm])));
}

(place.dataset.insider === "yes" ? insiders() : outsiders()).catch((error) => { summary.textContent = ""; show(place, failed(error)); });
