// Reviewer's keyboard in an element [data-lane]: j next, k previous, a approve, r return, u take back, n and p the next and
// the previous file, ? the list of keys; + - [ ] 0 for the picture in sight. The targets are ordinary links and buttons marked
// data-lane-next, -previous, -approve, -return, -undo; a key does what a click would do. A letter is a key only while nothing
// that can be filled in or opened has the focus: a reason is typed in pinyin, and its first letter must never decide.
// Ctrl+Enter sends what is typed. What was done is announced in [data-lane-say].
import { fetchAhead, listen, step } from "./lane_ahead.js";
import { look, lookAsBefore, LOOKS } from "./lane_look.js";
import { watchFiles } from "./lane_seen.js";
import { gettext } from "./words.js";

const KEYS = { j: "next", k: "previous", a: "approve", r: "return", u: "undo", n: "file", p: "fileBefore", "?": "help" };
const BUSY = "form, details, summary, dialog, input, textarea, select, [contenteditable], [role=menu], [role=listbox]";
const IN_SIGHT = 2000; // milliseconds before reading counts as having begun
const HOLDING = 60000;
const ATTENDED = 240000; // nobody has touched the page for longer: it asks no more, so that the login ends as it must
const AHEAD = 200; // the page's own pictures go first
let touched = Date.now();
const inLane = () => document.querySelector("[data-lane]");

function say(sentence) {
  const place = document.querySelector("[data-lane-say]");
  if (place) place.textContent = sentence;
}

function write(details) {
  details.open = true;
  const field = details.querySelector("textarea") ?? details.querySelector("input:not([type=hidden]), select");
  field?.focus();
}

function focus(place) {
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

// The page at hand, else the browser's way.
async function follow(link) {
  if (!(await step(link))) link.click();
}

// From the file that has the focus, or the one at the top of the window.
function file(forward) {
  const files = [...document.querySelectorAll("[data-lane-file]")];
  const focused = files.findIndex((one) => one.contains(document.activeElement));
  const top = files.findIndex((one) => one.getBoundingClientRect().bottom > 0) - (forward ? 1 : 0);
  const to = files[(focused >= 0 ? focused : Math.max(top, -1)) + (forward ? 1 : -1)];
  if (!to) {
    say(gettext("没有更多材料。"));
    return;
  }
  for (let one = to.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  to.scrollIntoView({ block: "start", behavior: "instant" });
  focus(to.querySelector("[data-lane-name]"));
}

function act(name) {
  if (name === "file" || name === "fileBefore") {
    file(name === "file");
    return;
  }
  const target = document.querySelector(`[data-lane-${name}]`);
  if (!target) {
    say(name === "next" || name === "previous" ? gettext("没有更多事项。") : gettext("此处不能办理该操作。"));
  } else if (target instanceof HTMLDialogElement) {
    target.showModal();
  } else if (target instanceof HTMLDetailsElement) {
    write(target);
  } else if (target instanceof HTMLAnchorElement) {
    follow(target);
  } else {
    say(target.textContent.trim());
    target.click();
  }
}

function send(event) {
  const form = event.target.closest("form");
  if (!form || !form.querySelector("textarea")) return;
  event.preventDefault();
  form.requestSubmit();
}

// Files stand in <details>: the name of one that N has brought here is no field.
function isBusy(target) {
  return target.matches("[data-lane-name], [data-page], .table-scroll") ? null : target.closest(BUSY);
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.repeat || event.altKey) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    send(event);
    return;
  }
  if (event.ctrlKey || event.metaKey) return;
  const busy = isBusy(event.target);
  if (event.key === "Escape" && busy && !busy.closest("dialog")) {
    document.activeElement?.blur();
    return;
  }
  const [name, picture] = [KEYS[event.key], LOOKS[event.key]];
  if (busy || !(name || picture) || !(inLane() || name === "undo")) return;
  event.preventDefault();
  if (name) act(name);
  else say(look(picture));
});

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-page-act]");
  if (pressed) say(look(pressed.dataset.pageAct));
  if (event.target.closest("[data-lane-keys]")) act("help");
});

// The review begins when the page has really been looked at: a page fetched ahead or lying behind another begins nothing.
let seen = 0;
function watch() {
  const form = document.querySelector("form[data-lane-begin]");
  if (!form) return;
  window.clearTimeout(seen);
  if (document.visibilityState === "visible") seen = window.setTimeout(() => form.isConnected && form.requestSubmit(), IN_SIGHT);
}

// Others get the next case while this one is being read; who leaves the page says nothing more, and it is free in minutes.
function hold() {
  const address = inLane()?.dataset.laneHold;
  if (!address) return;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin" }).catch(() => {});
}

function begin(main) {
  for (const tools of main.querySelectorAll("[data-page-tools]")) {
    tools.hidden = false;
    for (const one of tools.querySelectorAll("[data-page-act]")) one.hidden = !main.querySelector("[data-page]");
  }
  lookAsBefore(main);
  watchFiles(main);
  watch();
  window.setTimeout(fetchAhead, AHEAD);
}

// Where a decision has led: the next one begins at the item's name, and what was said is read out.
function arrive(main) {
  const flashes = [...main.querySelectorAll(".flashes .flash")].map((one) => one.textContent.trim());
  if (!document.querySelector("#error-summary")) focus(main.querySelector("h1"));
  window.setTimeout(say, 100, flashes.join(""));
}

if (inLane()) {
  const main = document.querySelector("#content");
  listen((shown) => {
    begin(shown);
    arrive(shown);
  });
  begin(main);
  if (main.querySelector(".flashes")) arrive(main);
  document.addEventListener("visibilitychange", watch);
  for (const sign of ["keydown", "pointerdown", "pointermove", "wheel", "scroll"]) {
    document.addEventListener(sign, () => { touched = Date.now(); }, { passive: true, capture: true });
  }
  window.setInterval(() => {
    if (document.visibilityState !== "visible" || Date.now() - touched > ATTENDED) return;
    hold();
    fetchAhead();
  }, HOLDING);
}
