// traffic.mjs - what a page does besides being shown: errors on the console, exceptions, requests that fail or go
// elsewhere, downloads that nobody asked for. One Traffic watches one Playwright page over all that it visits.

import {kPatient} from "../patience.mjs";

export const rules = ["console error", "page error", "failed request", "foreign request", "download"];

export class Traffic {
  constructor(page, origin) {
    this.found = [];
    this.pending = new Set();
    this.waiting = [];
    // Chromium says on the console, too, what it could not load: that counts once, as a failed request.
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
        this.note("console error", message.text());
      }
    });
    page.on("pageerror", (error) => this.note("page error", error.message));
    page.on("download", (download) => {
      this.note("download", `saves ${download.suggestedFilename()} (${pathname(download.url())})`);
      download.cancel().catch(() => {}); // it may have ended meanwhile
    });
    page.on("request", (request) => {
      this.pending.add(request);
      const url = new URL(request.url());
      if (url.protocol.startsWith("http") && url.origin !== origin) this.note("foreign request", request.url());
    });
    page.on("response", (response) => {
      if (response.status() >= 400) this.note("failed request", `${response.status()} ${pathname(response.url())}`);
    });
    page.on("requestfinished", (request) => this.done(request));
    page.on("requestfailed", (request) => {
      this.note("failed request", `${request.failure()?.errorText} ${pathname(request.url())}`);
      this.done(request);
    });
  }

  note(rule, text) { this.found.push({rule, text}); }

  done(request) {
    this.pending.delete(request);
    if (this.pending.size === 0) for (const resolve of this.waiting.splice(0)) resolve();
  }

  // Until every request has its answer.
  async quiet() {
    if (this.pending.size === 0) return;
    let timer;
    const late = new Promise((resolve) => { timer = setTimeout(resolve, kPatient); });
    await Promise.race([new Promise((resolve) => this.waiting.push(resolve)), late]);
    clearTimeout(timer);
    for (const request of this.pending) this.note("failed request", `no answer in ${kPatient / 1000} s: ${pathname(request.url())}`);
    this.pending.clear();
  }

  // What was found since the last call. A download aborts the request that it came from: that is one finding.
  take() {
    const found = this.found;
    this.found = [];
    const saves = found.filter(({rule}) => rule === "download").length;
    let aborted = 0;
    return found.filter(({rule, text}) =>
      !(rule === "failed request" && text.startsWith("net::ERR_ABORTED") && aborted++ < saves));
  }
}

function pathname(url) {
  return url.startsWith("http") ? new URL(url).pathname : url.slice(0, 80);
}
