// Keeps the shell and its files on the device, so that a reload without network still opens an open paper. Responses of
// the API are never kept here: the app itself keeps what it needs of them.
const CACHE = "thiluat-/*VERSION*/";
const FILES = [/*FILES*/];
// Kept once somebody has practised.
const OF_PRACTICE = [/*PRACTICE*/];
// What every page begins with. The server adds to it what the page at hand is about, which is not kept.
const SHELL = "/index.html", RESULTS = "/results.html", PRACTICE = "/practice.html";
// The addresses of this release. Others may be of a newer one, which answers them.
const KNOWN = /^\/((thi\/[^/]+(\/(dang-ky|lam-bai\/[^/]+|thi-thu.*))?|dang-nhap|(ket-qua|bang-xep-hang\/[^/]+)\/[^/]+|lich-su|tra-cuu|ca-nhan|quen-mat-khau)\/?)?$/;
const shellOf = (path) => /^\/thi\/[^/]+\/thi-thu/.test(path) ? PRACTICE : /^\/(ket-qua|lich-su|tra-cuu|ca-nhan|quen-mat-khau|bang-xep-hang)(\/|$)/.test(path) ? RESULTS : SHELL;

const fill = (files) => caches.open(CACHE).then((cache) =>
  cache.addAll(files.map((file) => new Request(file, { cache: file.endsWith(".html") ? "no-cache" : "default" })))
);

self.addEventListener("install", (event) => {
  const filled = caches.match(PRACTICE).then((practised) => fill(practised ? FILES.concat(OF_PRACTICE) : FILES));
  event.waitUntil(filled.then(() => self.skipWaiting()));
});

// The program of practice sends the only message.
self.addEventListener("message", (event) => event.waitUntil(fill(OF_PRACTICE)));

self.addEventListener("activate", (event) => {
  const names = caches.keys();
  const old = names.then((all) => Promise.all(all.filter((name) => name !== CACHE).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const ours = url.origin === location.origin && event.request.method === "GET";
  // A screen in a hall has a program of its own, and laws need none: neither is kept.
  if (!ours || /^\/(api\/|console|van-ban|thi\/[^/]+\/man-hinh)/.test(url.pathname)) return;
  const page = event.request.mode === "navigate";
  if (!page && !url.pathname.startsWith("/assets/")) return;
  const kept = caches.open(CACHE).then((cache) => cache.match(page ? shellOf(url.pathname) : event.request, { ignoreVary: true }));
  event.respondWith(page && !KNOWN.test(url.pathname)
    ? fetch(event.request).catch(() => kept)
    : kept.then((answer) => answer || fetch(event.request)));
});
