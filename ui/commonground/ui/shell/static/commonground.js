/* First-party behaviour. Every page works without it. */
import { initAll } from "asset:govuk-frontend.min.js";

const EVERY = 10000;

/* GOV.UK's script puts aria-expanded on radios that unfold a question, which no radio may carry. */
const tidy = () => document.querySelectorAll("input[type=radio][aria-expanded]").forEach((radio) => radio.removeAttribute("aria-expanded"));

const started = (scope) => { initAll({ scope, onError: () => undefined }); tidy(); };

started(document);
document.addEventListener("click", tidy);
addEventListener("pageshow", () => setTimeout(tidy));

/* ---- htmx: what it leaves to us. Its events have full stops, see `metaCharacter` in htmx.py. --- */

const status = document.getElementById("cg-status");
const problem = document.getElementById("problem");
let remembered = null;

const say = (text) => { if (status && text) status.textContent = text; };

const showProblem = (text) => {
  if (!problem || problem.textContent === text) return;
  problem.textContent = text;
  problem.hidden = !text;
  if (text) problem.scrollIntoView({ block: "nearest" });
};

/* Polls come and go without a word, unless the session is over. */
const isQuiet = (event) => event.detail.ctx.sourceElement.hasAttribute("data-quiet");

/* What somebody types while an answer is on its way is put back where the answer brings a new field: that may be any,
 * since parts outside the target come with it. */
const TYPED = "textarea[id], input[type=text][id], input[type=search][id], input[type=email][id], input[type=tel][id]";
const asSent = new WeakMap();
const typedSince = new WeakMap();

const noteSent = ({ ctx }) => asSent.set(ctx, new Map([...document.querySelectorAll(TYPED)].map((field) => [field, field.value])));

const noteTyped = ({ ctx }) => typedSince.set(ctx, [...(asSent.get(ctx) || [])].filter(([field, value]) => field.value !== value)
  .map(([field]) => [field, field.value, field.selectionStart]));

const putBack = ({ ctx }) => {
  for (const [old, value, caret] of typedSince.get(ctx) || []) {
    const field = document.getElementById(old.id);
    if (!field || !field.matches(TYPED) || field.value === value) continue;
    field.value = value;
    if (caret !== null && field.selectionStart !== null) field.setSelectionRange(caret, caret);
  }
};

document.addEventListener("htmx.before.request", (event) => {
  noteSent(event.detail);
  if (isQuiet(event)) return;
  showProblem("");
  if (event.detail.ctx.target) event.detail.ctx.target.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx.before.swap", (event) => {
  noteTyped(event.detail);
  const focused = document.activeElement;
  remembered = focused && focused !== document.body ? { id: focused.id, name: focused.name, element: focused } : null;
});

document.addEventListener("htmx.finally.request", () => {
  document.querySelectorAll("[aria-busy=true]").forEach((element) => element.removeAttribute("aria-busy"));
});

document.addEventListener("htmx.after.swap", (event) => {
  const given = event.detail.ctx.target;
  const place = (given && given.id && document.getElementById(given.id)) || (given && given.isConnected ? given : document.body);
  started(place);
  putBack(event.detail);
  watchForms(place);
  offerKeys();
  const said = place.matches("[data-say]") ? place : place.querySelector("[data-say]");
  if (said) say(said.dataset.say);
  keepFocus(place);
});

/* After a swap focus must not fall to the body: what is wrong, else the same element or what it is folded away under,
   else the part itself. */
const keepFocus = (place) => {
  const errors = place.querySelector(".govuk-error-summary, #conflict");
  if (errors) { errors.setAttribute("tabindex", "-1"); errors.focus(); return; }
  if (!remembered || (document.activeElement && document.activeElement !== document.body)) return;
  const again = remembered.id && document.getElementById(remembered.id);
  if (again) {
    again.focus({ preventScroll: true });
    if (document.activeElement === again) return;
  }
  const folded = again && again.closest("details");
  if (folded) { folded.querySelector("summary").focus({ preventScroll: true }); return; }
  if (!remembered.element.isConnected) {
    if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
    place.focus({ preventScroll: true });
  }
};

/* The page was open for so long that its token is stale: take the fresh one, so that a second press works. */
const takeToken = (headers) => {
  const fresh = headers.get("Cg-Token");
  if (fresh) document.querySelectorAll("input[name=_token]").forEach((input) => { input.value = fresh; });
  return Boolean(fresh);
};

