// Reviewer's keyboard in an element [data-lane]: j next, k previous, a approve, r return, ? help.
// The targets are ordinary links and buttons marked data-lane-next, -previous, -approve, -return, -help; a key does what a
// click would do, and never anything while a field has the focus. What was done is announced in [data-lane-say].
const KEYS = { j: "next", k: "previous", a: "approve", r: "return", "?": "help" };
const lane = document.querySelector("[data-lane]");

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable], dialog[open]") !== null;
}

function say(sentence) {
  const place = lane.querySelector("[data-lane-say]");
  if (place) place.textContent = sentence;
}

function act(name) {
  const target = lane.querySelector(`[data-lane-${name}]`);
  if (!target) {
    say(name === "next" || name === "previous" ? "没有更多事项。" : "此处不能办理该操作。");
    return;
  }
  if (target instanceof HTMLDetailsElement) {
    target.open = !target.open;
    target.querySelector("summary, select, textarea, input")?.focus();
  } else if (target.matches("fieldset, textarea, select")) {
    (target.matches("fieldset") ? target.querySelector("select, textarea, input") : target)?.focus();
  } else {
    say(target.textContent.trim());
    target.click();
  }
}

document.addEventListener("keydown", (event) => {
  const name = KEYS[event.key];
  if (!lane || !name || event.repeat || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  event.preventDefault();
  act(name);
});
