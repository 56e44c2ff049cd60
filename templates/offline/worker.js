// Keeps the page that checks slips without a network, its files and the newest list. Nothing else passes through, and what is
// kept was fetched without cookies: it is nobody's.
const NAME = "slip-check-{{ version }}";
const LIST = "{{ knowledge }}";
const KEPT = [{% for one in kept %}"{{ one }}", {% endfor %}];

const fetched = (address) => fetch(new Request(address, { credentials: "omit", cache: "no-cache" }));

async function keep(address) {
  const answer = await fetched(address);
  if (!answer.ok) throw new Error(address);
  await (await caches.open(NAME)).put(address, answer.clone());
  return answer;
}

self.addEventListener("install", (event) => {
  event.waitUntil(Promise.all([...KEPT, LIST].map(keep)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((one) => one.startsWith("slip-check-") && one !== NAME).map((one) => caches.delete(one)));
    await self.clients.claim();
  };
  event.waitUntil(old());
});

const own = async (address) => (await (await caches.open(NAME)).match(address)) ?? fetch(address);
const newest = () => keep(LIST).catch(() => own(LIST));

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== self.location.origin || event.request.method !== "GET") return;
  if (pathname === LIST) event.respondWith(newest());
  else if (KEPT.includes(pathname)) event.respondWith(own(pathname));
});
