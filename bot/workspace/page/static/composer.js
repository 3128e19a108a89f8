// The message field: sends, completes slash commands and shortcuts, takes files that are dropped or chosen.

const MOST_BYTES = 50_000_000;

export function attachComposers(act, toast, where) {
  for (const form of document.querySelectorAll(".composer")) composer(form, act, toast, where);
}

function composer(form, act, toast, where) {
  const field = form.querySelector("textarea");
  const offers = form.querySelector(".offers");
  const pending = form.querySelector(".pending");
  const picker = form.querySelector("input[type=file]");
  const pane = form.parentElement;
  let files = [];
  let at = 0;

  const threadOf = () => (form.dataset.pane === "thread" ? where().thread : "");
  const choices = () => [...offers.children].filter((one) => !one.hidden);

  // ---- Sending

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text && !files.length) return;
    // What is typed meanwhile stays: the field is emptied before the words are on their way.
    if (!files.length) {
      await sendText(text);
    } else if (await sendFiles(text)) {
      field.value = "";
      files = [];
      showFiles();
    }
    grow();
  });

  async function sendText(text) {
    field.value = "";
    const [name] = text.split(/\s/, 1);
    const reply = text.startsWith("/")
      ? await act("command", { name, text: text.slice(name.length).trim() })
      : await act("say", { text, thread: threadOf() });
    if (!reply.ok) field.value = text;
    return reply.ok;
  }

  async function sendFiles(comment) {
    for (const [number, file] of files.entries()) {
      const facts = { name: file.name, thread: threadOf(), comment: number ? "" : comment };
      const reply = await act("upload", facts, file);
      if (!reply.ok) return false;
    }
    return true;
  }

  // ---- Files

  function take(list) {
    for (const file of list) {
      if (file.size > MOST_BYTES) toast(`${file.name} is larger than 50 MB.`);
      else if (!file.size) toast(`${file.name} is empty.`);
      else files.push(file);
    }
    showFiles();
    field.focus();
  }

  function showFiles() {
    pending.hidden = !files.length;
    pending.replaceChildren(
      ...files.map((file) => {
        const item = document.createElement("li");
        const away = document.createElement("button");
        item.textContent = `${file.name} `;
        away.type = "button";
        away.textContent = "✕";
        away.setAttribute("aria-label", `Remove ${file.name}`);
        away.addEventListener("click", () => {
          files = files.filter((one) => one !== file);
          showFiles();
        });
        item.append(away);
        return item;
      }),
    );
  }

  form.querySelector(".attach").addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    take(picker.files);
    picker.value = "";
  });
  pane.addEventListener("dragover", (event) => {
    event.preventDefault();
    pane.classList.add("dropping");
  });
  pane.addEventListener("dragleave", (event) => {
    if (!pane.contains(event.relatedTarget)) pane.classList.remove("dropping");
  });
  pane.addEventListener("drop", (event) => {
    event.preventDefault();
    pane.classList.remove("dropping");
    take(event.dataTransfer.files);
  });
  field.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) take(event.clipboardData.files);
  });

  // ---- Completion

  function offer() {
    const typed = field.value.toLowerCase();
    const open = /^\/\S*$/.test(typed);
    for (const one of offers.children) {
      const name = one.dataset.name.toLowerCase();
      one.hidden = !(name.startsWith(typed) || (one.dataset.shortcut && name.includes(typed.slice(1))));
    }
    at = 0;
    setOpen(open && choices().length > 0);
  }

  function setOpen(open) {
    offers.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    point();
  }

  function point() {
    const found = choices();
    for (const one of offers.children) one.setAttribute("aria-selected", String(one === found[at]));
    if (offers.hidden || !found.length) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", found[at].id);
  }

  function choose(one) {
    setOpen(false);
    if (one.dataset.shortcut) {
      field.value = "";
      act("shortcut", { callback: one.dataset.shortcut });
      return;
    }
    field.value = `${one.dataset.name} `;
    field.focus();
  }

  const KEYS = {
    ArrowDown: () => (at = (at + 1) % choices().length),
    ArrowUp: () => (at = (at + choices().length - 1) % choices().length),
    Enter: () => choose(choices()[at]),
    Tab: () => choose(choices()[at]),
    Escape: () => setOpen(false),
  };

  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const whole = choices()[at]?.dataset.name === field.value && event.key === "Enter";
    if (!offers.hidden && KEYS[event.key] && !whole) {
      event.preventDefault();
      KEYS[event.key]();
      point();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      setOpen(false);
      form.requestSubmit();
    }
  });
  field.addEventListener("blur", () => setTimeout(() => setOpen(false), 150));
  offers.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const one = event.target.closest("[role=option]");
    if (one) choose(one);
  });
  form.querySelector(".slash").addEventListener("click", () => insert("/", true));
  form.querySelector(".call").addEventListener("click", () => insert("@Heartline ", false));

  function insert(text, instead) {
    field.value = instead ? text : `${field.value}${text}`;
    field.focus();
    offer();
  }

  function grow() {
    field.rows = Math.min(8, field.value.split("\n").length);
  }

  field.addEventListener("input", () => {
    grow();
    offer();
  });
}
