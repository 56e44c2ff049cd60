// Shows the consequence while typing: posts a form[data-live-url] and puts the answer (HTML made by the server) into the
// element named by data-live-target. Only the newest answer counts. Without this file the result comes with the submit.
const WAIT = 350;

function watch(form) {
  const target = document.querySelector(form.dataset.liveTarget);
  if (!target) return;
  let timer;
  let running;

  async function ask() {
    running?.abort();
    running = new AbortController();
    const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    try {
      const answer = await fetch(form.dataset.liveUrl, {
        method: "POST", body: new URLSearchParams(fields), signal: running.signal, headers: { "HX-Request": "true" },
      });
      if (!answer.ok || answer.redirected || answer.status === 204) return;
      target.innerHTML = await answer.text();
    } catch {
      // Off line or overtaken by a newer question: the last answer stays.
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
}

document.querySelectorAll("form[data-live-url]").forEach(watch);
