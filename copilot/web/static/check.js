import { el, failed, json, show } from "/static/dom.js";

const place = document.getElementById("verdicts");
const SAYS = { allow: "may be said", rewrite: "say this instead", block: "may not be said" };

document.getElementById("check").addEventListener("submit", async (event) => {
  event.preventDefault();
  const value = (name) => document.getElementById(name).value;
  show(place, el("p", { role: "status" }, "Checking …"));
  try {
    const found = await json("check", { json: { text: value("text"), account: value("for").trim() || null, audience: value("reader") } });
    const faults = found.filter((one) => one.verdict !== "allow").length;
    show(place, el("p", { role: "status" }, faults ? `${faults} of ${found.length} sentences may not be said like this.` : `All ${found.length} sentences may be said.`),
      el("ol", { className: "verdict-list" }, found.map((one) => el("li", { className: one.verdict },
        el("span", { dir: "auto" }, one.sentence), el("small", {}, ` ${SAYS[one.verdict]}${one.why ? `: ${one.why}` : ""}`),
        one.approved_wording && one.verdict !== "allow" ? el("blockquote", {}, one.approved_wording) : null))));
  } catch (error) {
    show(place, failed(error));
  }
});
