// The source of a quote, opened beside what cites it, with the quote marked.
import { day, el, failed, json, show } from "/static/dom.js";

const panel = document.getElementById("source");
let opener = null;

export function cite(citation, number) {
  const said = [citation.speaker, citation.kind, day(citation.occurred_at), citation.title].filter(Boolean).join(" · ");
  return el("button", {
    type: "button", className: "cite", title: said, "aria-label": `Open source ${number}: ${said}`,
    onclick: (event) => open(citation, event.currentTarget),
  }, `[${number}]`);
}

export async function open(citation, from) {
  opener = from;
  panel.hidden = false;
  document.body.classList.add("with-source");
  show(panel, heading("Opening …"));
  panel.focus();
  try {
    const at = new URLSearchParams({ passage: citation.passage, start: citation.start, end: citation.end });
    const id = citation.document.split("/").map(encodeURIComponent).join("/");
    const source = await json(`documents/${id}?${at}`);
    show(panel, heading(source.title), facts(source), ...source.passages.map(passage));
    const mark = panel.querySelector("mark");
    if (mark) mark.scrollIntoView({ block: "center" });
  } catch (error) {
    show(panel, heading("Source"), failed(error));
  }
}

// A link from elsewhere names the source behind the page's address: #document=…&passage=…&start=…&end=…
export function openLinked() {
  const named = new URLSearchParams(location.hash.slice(1));
  if (!named.get("document")) return;
  const place = Object.fromEntries(["document", "passage"].map((name) => [name, named.get(name) || ""]));
  open({ ...place, start: named.get("start") || 0, end: named.get("end") || 0 }, document.body);
}

function heading(title) {
  return el("div", { className: "source-head" }, el("h2", {}, title),
    el("button", { type: "button", className: "quiet", onclick: close, "aria-label": "Close the source" }, "Close"));
}

function facts(source) {
  const people = source.participants.map((one) => one.name || one.email).filter(Boolean);
  const parts = [source.kind, day(source.occurred_at), source.visibility === "shared" ? "" : source.visibility, [...new Set(people)].slice(0, 6).join(", "), source.path];
  return el("p", { className: "muted" }, parts.filter(Boolean).join(" · "));
}

function passage(one) {
  const who = [one.speaker, one.locator, one.visibility === "shared" ? "" : one.visibility].filter(Boolean).join(" · ");
  const characters = Array.from(one.text); // spans count characters, not UTF-16 units
  const words = one.marked
    ? [characters.slice(0, one.marked[0]).join(""), el("mark", {}, characters.slice(...one.marked).join("")), characters.slice(one.marked[1]).join("")]
    : [one.text];
  return el("div", { className: `passage ${one.part}` }, who ? el("small", {}, who) : null, el("p", { dir: "auto" }, words));
}

export function close() {
  panel.hidden = true;
  document.body.classList.remove("with-source");
  show(panel);
  if (opener && opener.isConnected) opener.focus();
}

document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !panel.hidden) close(); });
