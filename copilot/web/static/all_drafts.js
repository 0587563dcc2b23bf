import { failed, json, show } from "/static/dom.js";
import { drafts } from "/static/drafts.js";

const root = document.getElementById("account");
const id = root.dataset.id;

try {
  const one = await json(`accounts/${encodeURIComponent(id)}`);
  document.getElementById("name").textContent = one.name;
  document.title = `Drafts of ${one.name} · CSM copilot`;
  await drafts(id);
} catch (error) {
  show(root, failed(error));
}
