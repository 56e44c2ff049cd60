// Nothing typed is lost. Every form in which a person writes more than a line keeps a copy in this browser (per person and
// form; of visitors without a login only in this tab) until the server has answered that it has it. A form[data-autosave-url]
// is kept at the server too, a moment after the last change and when the page is left. Before a form is sent the login is
// looked at: one that has ended is said, with a link, and nothing goes to a bare login page. Files are not copied: they are named.
import { gettext } from "./words.js";

const language = document.documentElement.lang;
const listed = (names) => names.join(gettext("、"));
const WAIT = 1500;
const RETRY = 15000;
const DAYS = 7;
const PREFIX = "copy:";
const KEPT = /^(?:__Host-)?kept_copies=/;
// What stands beside files is kept by upload.js the moment it changes.
const BESIDE_FILES = /^(card$|kinds:|was:|document_kind$)/;
const PRIVATE = /identity|passphrase|password|^number$|csrfmiddlewaretoken|^copy_token$/;
const user = document.body.dataset.user || "";
const sessionUrl = document.body.dataset.sessionUrl;
const store = user ? localStorage : sessionStorage;

const read = (key) => {
  try {
    return JSON.parse(store.getItem(key) || "null");
  } catch {
    return null;
  }
};

function write(key, copy) {
  try {
    store.setItem(key, JSON.stringify(copy));
    return true;
  } catch {
    return false; // the browser keeps nothing: said nowhere as kept
  }
}

function clock(at = Date.now()) {
  return new Date(at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hour12: false });
}

