// Which files of a lane's item its reader has had before the eyes: a page, or a table, for half a second; what cannot be
// shown here, when its link was opened. A decision without them is asked a second time (registry/activities/services/opened.py).
const LONG = 500; // milliseconds
const SHARE = 0.4; // of the picture, or of the window
let opened = new Set();
let watcher = null;

const loaded = (one) => one.tagName !== "IMG" || (one.complete && one.naturalWidth > 0);
const large = (entry) => entry.intersectionRatio >= SHARE || entry.intersectionRect.height >= SHARE * window.innerHeight;

function open(file) {
  opened.add(file.dataset.laneFile);
}

function watch(file) {
  for (const shown of file.querySelectorAll("img.lane-page, .sheet-table")) {
    let since;
    const observer = new IntersectionObserver((entries) => {
      clearTimeout(since);
      if (!large(entries.at(-1))) return;
      const look = () => { since = loaded(shown) ? setTimeout(open, LONG, file) : setTimeout(look, LONG); };
      look();
    }, { threshold: [0, 0.1, 0.2, 0.3, SHARE, 0.6, 0.8, 1] });
    observer.observe(shown);
    watcher.push(observer);
  }
  for (const link of file.querySelectorAll("a[href]")) link.addEventListener("click", () => open(file));
}

export function watchFiles(main) {
  for (const observer of watcher ?? []) observer.disconnect();
  [opened, watcher] = [new Set(), []];
  main.querySelectorAll("[data-lane-mine]").forEach(watch);
}

export function unopened() {
  const mine = [...document.querySelectorAll("[data-lane-mine]")].map((file) => file.dataset.laneFile);
  return mine.filter((id) => !opened.has(id));
}