/* The session was over: what was sent may be sent again as it is, once its person has signed in again elsewhere. */
const takeAgain = (headers, source) => {
  const again = headers.get("Cg-Again");
  const form = source && source.closest("form");
  if (!again || !form) return;
  let input = form.querySelector("input[name=_again]");
  if (!input) {
    input = Object.assign(document.createElement("input"), { type: "hidden", name: "_again" });
    form.append(input);
  }
  input.value = again;
};

/* What was sent and not taken is still to be kept. */
const notTaken = (source) => {
  const form = source && source.closest("form");
  const watcher = form && watched.get(form);
  if (watcher) watcher.sent = false;
};

document.addEventListener("htmx.response.error", (event) => {
  notTaken(event.detail.ctx.sourceElement);
  const { headers, status: code } = event.detail.ctx.response;
  takeToken(headers);
  takeAgain(headers, event.detail.ctx.sourceElement);
  if (isQuiet(event) && code !== 401) return;
  const sentence = headers.get("Cg-Problem");
  if (sentence) showProblem(decodeURIComponent(sentence));
  else if (code >= 500) showProblem(document.body.dataset.failed);
});

document.addEventListener("htmx.error", (event) => {
  notTaken(event.detail.ctx.sourceElement);
  if (!isQuiet(event)) showProblem(document.body.dataset.failed);
});

/* ---- Forms: nothing typed is lost --------------------------------------------------------- */

const contents = (form) => new URLSearchParams([...new FormData(form)].filter(([name, value]) => name !== "_token" && name !== "_again" && typeof value === "string")).toString();

class Watched {
  constructor(form) {
    this.form = form;
    this.kept = contents(form);
    this.keptAt = null;
    this.line = form.querySelector("[data-autosave-status]");
    form.addEventListener("submit", () => { this.sent = true; });
    if (form.dataset.autosave !== undefined) {
      this.timer = setInterval(() => this.keep(), EVERY);
      setInterval(() => this.tell(), EVERY);
    }
  }

  get canBeKept() { return this.form.dataset.autosave !== undefined && navigator.onLine !== false && !this.failed; }

  get changed() { return this.form.isConnected && !this.sent && contents(this.form) !== this.kept; }

  /* One after the other, so that an older save never comes after a newer one: what is asked for while one hangs is sent
   * as soon as that ends. The `last` one may be all there is time for, and puts an end to it. */
  async keep(last = false) {
    if (!this.form.isConnected) { clearInterval(this.timer); return; }
    if (!this.changed) return;
    if (this.keeping && !last) { this.asked = true; return; }
    if (this.keeping) this.keeping.abort();
    const body = new FormData(this.form);
    const now = contents(this.form);
    const given = new AbortController();
    const timer = setTimeout(() => given.abort(), PATIENCE);
    let heard = false;
    this.keeping = given;
    this.asked = false;
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST", body: new URLSearchParams([...body].filter(([, value]) => typeof value === "string")),
        headers: { "X-CSRF-Token": body.get("_token") || "", "HX-Request": "true" }, keepalive: last, redirect: "error", signal: given.signal,
      });
      heard = true;
      if (answer.status === 419) takeToken(answer.headers);
      if (answer.headers.has("Cg-Not-Yours")) { this.sent = true; location.replace(location.href); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      this.failed = false;
      this.kept = now;
      this.keptAt = Date.now();
      this.tell();
    } catch {
      if (this.keeping !== given) return;
      if (!heard) heardAt = -Infinity;
      this.failed = true;
      this.write("notKept");
    } finally {
      clearTimeout(timer);
      if (this.keeping === given) this.keeping = null;
    }
    if (this.asked && !this.keeping) this.keep();
  }

  tell() {
    if (!this.keptAt || this.changed && this.line && this.line.dataset.state === "notKept") return;
    const seconds = Math.round((Date.now() - this.keptAt) / 1000);
    if (seconds < 10) this.write("keptNow");
    else if (seconds < 60) this.write("keptSeconds", Math.floor(seconds / 10) * 10);
    else if (seconds < 120) this.write("keptMinute");
    else this.write("keptMinutes", Math.floor(seconds / 60));
  }

  write(which, number) {
    if (!this.line) return;
    this.line.dataset.state = which;
    this.line.textContent = (this.line.dataset[which] || "").replace("{n}", number);
  }
}

const watched = new Map();

