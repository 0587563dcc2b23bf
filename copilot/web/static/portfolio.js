import { all, day, el, failed, json, money, show, table } from "/static/dom.js";

const place = document.getElementById("book");
const summary = document.getElementById("summary");
const BANDS = ["lost", "at-risk", "likely", "commit"];

// What is sorted by, under its name in the address; the first press of a heading sorts as marked here.
const COLUMNS = [
  ["Account", "account", (row) => row.name.toLowerCase(), 1],
  ["Decide by", "decide", (row) => row.decide_by || row.renews || "9999", 1],
  ["Renews", "renewal", (row) => row.renews || "9999", 1],
  ["Call", "triage", (row) => (row.call ? BANDS.indexOf(row.call) : BANDS.length), 1],
  ["ARR", "arr", (row) => row.arr ?? -1, -1],
  ["Open", "open", (row) => row.open, -1],
  ["We owe late", "owed", (row) => row.owed, -1],
  ["Last contact", "contact", (row) => row.last_contact || "", 1],
  ["Last record", "record", (row) => row.last_record || "", 1],
];

function sorting() {
  const given = new URLSearchParams(location.search);
  const at = COLUMNS.findIndex(([, name]) => name === given.get("sort"));
  return at < 0 ? [1, 1] : [at, given.get("order") === "down" ? -1 : 1];
}

function sortBy(rows, at, order) {
  const at_first = at === 1 && order === 1;
  history.replaceState(null, "", at_first ? "/" : `/?sort=${COLUMNS[at][1]}${order < 0 ? "&order=down" : ""}`);
  show(place, drawn(rows, at, order));
  place.querySelectorAll(".sort")[at].focus();
  summary.textContent = `Sorted by ${COLUMNS[at][0].toLowerCase()}, ${order < 0 ? "highest" : "lowest"} first.`;
}

function drawn(rows, by, order) {
  const sorted = [...rows].sort((one, other) => {
    const [left, right] = [COLUMNS[by][2](one), COLUMNS[by][2](other)];
    return order * (left < right ? -1 : left > right ? 1 : 0);
  });
  const head = el("tr", {}, COLUMNS.map(([name, , , first], at) =>
    el("th", { scope: "col", "aria-sort": at !== by ? "none" : order > 0 ? "ascending" : "descending" },
      el("button", { type: "button", className: "sort", onclick: () => sortBy(rows, at, at === by ? -order : first) }, name)),
  ));
  const body = sorted.map((row) => el("tr", {},
    el("th", { scope: "row" }, el("a", { href: `/accounts/${encodeURIComponent(row.account)}` }, row.name),
      el("small", { className: "why" }, row.reasons.slice(0, 2).join(" · "))),
    cell("Decide by", row.decide_by ? day(row.decide_by) : "unknown"),
    cell("Renews", row.renews ? day(row.renews) : "unknown"),
    cell("Call", el("span", { className: `band ${row.call || "none"}` }, row.call || "no call"), el("small", {}, ` ${row.confidence}`)),
    cell("ARR", money(row.arr)),
    cell("Open", String(row.open)),
    cell("We owe late", String(row.owed)),
    cell("Last contact", row.last_contact ? day(row.last_contact) : "–"),
    cell("Last record", row.last_record ? day(row.last_record) : "–"),
  ));
  return el("div", { className: "wide", tabIndex: 0, role: "region", "aria-label": "The portfolio" },
    el("table", { className: "cards", "aria-label": "Accounts" }, el("thead", {}, head), el("tbody", {}, body)));
}

const cell = (head, ...content) => el("td", { "data-head": head }, ...content);

async function insiders() {
  const book = await json("portfolio");
  summary.textContent = `${book.rows.length} accounts as of ${day(book.as_of)}. Press a heading to sort.`;
  show(place, drawn(book.rows, ...sorting()));
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
