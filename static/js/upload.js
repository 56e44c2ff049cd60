// Files that are chosen in a form. A drop zone over an ordinary file input [data-upload] takes dropped files, checks size and
// kind before they are sent and shows what was chosen. Inside [data-evidence="address"] every file goes to the server the
// moment it is chosen: each is named with its progress, and one that failed with why and a way to try again. Until the server
// has it, a file stays in the form in an input of its own, so that any button sends it the ordinary way.
import { gettext } from "./words.js";

const PICTURE = /\.(jpe?g|jfif|jpe|mpo|png|webp|heic|heif)$/i;

function sizeWords(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))}KB` : `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, "")}MB`;
}

function allows(input, file) {
  const accepted = input.accept.split(",").map((one) => one.trim().toLowerCase()).filter(Boolean);
  const name = file.name.toLowerCase();
  return !accepted.length || accepted.some((one) => (one.startsWith(".") ? name.endsWith(one) : file.type === one));
}

function tooLarge(part, file) {
  const picture = file.type.startsWith("image/") || PICTURE.test(file.name);
  const limit = Number((picture && part.dataset.pictureLimit) || part.dataset.uploadLimit || 0);
  if (limit && file.size > limit) {
    return gettext("文件为%(size)s，超过%(limit)s，请压缩后再选。", { size: sizeWords(file.size), limit: sizeWords(limit) });
  }
  return file.size ? "" : gettext("文件是空的，请重新导出后再选。");
}

function faultOf(part, input, file) {
  return allows(input, file) ? tooLarge(part, file) : gettext("文件类型不在允许范围内，请换一个文件。");
}

function take(input, files) {
  const kept = new DataTransfer();
  for (const file of files) kept.items.add(file);
  input.files = kept.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function watch(part) {
  const input = part.querySelector("input[type=file]");
  const zone = part.querySelector(".upload-zone");
  const list = part.querySelector("[data-upload-list]");
  const state = part.querySelector("[data-upload-state]");
  const atOnce = part.closest("[data-evidence]");

  function show() {
    const files = [...input.files];
    const faults = files.map((file) => faultOf(part, input, file));
    list.replaceChildren(...files.map((file, index) => {
      const row = document.createElement("li");
      row.textContent = `${file.name}　${sizeWords(file.size)}${faults[index] ? `　${faults[index]}` : ""}`;
      row.className = faults[index] ? "is-refused" : "";
      return row;
    }));
    input.setCustomValidity(faults.find(Boolean) || "");
    state.textContent = files.length ? gettext("已选%(count)s个文件。", { count: files.length }) : "";
  }

  function drop(event) {
    event.preventDefault();
    zone.classList.remove("is-over");
    const before = input.multiple ? [...input.files] : [];
    const taken = input.multiple ? [...event.dataTransfer.files] : [...event.dataTransfer.files].slice(0, 1);
    take(input, [...before, ...taken]);
  }

  part.querySelector("[data-upload-words]").hidden = false;
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("is-over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", drop);
  if (atOnce) return;
  input.addEventListener("change", show);
  input.form?.addEventListener("submit", (event) => {
    if (input.validationMessage) {
      event.preventDefault();
      state.textContent = input.validationMessage;
      input.focus();
    } else if (input.files.length) {
      state.textContent = gettext("正在上传，请稍候，不要关闭本页。");
    }
  });
}

class Failed extends Error {
  constructor(sentence, login = "") {
    super(sentence);
    this.login = login;
  }
}

// One post to the server; `say` is told the share that has gone up. Gives the answer's JSON, or throws Failed.
function post(url, body, token, say) {
  return new Promise((done, failed) => {
    const call = new XMLHttpRequest();
    call.open("POST", url);
    call.setRequestHeader("X-Requested-With", "autosave");
    call.setRequestHeader("X-CSRFToken", token);
    call.upload.addEventListener("progress", (event) => event.lengthComputable && say(event.loaded / event.total));
    call.addEventListener("error", () => failed(new Failed(gettext("网络中断，没有上传。"))));
    call.addEventListener("load", () => {
      let told = {};
      try {
        told = JSON.parse(call.responseText);
      } catch {
        told = {};
      }
      if (call.status === 200 && told.html !== undefined) return done(told);
      if (call.status === 200 && told.refused) return failed(new Failed(told.refused.join("")));
      if (call.status === 401 || call.responseURL.includes("/login")) return failed(new Failed(gettext("登录已失效，没有上传。"), told.login || "/"));
      if (call.status === 403) return failed(Object.assign(new Failed(gettext("页面已过期，没有上传。")), { stale: true }));
      if (call.status === 413) return failed(new Failed(gettext("文件超过服务器可以接收的大小，没有上传。")));
      return failed(new Failed(gettext("服务器暂时没有保存这个文件，请稍后重试。")));
    });
    call.send(body);
  });
}

// The token of the page may be of an earlier login: the page itself, asked for anew, has the one in force.
async function freshToken(form) {
  const asked = document.body.dataset.sessionUrl;
  if (asked) {
    const state = await (await fetch(asked, { headers: { "X-Requested-With": "autosave" }, cache: "no-store" })).json();
    if (state.csrf) return state.csrf;
  }
  const page = new DOMParser().parseFromString(await (await fetch(location.href, { cache: "no-store" })).text(), "text/html");
  const input = page.querySelector(`form.record-form input[name=csrfmiddlewaretoken]`);
  if (!input) throw new Failed(gettext("登录已失效，没有上传。"), "/");
  return input.value || form.elements.csrfmiddlewaretoken.value;
}

function evidence(part) {
  const form = part.closest("form");
  const tray = part.querySelector("[data-upload-tray]");
  const state = part.querySelector("[data-upload-tray-state]");
  const zone = part.querySelector("[data-upload]");
  let line = Promise.resolve();
  let waiting = 0;
  let url = part.dataset.evidence;

  const token = () => form.elements.namedItem("csrfmiddlewaretoken").value;
  const ticked = () => [...part.querySelectorAll("[data-evidence-kinds] input:checked")].map((box) => box.value);

  // A file in a row of its own and in an input of its own.
  function entryOf(name, file, kinds) {
    const row = document.createElement("li");
    const label = document.createElement("span");
    const words = document.createElement("span");
    const bar = document.createElement("progress");
    const holder = document.createElement("input");
    label.textContent = `${file.name}　${sizeWords(file.size)}`;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", gettext("%(name)s上传进度", { name: file.name }));
    holder.type = "file";
    holder.name = name;
    holder.hidden = true;
    const kept = new DataTransfer();
    kept.items.add(file);
    holder.files = kept.files;
    row.append(label, words, bar, holder);
    tray.append(row);
    return { name, file, kinds, row, words, bar };
  }

  function button(text, act) {
    const one = document.createElement("button");
    one.type = "button";
    one.className = "btn btn-quiet";
    one.textContent = text;
    one.addEventListener("click", act);
    return one;
  }

  function drop(entry) {
    entry.row.remove();
    state.textContent = "";
  }

  function fail(entry, fault) {
    entry.row.className = "is-refused";
    entry.bar.hidden = true;
    entry.words.textContent = fault.message.includes(gettext("没有")) ? fault.message : gettext("没有上传：%(why)s", { why: fault.message });
    if (fault.login) {
      const link = document.createElement("a");
      Object.assign(link, { href: fault.login, target: "_blank", rel: "noopener", textContent: gettext("请在新窗口重新登录") });
      entry.words.append(link, gettext("，再点“重试”。"));
    }
    entry.row.querySelectorAll("button").forEach((one) => one.remove());
    entry.row.append(button(gettext("重试"), () => start(entry)), button(gettext("不要这个文件"), () => drop(entry)));
    state.textContent = gettext("“%(name)s”没有上传。", { name: entry.file.name });
  }

  function body(entry) {
    const data = new FormData();
    data.append(entry.name, entry.file, entry.file.name);
    for (const kind of entry.kinds) data.append("document_kind", kind);
    return data;
  }

  async function send(data, say) {
    const draft = form.elements.namedItem("draft");
    if (draft) data.set("draft", draft.value);
    try {
      return await post(url, data, token(), say);
    } catch (fault) {
      if (!fault.stale && !fault.login) throw fault;
      const fresh = await freshToken(form).catch(() => token());
      if (fresh === token()) throw fault;
      for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = fresh;
      return post(url, data, fresh, say);
    }
  }

  // The draft that the first file gave birth to has an address of its own from now on.
  function taken(told) {
    const page = new DOMParser().parseFromString(told.html, "text/html");
    for (const name of ["list", "files", "kinds"]) {
      const old = part.querySelector(`[data-evidence-${name}]`);
      const fresh = page.querySelector(`[data-evidence-${name}]`);
      if (old && fresh) old.replaceChildren(...fresh.childNodes);
    }
    const draft = form.elements.namedItem("draft");
    if (draft && told.url) {
      draft.value = told.draft;
      form.dispatchEvent(new Event("draft-born")); // what the browser kept for the empty form is no longer wanted
      form.setAttribute("action", told.url);
      if (told.url !== location.pathname) history.replaceState(history.state, "", told.url);
    }
  }

  async function upload(entry) {
    entry.row.className = "";
    entry.bar.hidden = false;
    entry.words.textContent = gettext("正在上传");
    entry.row.querySelectorAll("button").forEach((one) => one.remove());
    try {
      const told = await send(body(entry), (share) => { entry.bar.value = share; });
      if (told.refused.length) throw new Failed(told.refused.join(""));
      taken(told);
      entry.row.remove();
      state.textContent = gettext("“%(name)s”已上传。", { name: entry.file.name });
    } catch (fault) {
      fail(entry, fault instanceof Failed ? fault : new Failed(gettext("没有上传，请重试。")));
    }
  }

  function start(entry) {
    waiting += 1;
    line = line.then(() => upload(entry)).finally(() => { waiting -= 1; });
  }

  function chosen(input) {
    const kinds = input.name === "files" ? ticked() : [];
    const files = [...input.files];
    const name = input.name;
    input.value = "";
    for (const file of files) {
      const entry = entryOf(name, file, kinds);
      const fault = tooLarge(zone, file);
      if (fault) fail(entry, new Failed(fault));
      else start(entry);
    }
  }

  // What a file stands for is kept the moment it is ticked; the lines above follow, the boxes stay as they are.
  function sorted(box) {
    const data = new FormData();
    const item = box.closest(".file-item");
    const ticks = [...item.querySelectorAll(`input[name="${box.name}"]:checked`)];
    data.append("card", box.name.slice("kinds:".length));
    for (const one of ticks) data.append(box.name, one.value);
    waiting += 1;
    line = line.then(() => send(data, () => {})).then((told) => {
      const page = new DOMParser().parseFromString(told.html, "text/html");
      item.querySelector("input[name^='was:']").value = ticks.map((one) => one.value).sort().join(",");
      const name = item.querySelector(".file-name").textContent.trim();
      if (told.refused.length) throw new Failed(told.refused.join(""));
      state.textContent = gettext("“%(name)s”已登记为%(count)s种材料。", { name, count: ticks.length });
      part.querySelector("[data-evidence-list]").replaceChildren(...page.querySelector("[data-evidence-list]").childNodes);
    }).catch((fault) => { state.textContent = gettext("材料种类没有保存：%(why)s", { why: fault.message }); }).finally(() => { waiting -= 1; });
  }

  part.classList.add("is-live");
  part.querySelector("[data-evidence-plain]").hidden = true;
  part.addEventListener("change", (event) => {
    const target = event.target;
    if (target.type === "file" && target.files.length) chosen(target);
    else if (target.type === "checkbox" && target.name.startsWith("kinds:")) sorted(target);
  });
  form.addEventListener("submit", (event) => {
    if (!waiting) return;
    // The form goes when every file on its way has arrived or failed; what failed goes with it once more.
    event.preventDefault();
    event.stopImmediatePropagation();
    const pressed = event.submitter;
    state.textContent = gettext("材料还在保存，完成后自动继续。");
    line.then(() => form.requestSubmit(pressed));
  }, true);
  window.addEventListener("beforeunload", (event) => {
    if (waiting) event.preventDefault();
  });
}

document.querySelectorAll("[data-upload]").forEach(watch);
document.querySelectorAll("[data-evidence]").forEach(evidence);
