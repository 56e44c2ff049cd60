// The next item of a lane, fetched while this one is read, and decisions that do not leave the page. What is fetched ahead is
// nobody's yet (header Lane-Ahead); the answer to a decision, or to a step, says where to go on (Lane-Next), and when that is
// the page at hand (Lane-Ready), and nothing has changed in it, brings only what stands around it by now. Whatever else comes,
// the browser loads as ever: registry/activities/views/lane.py has the other half.
import { gettext } from "./words.js";
import { unopened } from "./lane_seen.js";

const MOST_PICTURES = 12;
const BREATH = 800; // milliseconds in which a key or a click still meant the item before
let ready = null;
let sending = false;
let shownAt = -Infinity;
let asked = 0;
let here = location.pathname + location.search;
let shown = () => {};

// `shown` is called with what has come.
export function listen(listener) {
  shown = listener;
}

const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

// Fetched again now and then, so that what is shown is no older than what a clerk has read for a while.
export async function fetchAhead() {
  const address = document.querySelector("[data-lane-next]")?.getAttribute("href");
  const mine = ++asked;
  if (ready?.address !== address) ready = null;
  if (!address) return;
  const answer = await fetch(address, { headers: { "Lane-Ahead": "1" }, priority: "low" }).catch(() => null);
  const page = answer?.ok && !answer.redirected ? parsed(await answer.text()) : null;
  const lane = page?.querySelector("[data-lane]");
  if (mine !== asked) return; // the page has gone on, and asks for another
  ready = null;
  if (!lane) return;
  const pictures = [...lane.querySelectorAll("img.lane-page")].slice(0, MOST_PICTURES).map((one) => {
    const picture = new Image();
    picture.src = one.getAttribute("src");
    return picture;
  });
  ready = { address, edit: lane.dataset.laneEdit, title: page.title, main: page.querySelector("#content"), pictures };
}

const atHand = () => (ready ? `${ready.address} ${ready.edit}` : "none");

// Who logged in again meanwhile, in another window, has another token: autosave.js brings it to the page.
function renewToken(main) {
  const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["x-csrftoken"];
  if (!token) return;
  for (const input of main.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
}

function put(main, title) {
  renewToken(main);
  document.querySelector("#content").replaceWith(document.adoptNode(main));
  document.title = title;
  globalThis.htmx?.process(main);
  delete document.documentElement.dataset.sending;
  document.dispatchEvent(new Event("page-piece"));
  shown(main);
}

// The page at hand, with what was said, the counts and the way on as they are now.
function putReady(text) {
  const { main, title, address } = ready;
  const around = parsed(text).body;
  ready = null;
  for (const piece of around.querySelectorAll("[data-lane-put]")) {
    main.querySelector(`[data-lane-put="${piece.dataset.lanePut}"]`)?.replaceWith(piece);
  }
  main.prepend(...around.querySelectorAll(".flashes"));
  const places = around.querySelector(".places");
  if (places) document.querySelector(".frame > .places")?.replaceWith(places);
  history.pushState(null, "", address);
  here = address;
  shownAt = performance.now();
  put(main, title);
  window.scrollTo({ top: 0, behavior: "instant" });
}

// True when the answer was one for this script.
async function taken(answer) {
  const next = answer.headers.get("Lane-Next");
  if (next && answer.status === 200) putReady(await answer.text());
  else if (next) location.assign(next);
  return Boolean(next);
}

// A step to another item without a decision; false when that is the browser's.
export async function step(link) {
  const address = link.getAttribute("href");
  if (sending || ready?.address !== address) return false;
  sending = true;
  const answer = await fetch(address, { headers: { "Lane-Ready": atHand() } }).catch(() => null);
  sending = false;
  return Boolean(answer) && taken(answer);
}

// Beside the button, and read out: why nothing was done.
function tell(form, sentence) {
  const line = document.createElement("p");
  line.className = "file-flag";
  line.textContent = sentence;
  form.querySelector("[data-lane-again]").replaceChildren(line);
  line.scrollIntoView({ block: "nearest", behavior: "instant" });
}

function filled(form) {
  const sent = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  if (!form.hasAttribute("data-lane-opens")) return sent;
  for (const id of unopened()) sent.append("unopened", id);
  if (form.dataset.sure) sent.append("sure", "1");
  return sent;
}

async function decide(form) {
  const body = filled(form);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "Lane-Ready": atHand() } });
  if (await taken(answer)) return;
  const type = answer.headers.get("Content-Type") ?? "";
  if (type.includes("json")) {
    tell(form, (await answer.json()).again);
    form.dataset.sure = "1";
    return;
  }
  const page = type.includes("html") && !answer.redirected ? parsed(await answer.text()) : null;
  if (!page?.querySelector("[data-lane]")) {
    HTMLFormElement.prototype.submit.call(form); // an ended login, a machine in trouble: the browser shows what it is
    return;
  }
  put(page.querySelector("#content"), page.title);
  document.querySelector("#error-summary")?.focus();
}

// After the listeners of the form itself: a return is first looked at by autosave.js.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-lane-decide]")) return;
  event.preventDefault();
  if (sending) return;
  if (form.hasAttribute("data-lane-opens") && performance.now() - shownAt < BREATH) {
    tell(form, gettext("刚刚换到这一份，请看过再按。"));
    setTimeout(() => form.querySelector("[data-lane-again]").replaceChildren(), 4 * BREATH);
    return;
  }
  sending = true;
  await decide(form).catch(() => tell(form, gettext("网络没有接通，没有办理。请稍后再按一次。")));
  sending = false;
});

// Back and forward between items; a link within the page is none.
window.addEventListener("popstate", () => {
  if (location.pathname + location.search !== here) location.reload();
});
