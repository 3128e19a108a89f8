// The page: shows what the workspace says, and tells it what the person does. No framework, nothing from elsewhere.
import { attachComposers } from "./composer.js";
import { attachModal, showModal, valuesOf } from "./modal.js";

const $ = (id) => document.getElementById(id);
const token = document.documentElement.dataset.token;
const shown = new Map();
let where = Object.fromEntries(new URLSearchParams(location.search));
let place = "";
let asking = false;
let askAgain = false;

// ---- What the workspace says

export async function refresh() {
  if (asking) {
    askAgain = true;
    return;
  }
  asking = true;
  const from = where;
  try {
    const reply = await fetch(`/page/state?${new URLSearchParams(from)}`);
    const state = reply.ok ? await reply.json() : null;
    // Whoever has gone elsewhere meanwhile is not brought back.
    if (from !== where) askAgain = true;
    else if (state) show(state);
  } catch {
    toast("The workspace does not answer. Is it still running?");
  } finally {
    asking = false;
    if (askAgain) {
      askAgain = false;
      refresh();
    }
  }
}

function show(state) {
  const here = JSON.stringify([state.where.user, state.where.channel, state.where.tab]);
  const arrived = here !== place;
  place = here;
  where = state.where;
  for (const name of ["places", "head", "intro", "prompts", "home"]) put($(name), state[name]);
  const messages = where.tab === "messages";
  $("composer-main").hidden = !messages;
  $("feed").hidden = !messages;
  $("say-main").placeholder = state.composer;
  feed($("feed"), $("scroll"), state.feed, arrived);
  $("thread").hidden = !state.thread;
  document.body.classList.toggle("with-thread", Boolean(state.thread));
  if (state.thread) {
    $("thread-place").textContent = state.thread.name;
    feed($("thread-feed"), $("thread-scroll"), state.thread.feed, shown.get("thread") !== where.thread);
  }
  shown.set("thread", where.thread);
  showModal($("modal"), state.modal);
}

function put(element, html) {
  if (shown.get(element) === html) return;
  const focused = element.contains(document.activeElement) ? markOf(document.activeElement) : "";
  shown.set(element, html);
  element.innerHTML = html;
  if (focused) element.querySelector(focused)?.focus();
}

// Where the same thing will be after its part is drawn anew.
function markOf(element) {
  const names = ["data-action", "data-tab", "data-channel", "data-react", "data-thread", "data-prompt"];
  const name = names.find((one) => element.hasAttribute(one));
  return name ? `[${name}="${CSS.escape(element.getAttribute(name))}"]` : "";
}

function feed(list, scroll, items, arrived) {
  const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  list.setAttribute("aria-busy", String(arrived));
  const old = new Map([...list.children].map((child) => [child.dataset.key, child]));
  let next = list.firstElementChild;
  for (const [key, html] of items) {
    const child = old.get(key) ?? document.createElement("div");
    child.dataset.key = key;
    old.delete(key);
    put(child, html);
    if (child === next) next = next.nextElementSibling;
    else list.insertBefore(child, next);
  }
  for (const child of old.values()) child.remove();
  list.setAttribute("aria-busy", "false");
  if (arrived || atEnd) toNewest(list, scroll);
}

// To the end; where the newest message is longer than the window, to its beginning. A picture has no height
// before it is there, so each that comes later is one more reason to look.
function toNewest(list, scroll) {
  const look = () => {
    const last = list.lastElementChild;
    if (last && last.offsetHeight > scroll.clientHeight) last.scrollIntoView({ block: "start" });
    else scroll.scrollTop = scroll.scrollHeight;
  };
  look();
  for (const image of list.querySelectorAll("img")) {
    if (!image.complete) image.addEventListener("load", look, { once: true });
  }
}

export function toast(text) {
  $("toast").textContent = text;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => ($("toast").textContent = ""), 8000);
}

// ---- What the person does

