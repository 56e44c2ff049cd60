// Bulk decisions in a form[data-bulk]: select all, count, and the list of what will happen and what is left out, and why.
// The server makes the binding list on the next page; this one only shows it early.
import { gettext } from "./words.js";

function rowOf(text) {
  const row = document.createElement("li");
  row.textContent = text;
  return row;
}

function watch(form) {
  const items = [...form.querySelectorAll("[data-bulk-item]")];
  const all = form.querySelector("[data-bulk-all]");
  const count = form.querySelector("[data-bulk-count]");
  const manifest = form.querySelector("[data-bulk-manifest]");

  const whole = form.querySelector("[data-bulk-whole]");
  // What can be put back at once is done at once: no list is shown before.
  const atOnce = form.hasAttribute("data-bulk-now");
  // Rows that are only taken home or written to: nothing of them is left out.
  const onlyTakes = form.querySelector("[data-bulk-only-takes]") !== null;
  const hint = count.textContent.trim();

  function show() {
    for (const item of items) item.disabled = Boolean(whole?.checked);
    if (whole?.checked) {
      count.textContent = atOnce || onlyTakes ? gettext("已选定列出的全部。") : gettext("已选定列出的全部，下一步列出名单，确认后办理。");
      if (manifest) manifest.hidden = true;
      return;
    }
    const chosen = items.filter((item) => item.checked);
    const excluded = chosen.filter((item) => item.dataset.excluded);
    const included = chosen.filter((item) => !item.dataset.excluded);
    const counted = { chosen: chosen.length, included: included.length, excluded: excluded.length };
    if (!chosen.length) count.textContent = hint;
    else if (onlyTakes) count.textContent = gettext("已选%(chosen)s项。", counted);
    else if (!excluded.length) count.textContent = gettext("已选%(chosen)s项，将办理%(included)s项。", counted);
    else count.textContent = gettext("已选%(chosen)s项，将办理%(included)s项，不办理%(excluded)s项。", counted);
    if (manifest) {
      manifest.hidden = onlyTakes || !chosen.length;
      manifest.querySelector("[data-bulk-included]").replaceChildren(...included.map((item) => rowOf(item.dataset.label)));
      manifest.querySelector("[data-bulk-excluded]")
        .replaceChildren(...excluded.map((item) => rowOf(`${item.dataset.label}：${item.dataset.excluded}`)));
    }
    if (all) {
      all.checked = items.length > 0 && chosen.length === items.length;
      all.indeterminate = chosen.length > 0 && chosen.length < items.length;
    }
  }

  form.querySelector("[data-bulk-all-label]")?.removeAttribute("hidden");
  all?.addEventListener("change", () => {
    for (const item of items) item.checked = all.checked;
    show();
  });
  whole?.addEventListener("change", show);
  items.forEach((item) => item.addEventListener("change", show));
  show();
}

document.querySelectorAll("form[data-bulk]").forEach(watch);
