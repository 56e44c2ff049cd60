// Signing in by a scanned or typed code. When the network is away the press is kept on this phone and sent when it is back.
// Kept: the address with its code, and whose press it was (a mark of the login): another login on the same phone sends
// only its own. The server takes the same sign-in once, however often it is sent.
import { gettext } from "./words.js";

const KEY = "sign-in:queue";
const RETRY = 20000;

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY) || "[]");
  } catch {
    return [];
  }
}

function write(items) {
  try {
    localStorage.setItem(KEY, JSON.stringify(items));
    return true;
  } catch {
    return false;
  }
}

const root = document.querySelector("[data-sign-in]");

if (root) {
  const who = root.dataset.who;
  const state = root.querySelector("[data-sign-in-state]");
  const form = root.querySelector("form[data-sign-in-form]");
  const token = () => root.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
  let timer;
  let sending = false;

  const say = (sentence) => { if (state) state.textContent = sentence; };
  const waiting = () => read().filter((item) => item.who === who);
  const drop = (gone) => write(read().filter((item) => item.url !== gone.url || item.who !== gone.who));

  // The mark that the person shows at the door.
  function succeed(item, sentence) {
    const mark = root.querySelector("[data-sign-in-done]");
    say(mark ? "" : sentence);
    if (mark) {
      mark.querySelector("[data-said]").textContent = sentence;
      mark.hidden = false;
    }
    if (form && item.url === new URL(form.action, location.href).pathname) form.hidden = true;
  }

  // true: the server has answered, whatever it said; the press is not needed any more.
  async function send(item) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: token() });
    const answer = await fetch(item.url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
    const json = (answer.headers.get("Content-Type") || "").includes("json");
    if (!json) {
      if (answer.type === "opaqueredirect" || answer.status === 403) say(gettext("请重新登录，登录后会再次发送签到。"));
      else say(gettext("签到暂未送达，稍后会再次发送。"));
      return false;
    }
    const { done, sentence } = await answer.json();
    drop(item);
    if (!done) say(sentence);
    else succeed(item, sentence);
    return true;
  }

  async function flush() {
    clearTimeout(timer);
    if (sending) return;
    sending = true;
    try {
      for (const item of waiting()) {
        if (!(await send(item))) break;
      }
    } catch {
      say(gettext("网络不通，签到已保存在本机，联网后会自动发送。请不要清除浏览器数据。"));
    } finally {
      sending = false;
    }
    if (waiting().length) timer = setTimeout(flush, RETRY);
  }

  form?.addEventListener("submit", (event) => {
    const url = new URL(form.action, location.href).pathname;
    const others = read().filter((item) => item.url !== url || item.who !== who);
    if (!write([...others, { url, who }])) return; // nothing can be kept: the form goes as a plain form
    event.preventDefault();
    say(gettext("正在签到……"));
    flush();
  });

  window.addEventListener("online", flush);
  if (waiting().length) flush();
}