const watchForms = (scope) => {
  scope.querySelectorAll("form[data-autosave], form[data-warn]").forEach((form) => {
    if (!watched.has(form)) watched.set(form, new Watched(form));
  });
};

watchForms(document);

addEventListener("beforeunload", (event) => {
  if ([...watched.values()].some((form) => form.changed && !form.canBeKept)) event.preventDefault();
});

addEventListener("online", () => watched.forEach((form) => form.form.dataset.autosave !== undefined && form.keep()));

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") watched.forEach((form) => form.form.dataset.autosave !== undefined && form.keep(true));
});

/* ---- No signal: a press is held, since the browser would put its own page in the place of the form --------- */

const FRESH = 30000;
const PATIENCE = 10000;
const signal = document.getElementById("signal");
const letThrough = new WeakSet();
const asking = new WeakSet();
let heardAt = performance.now();
let held = null;

/* Whether we are heard. Right after we were, nobody waits to be asked. */
const isHeard = async () => {
  if (navigator.onLine === false) return false;
  if (performance.now() - heardAt < FRESH) return true;
  const given = new AbortController();
  const timer = setTimeout(() => given.abort(), PATIENCE);
  try {
    await fetch("/healthz", { cache: "no-store", signal: given.signal });
    heardAt = performance.now();
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
};

const saySignal = (which) => { signal.textContent = signal.dataset[which]; signal.hidden = false; signal.scrollIntoView({ block: "nearest" }); };

/* The focus stays on what was pressed; the sentence comes to stand before it. */
const hold = (form, submitter) => {
  heardAt = -Infinity;
  if (form.contains(submitter) && submitter.matches(".govuk-button")) submitter.before(signal);
  else form.append(signal);
  letGo();
  saySignal("none");
  held = { form, submitter, pressed: contents(form), timer: setInterval(pressAgain, EVERY / 2) };
};

const letGo = () => { if (held) clearInterval(held.timer); held = null; };

const press = (form, submitter) => {
  letGo();
  signal.hidden = true;
  letThrough.add(form);
  form.requestSubmit(submitter && submitter.isConnected ? submitter : null);
};

/* By itself only where nothing was typed since: nobody is carried away in the middle of a word. */
const pressAgain = async () => {
  const waiting = held;
  if (!waiting || !await isHeard() || held !== waiting) return;
  if (contents(waiting.form) === waiting.pressed) press(waiting.form, waiting.submitter);
  else { letGo(); saySignal("back"); }
};

if (signal) {
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (form.method !== "post" || letThrough.delete(form)) return;
    if (navigator.onLine !== false && performance.now() - heardAt < FRESH) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (asking.has(form)) return;
    asking.add(form);
    const heard = await isHeard();
    asking.delete(form);
    if (heard) press(form, submitter);
    else hold(form, submitter);
  }, true);
  addEventListener("online", pressAgain);
}

/* ---- A list by keys: j and k, or the arrows once inside, go from row to row; Enter opens, x chooses ---------------- */

/* Whoever speaks to the screen, or touches keys by chance, switches them off; a cookie remembers nothing but that. */
const OFF = "cg_keys=off";
const areOff = () => document.cookie.split("; ").includes(OFF);

const offerKeys = () => document.querySelectorAll("[data-keys-help]").forEach((line) => {
  const change = line.querySelector("button");
  line.hidden = false;
  line.querySelector("[data-keys-words]").hidden = areOff();
  change.textContent = areOff() ? change.dataset.off : change.dataset.on;
});

document.addEventListener("click", (event) => {
  if (event.target.id !== "keys-switch") return;
  document.cookie = `${OFF}; path=/; samesite=lax; max-age=${areOff() ? 0 : 31536000}`;
  offerKeys();
});

const STEPS = { j: 1, k: -1 };
const INSIDE = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (areOff() || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (target.closest("textarea, select, [contenteditable], input:not([name=pick])")) return;
  const rows = [...document.querySelectorAll("[data-keys] tbody tr")];
  const here = rows.findIndex((row) => row.contains(target));
  const step = STEPS[key] || (here >= 0 && INSIDE[key]);
  const box = here >= 0 && rows[here].querySelector("input[name=pick]");
  if (step && rows.length) rows[Math.min(Math.max(here + step, 0), rows.length - 1)].querySelector("th a").focus();
  else if (key === "x" && box) box.click();
  else if (key === "Enter" && target === box) rows[here].querySelector("th a").click();
  else return;
  event.preventDefault();
});

offerKeys();