export async function act(name, what = {}, body = null) {
  const said = { user: where.user, channel: where.channel, ...what };
  const request = body
    ? { url: `/page/do/${name}?${new URLSearchParams(said)}`, kind: "application/octet-stream", body }
    : { url: `/page/do/${name}`, kind: "application/json", body: JSON.stringify(said) };
  let reply = { ok: false, error: "The workspace does not answer. Is it still running?" };
  try {
    const answer = await fetch(request.url, {
      method: "POST",
      headers: { "Content-Type": request.kind, "X-Heartline-Page": token },
      body: request.body,
    });
    reply = await answer.json();
  } catch {
    // Said below.
  }
  if (!reply.ok && reply.error) toast(reply.error);
  refresh();
  return reply;
}

function go(to) {
  where = { ...where, ...to };
  const address = Object.fromEntries(Object.entries(where).filter(([, value]) => value));
  history.pushState(null, "", `/?${new URLSearchParams(address)}`);
  if (to.channel !== undefined || to.tab !== undefined || to.user !== undefined) arrive();
  return refresh();
}

// The app hears that somebody opened it, as in Slack.
function arrive() {
  if (!where.channel || where.channel.startsWith("D")) act("open", { tab: where.tab || "messages" });
}

async function openThread(ts) {
  await go({ thread: ts });
  $("say-thread").focus();
}

function press(element, values) {
  if (element.dataset.confirm && !confirm(element.dataset.confirm)) return;
  const view = element.closest("[data-view]");
  act("press", {
    ts: view ? "" : element.closest("[data-ts]").dataset.ts,
    view: view ? view.dataset.view : "",
    block: element.dataset.block,
    action: element.dataset.action,
    chosen: values,
    values: view ? valuesOf(view) : {},
  });
}

const CLICKS = [
  ["[data-channel]", (one) => go({ channel: one.dataset.channel, thread: "", tab: "messages" }).then(() => closeMenu())],
  ["[data-tab]", (one) => go({ tab: one.dataset.tab, thread: "" })],
  ["[data-thread]", (one) => openThread(one.dataset.thread)],
  ["[data-prompt]", (one) => act("say", { text: one.dataset.prompt })],
  ["[data-react]", (one) => act("react", { ts: tsOf(one), name: one.dataset.react })],
  [".toolbar [data-shortcut]", (one) => act("shortcut", { callback: one.dataset.shortcut, ts: tsOf(one) })],
  ["[data-press]", (one) => press(one, one.dataset.value ? [one.dataset.value] : [])],
  ["[data-close]", () => act("close")],
];

const tsOf = (element) => element.closest("[data-ts]").dataset.ts;

document.addEventListener("click", (event) => {
  for (const [selector, then] of CLICKS) {
    const found = event.target.closest(selector);
    if (!found) continue;
    if (!found.href || found.getAttribute("href") === "#") event.preventDefault();
    then(found);
    return;
  }
});

document.addEventListener("change", (event) => {
  const field = event.target.closest("[data-field][data-dispatch]");
  if (field) press(field, Object.values(Object.values(valuesOf(field.parentElement))[0] ?? {})[0] ?? []);
});

// ---- The frame

function closeMenu() {
  document.body.classList.remove("with-menu");
  $("menu").setAttribute("aria-expanded", "false");
}

$("menu").addEventListener("click", () => {
  const open = document.body.classList.toggle("with-menu");
  $("menu").setAttribute("aria-expanded", String(open));
});
$("who").addEventListener("change", (event) => go({ user: event.target.value, thread: "" }));
$("theme").addEventListener("click", () => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const next = (document.documentElement.dataset.theme ?? dark) === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  localStorage.setItem("theme", next);
});
$("thread-close").addEventListener("click", () => go({ thread: "" }).then(() => $("say-main").focus()));
$("head").addEventListener("keydown", (event) => {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const other = event.target.closest("[role=tablist]")?.querySelector("[aria-selected=false]");
  if (other) go({ tab: other.dataset.tab, thread: "" }).then(() => $(`tab-${where.tab}`).focus());
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || $("modal").open) return;
  if (where.thread) go({ thread: "" }).then(() => $("say-main").focus());
});
addEventListener("popstate", () => {
  where = Object.fromEntries(new URLSearchParams(location.search));
  refresh();
});

attachComposers(act, toast, () => where);
attachModal($("modal"), act);
const events = new EventSource("/page/events");
events.onopen = refresh;
events.onmessage = refresh;
refresh().then(() => {
  // A page that is loaded anew has lost its modals, as in Slack.
  if ($("modal").open) act("close", { all: true });
  arrive();
});
