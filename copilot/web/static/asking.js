// Asking, and showing the answer as it is told: plan, evidence, claims, what was withheld, done.
import { api, day, el, failed, json, show } from "/static/dom.js";
import { cite } from "/static/sources.js";

export function asking(account, insider) {
  const form = document.getElementById("ask");
  const place = document.getElementById("answer");
  const question = document.getElementById("question");
  let running = null;
  question.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (running) running.abort();
    running = new AbortController();
    const mine = running;
    const asked = { account, question: question.value, as_of: document.getElementById("as-of").value || null };
    if (insider) asked.audience = document.getElementById("audience").value;
    const answer = new Answer(place, asked, insider);
    try {
      const told = await api("ask", { json: asked, headers: { Accept: "text/event-stream" }, signal: mine.signal });
      for await (const [name, data] of events(told.body)) answer[name]?.(data);
    } catch (error) {
      if (!mine.signal.aborted) show(place, failed(error));
    }
  });
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    held += value;
    const parts = held.split("\n\n");
    held = parts.pop();
    for (const part of parts) {
      const lines = part.split("\n");
      const name = lines.find((line) => line.startsWith("event: "))?.slice(7);
      const data = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6)).join("\n");
      if (name) yield [name, JSON.parse(data)];
    }
  }
}

class Answer {
  constructor(place, asked, insider) {
    this.asked = asked;
    this.insider = insider;
    this.numbers = new Map();
    this.state = el("p", { className: "muted", role: "status" }, "Looking …");
    this.claims = el("ul", { className: "claims" });
    this.held = el("ul", { className: "claims" });
    this.rest = el("div", {});
    show(place, this.state, this.claims, this.rest);
  }
  plan() { this.state.textContent = "Looking through the record …"; }
  evidence(data) {
    const n = data.passages.length;
    this.state.textContent = `Found ${n} ${n === 1 ? "passage" : "passages"} worth reading. Checking the quotes …`;
  }
  cites(claim) {
    return claim.citations.map((one) => {
      const key = `${one.passage}:${one.start}:${one.end}`;
      if (!this.numbers.has(key)) this.numbers.set(key, this.numbers.size + 1);
      return cite(one, this.numbers.get(key));
    });
  }
  claim({ claim }) {
    const note = { observed: "", inferred: `inferred: ${claim.rule}`, unknown: `UNKNOWN: needs ${claim.needs}` }[claim.tier];
    const notes = [claim.superseded ? "superseded" : "", note].filter(Boolean).join(" · ");
    this.claims.append(el("li", { className: claim.superseded ? "superseded" : "" },
      el("span", { dir: "auto" }, claim.text), " ", this.cites(claim), notes ? el("small", { className: "note" }, ` ${notes}`) : null,
      this.verdicts(claim)));
  }
  withheld(held) {
    this.held.append(el("li", {}, el("span", { dir: "auto" }, held.text), el("small", { className: "note" }, ` withheld: ${held.reason}`)));
  }
  verdicts(claim) {
    const said = el("span", { className: "verdicts" });
    const send = async (verdict) => {
      const { question, account, as_of, audience } = this.asked;
      const body = { question, account, as_of, audience, verdict, claim: claim.text.slice(0, 4000), passages: claim.citations.map((one) => one.passage) };
      try { await json("feedback", { json: body }); said.textContent = " noted, thank you"; } catch (error) { said.textContent = ` ${error.message}`; }
    };
    said.append(
      el("button", { type: "button", className: "quiet small", "aria-label": "This claim is right", onclick: () => send("right") }, "right"),
      el("button", { type: "button", className: "quiet small", "aria-label": "This claim is wrong", onclick: () => send("wrong") }, "wrong"));
    return said;
  }
  done({ draft }) {
    const n = this.claims.children.length;
    this.state.textContent = draft.abstained ? draft.reason : `${n} ${n === 1 ? "statement" : "statements"}, each with its source. As of ${day(draft.as_of)}, for ${draft.audience === "customer" ? "the customer" : "us"}.`;
    if (draft.abstained) this.state.className = "reason";
    if (this.held.children.length) {
      this.rest.append(el("details", {}, el("summary", {}, `Withheld (${this.held.children.length})`), this.held));
    }
    if (draft.coverage.length) {
      this.rest.append(el("details", {}, el("summary", {}, "What was looked through"),
        el("ul", {}, draft.coverage.map((row) => el("li", {}, `${row.records} ${row.source}${row.last_record ? `, last ${day(row.last_record)}` : ""}${row.hides ? `: ${row.hides}` : ""}`)))));
    }
  }
  problem(data) { show(this.rest, failed(new Error(data.title))); this.state.textContent = ""; }
}
