import { all, day, el, failed, json, money, show, table } from "/static/dom.js";
import { asking } from "/static/asking.js";
import { drafts } from "/static/drafts.js";
import { cite, openLinked } from "/static/sources.js";

const root = document.getElementById("account");
const id = root.dataset.id;
const insider = root.dataset.insider === "yes";
const base = `accounts/${encodeURIComponent(id)}`;
const part = (name) => document.getElementById(name);

async function overview() {
  const one = await json(base);
  part("name").textContent = one.name;
  document.title = `${one.name} · CSM copilot`;
  const facts = insider
    ? [one.renews ? `renews ${day(one.renews)}` : "renewal date unknown", one.decide_by ? `decide by ${day(one.decide_by)}` : "", `ARR ${money(one.arr_usd)}`, one.csm ? `CSM ${one.csm}` : ""]
    : [one.renewal_date ? `renews ${day(one.renewal_date)}` : "", one.csm ? `CSM ${one.csm}` : ""];
  show(part("facts"), el("span", {}, facts.filter(Boolean).join(" · ")), insider ? el("span", { className: `band ${one.call || "none"}` }, one.call || "no call") : null,
    insider ? el("small", {}, ` confidence ${one.confidence}`) : null);
  show(part("overview"),
    one.reasons.length ? el("ul", {}, one.reasons.map((why) => el("li", {}, why))) : null,
    one.unknown.length ? el("p", { className: "note" }, `Not known: ${one.unknown.join("; ")}`) : null,
    el("p", {}, `${one.commitments_open} commitments open, ${one.commitments_overdue} overdue · ${one.people} people known`));
}

async function commitments() {
  const found = await all(`${base}/commitments`);
  const order = ["overdue", "open", "kept", "withdrawn"];
  found.sort((one, other) => order.indexOf(one.status) - order.indexOf(other.status) || (other.made_on < one.made_on ? -1 : 1));
  const row = (one) => [
    el("span", {}, one.what, " ", cite(one.citation, "source")), { vendor: "us", customer: "them" }[one.by] || "not known", one.who || "–",
    day(one.made_on), one.due ? day(one.due) : "–", el("span", { className: `status ${one.status}` }, one.status)];
  const columns = ["What", "By", "Who", "Made", "Due", "Status"];
  const live = found.filter((one) => one.status === "overdue" || one.status === "open");
  const past = found.filter((one) => !live.includes(one));
  show(part("commitments"),
    live.length ? table("Open commitments", columns, live.map(row)) : el("p", {}, "Nothing is open on record."),
    past.length ? el("details", {}, el("summary", {}, `Kept or withdrawn (${past.length})`), table("Past commitments", columns, past.map(row))) : null);
}

function picture(path, label) {
  const made = el("img", { src: `/v1/${base}/${path}`, alt: label, loading: "lazy" });
  const figure = el("figure", { tabIndex: 0, role: "region", "aria-label": label }, made);
  made.addEventListener("error", () => figure.remove());
  return figure;
}

async function people() {
  const map = await json(`${base}/stakeholders`);
  const theirs = map.people.filter((one) => one.side === "customer");
  const columns = ["Name", "Title", "Role", "Stance", "Last contact"];
  const row = (one) => [one.name, one.titles[0]?.title || "–", (one.role || "–").replace("_", " "), one.stance,
    el("span", {}, one.last_contact ? day(one.last_contact) : "–", " ", one.last_words ? cite(one.last_words, "source") : null)];
  show(part("people"), map.missing.length ? el("p", { className: "note" }, `Not met: ${map.missing.join(", ").replaceAll("_", " ")}`) : null,
    theirs.length ? table("People of the customer", columns, theirs.map(row)) : el("p", {}, "Nobody is known."),
    el("details", {}, el("summary", {}, "As a picture"), picture("stakeholders.svg", "Stakeholder map")));
}

async function timeline(cursor = null) {
  const page = await json(`${base}/timeline?limit=30${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
  const items = page.items.map((one) => el("li", {}, el("small", {}, `${day(one.occurred_at)} · ${one.kind}`), " ",
    el("button", { type: "button", className: "link", onclick: (event) => opened(one, event.currentTarget) }, one.title || one.id),
    one.visibility === "shared" ? null : el("small", {}, ` ${one.visibility}`)));
  if (!cursor) show(part("timeline"), insider ? picture("timeline.svg", "Use, tickets and sentiment by week") : null, el("ol", { className: "record" }));
  part("timeline").querySelector(".more")?.remove();
  part("timeline").querySelector("ol").append(...items);
  if (page.next_cursor) part("timeline").append(el("button", { type: "button", className: "more", onclick: () => timeline(page.next_cursor) }, "Earlier"));
}

async function opened(one, from) {
  const { open } = await import("/static/sources.js");
  open({ document: one.id, passage: "", start: 0, end: 0 }, from);
}

try {
  await overview();
  asking(id, insider);
  openLinked();
  const jobs = [[commitments, "commitments"], [timeline, "timeline"]];
  if (insider) jobs.push([people, "people"], [() => drafts(id, 8), "drafts"]);
  await Promise.all(jobs.map(([run, place]) => run().catch((error) => show(part(place), failed(error)))));
} catch (error) {
  show(root, failed(error), el("p", {}, el("a", { href: "/" }, "Back to the portfolio")));
}
