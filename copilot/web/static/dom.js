// Building the page from data: text is only ever set as text, so nothing in a record can become markup.

export function el(name, given = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && key !== "list") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

export class Problem extends Error {}

export async function api(path, options = {}) {
  const sent = { ...options, headers: { ...(options.headers || {}) } };
  if (options.json !== undefined) {
    sent.method = options.method || "POST";
    sent.body = JSON.stringify(options.json);
    sent.headers["Content-Type"] = "application/json";
  }
  const answer = await fetch(`/v1/${path}`, sent);
  if (answer.status === 401) location.assign("/sign-in");
  if (!answer.ok) {
    const said = await answer.json().catch(() => ({}));
    throw new Problem([said.detail || answer.statusText, said.remedy].filter(Boolean).join(" "));
  }
  return answer;
}

export const json = async (path, options) => (await api(path, options)).json();

export async function all(path, most = 1000) {
  const found = [];
  let cursor = null;
  do {
    const joined = path.includes("?") ? "&" : "?";
    const page = await json(`${path}${joined}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    found.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor && found.length < most);
  return found;
}

export function day(moment) {
  if (!moment) return "undated";
  const made = new Date(moment);
  return made.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
}

export const money = (amount) => (amount === null || amount === undefined ? "–" : `$${Math.round(amount).toLocaleString("en-US")}`);

export function show(place, ...children) {
  place.replaceChildren(...children.flat().filter(Boolean));
}

export const failed = (error) => el("p", { className: "problem", role: "alert" }, error.message || "Something went wrong.");

// A table that is a list of cards on a phone: each cell knows its heading.
export function table(label, columns, rows) {
  const head = el("tr", {}, columns.map((column) => el("th", { scope: "col" }, column)));
  const body = rows.map((cells) =>
    el("tr", {}, cells.map((cell, at) => (at === 0 ? el("th", { scope: "row" }, cell) : el("td", { "data-head": columns[at] }, cell)))),
  );
  return el("table", { className: "cards", "aria-label": label }, el("thead", {}, head), el("tbody", {}, body));
}
