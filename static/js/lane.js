// Reviewer's keyboard in an element [data-lane]: j next, k previous, a approve, r return, u take back, ? help;
// + - [ ] 0 for the picture in sight. The targets are ordinary links and buttons marked data-lane-next, -previous, -approve,
// -return, -undo, -help; a key does what a click would do. A letter is a key only while nothing that can be filled in or
// opened has the focus: a reason is typed in pinyin, and its first letter must never decide. Ctrl+Enter sends what is typed.
// What was done is announced in [data-lane-say].
import { gettext } from "./words.js";

const KEYS = { j: "next", k: "previous", a: "approve", r: "return", u: "undo", "?": "help" };
const LOOKS = { "+": "larger", "=": "larger", "-": "smaller", "[": "left", "]": "right", 0: "plain" };
const LOOKED = {
  left: gettext("已左转"), right: gettext("已右转"), larger: gettext("已放大"), smaller: gettext("已缩小"), plain: gettext("已还原"),
};
const BUSY = "form, details, summary, dialog, input, textarea, select, [contenteditable], [role=menu], [role=listbox]";
const IN_SIGHT = 2000; // milliseconds before reading counts as having begun
const SCALES = ["1", "1.5", "2", "3"];
const lane = document.querySelector("[data-lane]");

function say(sentence) {
  const place = document.querySelector("[data-lane-say]");
  if (place) place.textContent = sentence;
}

function write(details) {
  details.open = true;
  const field = details.querySelector("textarea") ?? details.querySelector("input:not([type=hidden]), select");
  field?.focus();
}

function act(name) {
  const target = document.querySelector(`[data-lane-${name}]`);
  if (!target) {
    say(name === "next" || name === "previous" ? gettext("没有更多事项。") : gettext("此处不能办理该操作。"));
    return;
  }
  if (target instanceof HTMLDetailsElement) {
    write(target);
  } else if (target.matches("fieldset, textarea, select")) {
    (target.matches("fieldset") ? target.querySelector("textarea, select, input") : target)?.focus();
  } else {
    say(target.textContent.trim());
    target.click();
  }
}

// The picture that fills most of the window.
function inSight() {
  const middle = window.innerHeight / 2;
  const shown = [...document.querySelectorAll("[data-page]")].filter((one) => one.offsetParent !== null);
  const away = (one) => {
    const box = one.getBoundingClientRect();
    return Math.max(box.top - middle, middle - box.bottom, 0);
  };
  return shown.sort((one, other) => away(one) - away(other))[0];
}

function look(how) {
  const page = inSight();
  if (!page) return;
  const turn = Number(page.dataset.turn ?? 0);
  const scale = SCALES.indexOf(page.dataset.scale ?? "1");
  if (how === "left") page.dataset.turn = String((turn + 270) % 360);
  if (how === "right") page.dataset.turn = String((turn + 90) % 360);
  if (how === "larger") page.dataset.scale = SCALES[Math.min(scale + 1, SCALES.length - 1)];
  if (how === "smaller") page.dataset.scale = SCALES[Math.max(scale - 1, 0)];
  if (how === "plain") {
    page.dataset.turn = "0";
    page.dataset.scale = "1";
  }
  say(LOOKED[how]);
}

function send(event) {
  const form = event.target.closest("form");
  if (!form || !form.querySelector("textarea")) return;
  event.preventDefault();
  form.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.repeat || event.altKey) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    send(event);
    return;
  }
  if (event.ctrlKey || event.metaKey) return;
  const busy = event.target.closest(BUSY);
  if (event.key === "Escape" && busy) {
    document.activeElement?.blur();
    return;
  }
  const [name, picture] = [KEYS[event.key], LOOKS[event.key]];
  if (busy || !(name || picture) || !(lane || name === "undo")) return;
  event.preventDefault();
  if (name) act(name);
  else look(picture);
});

for (const tools of document.querySelectorAll("[data-page-tools]")) {
  tools.hidden = !document.querySelector("[data-page]");
  tools.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-page-act]");
    if (pressed) look(pressed.dataset.pageAct);
  });
}

// The review begins when the page has really been looked at: a page fetched ahead or lying behind another begins nothing.
let seen = 0;
function watch() {
  const form = document.querySelector("form[data-lane-begin]");
  if (!form) return;
  window.clearTimeout(seen);
  if (document.visibilityState === "visible") seen = window.setTimeout(() => form.isConnected && form.requestSubmit(), IN_SIGHT);
}
document.addEventListener("visibilitychange", watch);
watch();

// Others get the next case while this one is being read; who leaves the page says nothing more, and it is free in minutes.
const HOLDING = 60000;
function hold() {
  if (document.visibilityState !== "visible") return;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  fetch(lane.dataset.laneHold, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin" }).catch(() => {});
}
if (lane?.dataset.laneHold) window.setInterval(hold, HOLDING);