function day(at) {
  return new Date(at).toLocaleString(language, { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
}

// What the server says that it has (a cookie of the answer to the post) is forgotten here; old copies too.
function forgetKept() {
  const said = document.cookie.split("; ").find((one) => KEPT.test(one));
  const kept = said ? said.replace(KEPT, "").split(".") : [];
  for (const key of Object.keys(store).filter((one) => one.startsWith(PREFIX))) {
    const copy = read(key);
    if (!copy || kept.includes(copy.token) || Date.now() - copy.at > DAYS * 86400000) store.removeItem(key);
  }
  const secure = location.protocol === "https:" ? "; Secure" : "";
  if (said) document.cookie = `${said.split("=")[0]}=; Max-Age=0; Path=/; SameSite=Lax${secure}`;
}

function fieldsOf(form) {
  return [...new FormData(form)].filter(([, value]) => typeof value === "string");
}

function copied(form) {
  return fieldsOf(form).filter(([name]) => !PRIVATE.test(name) && !BESIDE_FILES.test(name));
}

function filesOf(form) {
  return [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files].map((file) => file.name));
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
// What changes from page to page says nothing about what was typed.
const typed = (fields) => fields.filter(([name]) => !["edit", "draft"].includes(name));

function wanted(form) {
  if (form.getAttribute("method")?.toLowerCase() !== "post" || form.dataset.autosave === "off" || form.querySelector("input[type=password]")) return false;
  const lines = form.querySelectorAll("input:is([type=text], [type=date], [type=number], [type=email], [type=tel], [type=url], :not([type]))");
  return "autosaveUrl" in form.dataset || "autosave" in form.dataset || form.querySelector("textarea") || lines.length > 2;
}

async function askSession() {
  const answer = await fetch(sessionUrl, { headers: { "X-Requested-With": "autosave" }, cache: "no-store" });
  // The very question may have found that nobody sat here for too long.
  if (answer.status === 401) return { user: "", csrf: "", login: (await answer.json()).login.split("?")[0] };
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function takeToken(token) {
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
  if (document.body.hasAttribute("hx-headers")) document.body.setAttribute("hx-headers", JSON.stringify({ "x-csrftoken": token }));
}

function watch(form, place) {
  let timer;
  let saving = null;
  let checking = false;
  let ready = false; // looked at, and on its way to the server
  let leaving = false;
  let dirty = false;
  let ended = false;
  let given = "";
  const state = form.querySelector("[data-autosave-state]") || form.appendChild(newState());
  const remote = () => form.dataset.autosaveUrl;
  const key = () => `${PREFIX}${user}|${location.pathname}|${remote() ? "draft" : `${form.getAttribute("action") || ""}|${place}`}`;
  // A file gave birth to the draft, which has an address of its own from now on: the next new form begins empty.
  form.addEventListener("draft-born", () => store.removeItem(key()));

  function newState() {
    const line = document.createElement("p");
    line.className = "autosave-state";
    line.setAttribute("role", "status");
    return line;
  }

  function say(sentence, ...more) {
    state.replaceChildren(sentence, ...more);
  }

  function keep(token) {
    const copy = { fields: copied(form), files: filesOf(form), edit: form.elements.namedItem("edit")?.value, at: Date.now(), token };
    return write(key(), copy);
  }

  function named() {
    const files = filesOf(form);
    return files.length ? gettext("已选的文件（%(files)s）未上传，登录后请重新选择。", { files: listed(files) }) : "";
  }

  function sayEnded(session) {
    ended = true;
    const link = document.createElement("a");
    link.href = `${session.login}?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = gettext("请重新登录");
    const why = session.user ? gettext("现在登录的是另一位用户，这里的内容没有提交。") : gettext("登录已失效，内容还没有保存到服务器。");
    const where = keep() ? gettext("填写的内容留在这台设备上，") : gettext("请先不要关闭本页，");
    say(why, where, link, gettext("（在新窗口打开），登录后回到本页继续。"), named());
    state.classList.add("is-ended");
    state.scrollIntoView({ block: "nearest" });
  }

  // True when the page's own person is logged in; takes the new token, for logging in again changes it.
  async function loggedIn() {
    const session = await askSession();
    if (session.user !== user) {
      sayEnded(session);
      return false;
    }
    ended = false;
    state.classList.remove("is-ended");
    takeToken(session.csrf);
    return true;
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  function save() {
    saving = (saving || Promise.resolve()).then(post).finally(() => { saving = null; });
    return saving;
  }

  function send(options = {}) {
    const body = new URLSearchParams(fieldsOf(form));
    return fetch(remote(), { method: "POST", body, headers: { "X-Requested-With": "autosave" }, ...options });
  }

  async function post() {
    const sent = copied(form);
    try {
      let answer = await send();
      if ([401, 403].includes(answer.status) || answer.redirected) {
        if (!(await loggedIn())) return;
        answer = await send();
      }
      if (answer.status === 409) {
        // Another page saved in the meantime: what was typed stays here, and nothing is overwritten there.
        say((await answer.json()).sentence);
        return;
      }
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      if (answer.status === 204) return;
      await taken(answer, sent);
    } catch {
      say(keep() ? gettext("暂未保存到服务器，内容留在这台设备上，稍后会再次保存。") : gettext("暂未保存到服务器，请不要关闭本页，稍后会再次保存。"));
      later(RETRY);
    }
  }

  // The draft's new edit number goes into the form, so that its next post is not taken for a stale one; a draft that was
  // just born has its own address from now on.
  async function taken(answer, sent) {
    const json = (answer.headers.get("Content-Type") || "").includes("json");
    const told = json ? await answer.json() : {};
    const number = form.elements.namedItem("edit");
    if (number && told.edit !== undefined) number.value = told.edit;
    store.removeItem(key());
    if (told.url && told.url !== location.pathname) {
      form.elements.namedItem("draft").value = told.draft;
      history.replaceState(history.state, "", told.url);
      form.setAttribute("action", told.url); // a refused post is shown at the address whose copy it replaces
    }
    if (same(typed(sent), typed(copied(form)))) dirty = false;
    else keep();
    say(given + gettext("已保存 %(time)s", { time: clock() }));
  }

  function changed() {
    dirty = true;
    const here = keep();
    if (remote()) later(WAIT);
    else if (!ended && here && !state.textContent) say(gettext("填写的内容暂存在这台设备上，提交后清除。"));
  }

  // Back into the form; names that the page has no field for (lines of a table) are returned.
  function fill(fields) {
    const names = new Set(fields.map(([name]) => name));
    const left = [];
    for (const control of form.elements) {
      if (["checkbox", "radio"].includes(control.type) && control.name && !BESIDE_FILES.test(control.name)) control.checked = false;
    }
    for (const name of names) {
      const values = fields.filter(([one]) => one === name).map(([, value]) => value);
      const controls = [...form.elements].filter((one) => one.name === name && one.type !== "file" && one.type !== "submit");
      if (!controls.length && name !== "draft") left.push(name);
      controls.forEach((control, place) => {
        if (["checkbox", "radio"].includes(control.type)) control.checked = values.includes(control.value);
        else if (control.name !== "edit" && values[place] !== undefined) control.value = values[place];
      });
    }
    return left;
  }

  function give(copy) {
    const left = fill(copy.fields);
    dirty = true;
    form.dispatchEvent(new Event("change", { bubbles: true }));
    given = gettext("已填回您%(day)s没有提交的内容，请核对。", { day: day(copy.at) });
    if (copy.files?.length) given += gettext("当时选过文件：%(files)s，请重新选择。", { files: listed(copy.files) });
    say(given);
    if (!remote()) return;
    if (left.length) giveThroughServer(copy);
    else later(0);
  }

  // Lines that this page does not show yet: the server keeps them, and draws the page anew.
  async function giveThroughServer(copy) {
    clearTimeout(timer);
    const token = form.elements.namedItem("csrfmiddlewaretoken").value;
    const number = form.elements.namedItem("edit").value;
    const fields = copy.fields.filter(([name]) => name !== "edit");
    const body = new URLSearchParams([...fields, ["edit", number], ["csrfmiddlewaretoken", token]]);
    const answer = await fetch(remote(), { method: "POST", body, headers: { "X-Requested-With": "autosave" } });
    if (!answer.ok || answer.redirected) return;
    store.removeItem(key());
    leaving = true;
    const told = answer.status === 200 ? await answer.json() : {};
    location.replace(told.url || location.pathname);
  }

  function offer(copy) {
    const take = document.createElement("button");
    const drop = document.createElement("button");
    take.type = drop.type = "button";
    take.className = drop.className = "btn btn-quiet";
    take.textContent = gettext("填回这些内容");
    drop.textContent = gettext("不要了");
    take.addEventListener("click", () => give(copy));
    drop.addEventListener("click", () => { store.removeItem(key()); say(""); });
    say(gettext("这台设备上还有您%(day)s填写、没有提交的内容，与本页不同。", { day: day(copy.at) }), take, drop);
  }

  function restore() {
    const copy = read(key());
    if (!copy) return;
    const here = copied(form);
    const number = form.elements.namedItem("edit")?.value;
    if (same(typed(copy.fields), typed(here))) {
      if (remote() && copy.edit !== number) store.removeItem(key()); // it came through, the answer did not
      return;
    }
    const known = new Map(here);
    const clear = copy.fields.every(([name, value]) => !known.get(name) || known.get(name) === value || ["edit", "draft"].includes(name));
    if (remote() ? copy.edit === number : clear) give(copy);
    else offer(copy);
  }

  async function check(button) {
    checking = true;
    document.documentElement.dataset.sending = "";
    clearTimeout(timer);
    try {
      await saving;
      if (!(await loggedIn())) return;
      ready = true;
      form.requestSubmit(button);
    } catch {
      keep();
      say(gettext("网络没有接通，还没有提交。填写的内容留在这台设备上，网络恢复后请再按一次。"));
    } finally {
      checking = ready = false;
      if (!leaving) delete document.documentElement.dataset.sending;
    }
  }

  function mark() {
    const token = crypto.randomUUID?.() || String(Math.random()).slice(2);
    let field = form.querySelector("input[name=copy_token]");
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = "copy_token";
      form.append(field);
    }
    field.value = token;
    keep(token);
    leaving = true;
    setTimeout(() => { // the answer may be a file, and the page stays
      leaving = false;
      delete document.documentElement.dataset.sending;
    }, 5000);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (ready) {
      mark();
      return;
    }
    event.preventDefault();
    if (!checking) check(event.submitter);
  });
  window.addEventListener("online", () => remote() && dirty && later(0));
  document.addEventListener("visibilitychange", async () => {
    if (document.hidden || !ended) return;
    if (await loggedIn().catch(() => false)) {
      if (remote()) save();
      else say(gettext("已重新登录，可以继续提交。"));
    }
  });
  window.addEventListener("pagehide", () => {
    if (!dirty || leaving || ended) return;
    clearTimeout(timer);
    if (remote()) send({ keepalive: true }).catch(() => {});
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted && remote()) later(0); });
  restore();
}

// Also the forms of a piece of the page that came later (lane_ahead.js).
const watched = new WeakSet();
function watchForms() {
  forgetKept();
  [...document.forms].filter(wanted).forEach((form, place) => {
    if (!watched.has(form)) watch(form, place);
    watched.add(form);
  });
}
document.addEventListener("page-piece", watchForms);
watchForms();
