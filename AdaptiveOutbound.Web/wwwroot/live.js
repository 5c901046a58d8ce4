// Keeps the parts of an open page current. Without it the page is current after a reload.
"use strict";
{
  const teller = document.querySelector("[data-live]");
  let source, from, busy = false, again = false, told = 0;

  // A part that holds the focus stays as it is until the focus has left: nothing moves under hands.
  const show = page => {
    for (const part of document.querySelectorAll("[data-part]")) {
      const fresh = page.querySelector(`[data-part="${CSS.escape(part.dataset.part)}"]`);
      if (!fresh || part.contains(document.activeElement) || part.html === fresh.outerHTML) continue;
      const scrolled = part.querySelector(".log")?.scrollTop;
      const next = document.importNode(fresh, true);
      next.html = fresh.outerHTML;
      part.replaceWith(next);
      const log = next.querySelector(".log");
      if (scrolled && log) log.scrollTop = scrolled;
    }
    const words = page.querySelector("[data-part=say]")?.textContent;
    if (words && Date.now() - told > 10000) {
      told = Date.now();
      teller.textContent = words;
    }
    // A job that ended leads to the next one of its run; the last one to nothing.
    const next = page.querySelector("[data-live]")?.dataset.live;
    if (next !== undefined && next !== teller.dataset.live) {
      teller.dataset.live = next;
      if (!next) teller.textContent = words ?? "";
      follow();
    }
  };

  const refresh = async () => {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(location.href, { headers: { "X-Live": "1" } });
      if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // The server cannot be reached: the stream of events comes back when it can, and tells.
    } finally {
      setTimeout(() => { busy = false; if (again) { again = false; refresh(); } }, 1000);
    }
  };

  const follow = () => {
    if (document.hidden || !teller.dataset.live) {
      source?.close();
      source = undefined;
      return;
    }
    if (source && source.readyState !== EventSource.CLOSED && from === teller.dataset.live) return;
    source?.close();
    from = teller.dataset.live;
    source = new EventSource(from);
    source.addEventListener("job", refresh);
    source.addEventListener("end", () => { source?.close(); refresh(); });
  };
  if (teller) {
    document.addEventListener("visibilitychange", () => { follow(); if (source) refresh(); });
    follow();
  }
}
