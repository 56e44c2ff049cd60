// Pictures of a lane: enlarged, turned, moved, and found again as they were left: moving to another file, coming back to the
// item, even after the page was loaded anew (this tab keeps it, by the picture's address).
import { gettext } from "./words.js";

export const LOOKS = { "+": "larger", "=": "larger", "-": "smaller", "[": "left", "]": "right", 0: "plain" };
const LOOKED = {
  left: gettext("已左转"), right: gettext("已右转"), larger: gettext("已放大"), smaller: gettext("已缩小"), plain: gettext("已还原"),
};
const SCALES = ["1", "1.5", "2", "3"];
const KEPT = "looks";
const MOST_KEPT = 300;

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  } catch {
    return {};
  }
}

const addressOf = (frame) => frame.querySelector("img").getAttribute("src");

function keep(frame) {
  const { turn = "0", scale = "1" } = frame.dataset;
  const { [addressOf(frame)]: _old, ...others } = kept();
  const rows = Object.entries(others).slice(1 - MOST_KEPT);
  if (turn !== "0" || scale !== "1") rows.push([addressOf(frame), { turn, scale, left: frame.scrollLeft, top: frame.scrollTop }]);
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(rows)));
  } catch {
    // The browser keeps nothing: the page itself still does.
  }
}

// A frame with more than it shows can be moved with the arrow keys.
function reachable(frame) {
  if ((frame.dataset.scale ?? "1") === "1") frame.removeAttribute("tabindex");
  else frame.tabIndex = 0;
}

export function lookAsBefore(main) {
  const looks = kept();
  for (const frame of main.querySelectorAll("[data-page]")) {
    const look = looks[addressOf(frame)];
    if (look) {
      Object.assign(frame.dataset, { turn: look.turn, scale: look.scale });
      frame.scrollTo(look.left, look.top);
      reachable(frame);
    }
    let settled;
    frame.addEventListener("scroll", () => {
      clearTimeout(settled);
      settled = setTimeout(keep, 200, frame);
    });
  }
}

// The picture that has the focus, else the one that fills most of the window.
function inSight() {
  const middle = window.innerHeight / 2;
  const shown = [...document.querySelectorAll("[data-page]")].filter((one) => one.offsetParent !== null);
  const away = (one) => {
    const box = one.getBoundingClientRect();
    return Math.max(box.top - middle, middle - box.bottom, 0);
  };
  return shown.find((one) => one === document.activeElement) ?? shown.sort((one, other) => away(one) - away(other))[0];
}

// What was in the middle of the frame stays there.
function scaled(frame, scale) {
  const factor = Number(scale) / Number(frame.dataset.scale ?? "1");
  const middle = (at, size) => (at + size / 2) * factor - size / 2;
  const [left, top] = [middle(frame.scrollLeft, frame.clientWidth), middle(frame.scrollTop, frame.clientHeight)];
  frame.dataset.scale = scale;
  frame.scrollTo(left, top);
  reachable(frame);
}

// Do it to the picture in sight; the sentence that says what was done.
export function look(how) {
  const frame = inSight();
  if (!frame) return gettext("这里没有可以放大的图片。");
  const turn = Number(frame.dataset.turn ?? 0);
  const scale = SCALES.indexOf(frame.dataset.scale ?? "1");
  if (how === "left") frame.dataset.turn = String((turn + 270) % 360);
  if (how === "right") frame.dataset.turn = String((turn + 90) % 360);
  if (how === "larger") scaled(frame, SCALES[Math.min(scale + 1, SCALES.length - 1)]);
  if (how === "smaller") scaled(frame, SCALES[Math.max(scale - 1, 0)]);
  if (how === "plain") {
    frame.dataset.turn = "0";
    scaled(frame, "1");
  }
  keep(frame);
  return LOOKED[how];
}
