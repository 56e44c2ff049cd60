// Keeps a draft: posts a form[data-autosave-url] a moment after the last change and says when it was kept.
// When the post does not arrive, a copy stays in this tab (session storage, gone with the tab) and is sent again later.
// Files are not sent: they go with the ordinary submit. The server answers 2xx when it has kept the draft.
const WAIT = 1500;
const RETRY = 15000;

function clock() {
  return new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
}

function fieldsOf(form) {
  return [...new FormData(form)].filter(([, value]) => typeof value === "string");
}

function watch(form) {
  const state = form.querySelector("[data-autosave-state]");
  const key = `autosave:${form.dataset.autosaveUrl}`;
  let timer;
  let saving = null;

  function say(sentence) {
    if (state) state.textContent = sentence;
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  // The draft's new edit number goes into the form, so that its next post is not taken for a stale one.
  async function takeNumber(answer) {
    if (!(answer.headers.get("Content-Type") || "").includes("json")) return;
    const kept = await answer.json();
    if (form.elements.edit && kept.edit !== undefined) form.elements.edit.value = kept.edit;
  }

  function save() {
    saving = (saving || Promise.resolve()).then(post).finally(() => { saving = null; });
    return saving;
  }

  async function post() {
    const body = new URLSearchParams(fieldsOf(form));
    try {
      const answer = await fetch(form.dataset.autosaveUrl, { method: "POST", body, headers: { "X-Requested-With": "autosave" } });
      if (answer.status === 409) {
        // Another page saved in the meantime: what was typed stays here, and nothing is overwritten there.
        say((await answer.json()).sentence);
        return;
      }
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      await takeNumber(answer);
      sessionStorage.removeItem(key);
      say(`已保存 ${clock()}`);
    } catch {
      const kept = fieldsOf(form).filter(([name]) => name !== "csrfmiddlewaretoken");
      sessionStorage.setItem(key, JSON.stringify(kept));
      say("暂未保存到服务器，内容留在本页，稍后会再次保存。");
      later(RETRY);
    }
  }

  function restore() {
    const kept = JSON.parse(sessionStorage.getItem(key) || "null");
    if (!kept) return;
    for (const [name, value] of kept) {
      const control = form.elements.namedItem(name);
      if (control instanceof HTMLElement && !["checkbox", "radio", "file"].includes(control.type)) control.value = value;
    }
    later(0);
  }

  form.addEventListener("input", () => later(WAIT));
  form.addEventListener("change", () => later(WAIT));
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (saving && !event.defaultPrevented) {
      // Wait for the answer on its way, so that the form carries the newest edit number.
      event.preventDefault();
      const button = event.submitter;
      saving.then(() => form.requestSubmit(button));
      return;
    }
    sessionStorage.removeItem(key);
  });
  window.addEventListener("online", () => sessionStorage.getItem(key) && later(0));
  restore();
}

document.querySelectorAll("form[data-autosave-url]").forEach(watch);
