// Drafts: asked for with a button, watched until they are written, then there to download.
import { all, day, el, failed, json, show } from "/static/dom.js";

const NAMES = { brief: "Renewal brief", risk: "Risk narrative", qbr: "QBR summary", stakeholders: "Stakeholder map" };
const FORMATS = { pdf: "PDF", docx: "Word", pptx: "PowerPoint", html: "HTML", md: "Markdown", json: "JSON" };

export async function drafts(account, most = 200) {
  const place = document.getElementById("drafts");
  const list = el("ul", { className: "jobs" });
  show(place, list);
  for (const button of document.querySelectorAll("#make button")) {
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        const as_of = document.getElementById("as-of").value || null;
        const job = await json("drafts", { json: { kind: button.dataset.kind, account, as_of }, headers: { "Idempotency-Key": crypto.randomUUID?.() ?? String(Math.random()).slice(2) } });
        const item = el("li", {});
        list.prepend(item);
        place.querySelector(".muted")?.remove();
        await watched(job, item);
      } catch (error) {
        list.prepend(el("li", {}, failed(error)));
      } finally {
        button.disabled = false;
      }
    });
  }
  const made = await all(`drafts?account=${encodeURIComponent(account)}`, most + 1);
  if (made.length > most) {
    place.append(el("p", { className: "all" }, el("a", { href: `/accounts/${encodeURIComponent(account)}/drafts` }, `All ${made.length >= 200 ? "" : `${made.length} `}drafts`)));
  } else if (!made.length) place.append(el("p", { className: "muted" }, "None has been written yet."));
  for (const job of made.slice(0, most)) {
    const item = el("li", {});
    list.append(item);
    watched(job, item).catch((error) => show(item, failed(error)));
  }
}

async function watched(job, item) {
  while (job.status === "queued" || job.status === "running") {
    show(item, title(job), el("progress", { max: job.steps, value: job.done, "aria-label": `${NAMES[job.kind]} is being written` }), el("small", {}, ` ${job.step || "waiting"}`));
    await new Promise((resolve) => setTimeout(resolve, 400));
    job = await json(`drafts/${job.id}`);
  }
  if (job.status === "failed") show(item, title(job), failed(new Error(job.error)));
  else show(item, title(job), el("span", { className: "files" }, Object.keys(FORMATS).flatMap((form) => job.files.filter((file) => file.format === form)).map((file) =>
    el("a", { href: file.href, download: "" }, FORMATS[file.format]))));
}

const title = (job) => el("strong", {}, `${NAMES[job.kind]} · ${day(job.as_of)}${job.audience === "customer" ? " · for the customer" : ""} `);
