// Keeps the parts of an open page current. Without it the page is current after a reload.
"use strict";
{
  const teller = document.querySelector("[data-live]");
  let source, from, again = false, busy = false, told = 0;

  // The token of a form differs in each answer and changes nothing that is seen.
  const seen = part => part.outerHTML.replace(/(__RequestVerificationToken[^>]* value=)"[^"]*"/g, "$1");

  // Nothing moves under a hand that aims at a control, and no part changes that holds the focus: it waits until the hand or the focus has left.
  let moved = 0, latest, waiting, passed = false;
  const aims = () => Date.now() - moved < 3000 && document.querySelector("main :is(button,.btn,input,select,summary):hover");
  const show = page => {
    latest = page;
    if (waiting) return;
    if (aims()) {
      waiting = setTimeout(() => { waiting = undefined; show(latest); }, 300);
      return;
    }
    draw(page);
  };
  addEventListener("pointermove", () => { moved = Date.now(); }, { passive: true });
  addEventListener("focusout", () => { if (passed) setTimeout(() => show(latest)); });

  const draw = page => {
    passed = false;
    for (const part of document.querySelectorAll("[data-part]")) {
      const fresh = page.querySelector(`[data-part="${CSS.escape(part.dataset.part)}"]`);
      if (!fresh || part.html === seen(fresh)) continue;
      if (part.contains(document.activeElement)) { passed = true; continue; }
      const scrolled = part.querySelector(".log")?.scrollTop;
      const next = document.importNode(fresh, true);
      next.html = seen(fresh);
      part.replaceWith(next);
      const log = next.querySelector(".log");
      if (scrolled && log) log.scrollTop = scrolled;
    }
    const words = page.querySelector("[data-part=say]")?.textContent;
    if (words && !lost && Date.now() - told > 10000 && words !== teller.textContent) {
      told = Date.now();
      teller.textContent = words;
    }
    // A job that ended leads to the next one of its run; the last one to nothing.
    const next = page.querySelector("[data-live]")?.dataset.live;
    if (next !== undefined && next !== teller.dataset.live) {
      teller.dataset.live = next;
      if (!next && !lost) teller.textContent = words ?? "";
      follow();
    }
  };

  const refresh = async () => {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(location.href, { headers: { "X-Live": teller.dataset.shown ?? "1" } });
      if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // The server cannot be reached: the stream of events comes back when it can, and tells.
    } finally {
      setTimeout(() => { busy = false; if (again) { again = false; refresh(); } }, 1000);
    }
  };

  // What refuses the stream, as with too many open pages, is asked again: after 5 s, 10 s, 20 s, at last each minute. After a
  // quarter of a minute the page says that it stands still; it goes on by itself when it is let in.
  let failures = 0, since = 0, lost = false, retry;
  const fail = () => {
    since ||= Date.now();
    failures++;
    if (failures >= 3 && Date.now() - since > 14000 && !lost) {
      lost = true;
      teller.className = "toast";
      teller.textContent = "This page no longer follows what happens. ";
      const reload = teller.appendChild(document.createElement("a"));
      reload.href = location.href;
      reload.textContent = "Load it again";
    }
    if (source?.readyState === EventSource.CLOSED) retry ??= setTimeout(() => { retry = undefined; follow(); }, Math.min(60, 5 * 2 ** (failures - 1)) * 1000);
  };
  const heard = () => {
    failures = since = 0;
    if (!lost) return;
    lost = false;
    teller.className = "sr";
    teller.textContent = "";
    refresh();
  };

  const follow = () => {
    clearTimeout(retry);
    retry = undefined;
    if (document.hidden || !teller.dataset.live) {
      source?.close();
      source = undefined;
      return;
    }
    if (source && source.readyState !== EventSource.CLOSED && from === teller.dataset.live) return;
    source?.close();
    from = teller.dataset.live;
    source = new EventSource(from);
    source.addEventListener("open", heard);
    source.addEventListener("error", fail);
    source.addEventListener("job", refresh);
    source.addEventListener("end", () => { source?.close(); refresh(); });
  };
  if (teller) {
    document.addEventListener("visibilitychange", () => { follow(); if (source) refresh(); });
    follow();
  }
}
