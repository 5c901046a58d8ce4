// Keeps the parts of an open page current. Without it the page is current after a reload.
"use strict";
{
  const teller = document.querySelector("[data-live]");
  let source, busy = false, again = false, told = 0;

  // A part that holds the focus stays as it is until the focus has left: nothing moves under hands.
  const show = page => {
    for (const part of document.querySelectorAll("[data-part]")) {
      const fresh = page.querySelector(`[data-part="${CSS.escape(part.dataset.part)}"]`);
      if (!fresh || part.contains(document.activeElement) || part.html === fresh.outerHTML) continue;
      const scrolled = part.querySelector(".log")?.scrollTop;
      const next = document.importNode(fresh, true);
      next.html = fresh.outerHTML;
      part.replaceWith(next);
      if (scrolled) next.querySelector(".log").scrollTop = scrolled;
    }
    const words = page.querySelector("[data-part=say]")?.textContent;
    if (words && Date.now() - told > 10000) {
      told = Date.now();
      teller.textContent = words;
    }
  };

  const refresh = async () => {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(location.href, { headers: { "X-Live": "1" } });
      if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } finally {
      setTimeout(() => { busy = false; if (again) { again = false; refresh(); } }, 1000);
    }
  };

  const follow = () => {
    source?.close();
    source = undefined;
    if (document.hidden) return;
    source = new EventSource(teller.dataset.live);
    source.addEventListener("job", refresh);
    source.addEventListener("end", () => { source.close(); again = true; refresh(); });
  };
  if (teller) {
    document.addEventListener("visibilitychange", follow);
    follow();
  }
}
