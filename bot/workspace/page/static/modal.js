// A modal on the browser's own <dialog>: it keeps the focus inside and hides the rest from screen readers.

let drawn = "";
let opener = null;

export function attachModal(dialog, act) {
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    act("close");
  });
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    const reply = await act("submit", { view: form.dataset.view, values: valuesOf(form) });
    button.disabled = false;
    if (reply.wrong) requestAnimationFrame(() => dialog.querySelector("[aria-invalid]")?.focus());
  });
}

export function showModal(dialog, html) {
  if (html === drawn) return;
  drawn = html;
  if (!html) {
    dialog.close();
    dialog.replaceChildren();
    giveBack(opener);
    return;
  }
  const before = dialog.querySelector("form");
  const kept = before ? valuesOf(before) : {};
  const same = before?.dataset.view;
  dialog.innerHTML = html;
  if (same === dialog.querySelector("form").dataset.view) restore(dialog, kept);
  if (!dialog.open) {
    opener = document.activeElement;
    dialog.showModal();
  }
  (dialog.querySelector("[aria-invalid], .scroll .field, .scroll input") ?? dialog.querySelector("button"))?.focus();
}

// The dialog's end gives the focus back, but not the caret: without leaving the field first, Chromium takes no typing.
function giveBack(element) {
  if (!element?.isConnected) return;
  element.blur();
  element.focus();
}

// block_id -> action_id -> the values that the field holds.
export function valuesOf(within) {
  const values = {};
  for (const field of within.querySelectorAll("[data-field]")) {
    (values[field.dataset.block] ??= {})[field.dataset.action] = valueOf(field);
  }
  return values;
}

function valueOf(field) {
  if (field.matches(".options")) return [...field.querySelectorAll(":checked")].map((one) => one.value);
  if (field.multiple) return [...field.selectedOptions].map((one) => one.value);
  return field.value === "" ? [] : [field.value];
}

// An update of the same view keeps what was put in, as in Slack.
function restore(dialog, kept) {
  for (const field of dialog.querySelectorAll("[data-field]")) {
    const values = kept[field.dataset.block]?.[field.dataset.action];
    if (!values) continue;
    if (field.matches(".options")) {
      for (const one of field.querySelectorAll("input")) one.checked = values.includes(one.value);
    } else if (field.multiple) {
      for (const one of field.options) one.selected = values.includes(one.value);
    } else {
      field.value = values[0] ?? "";
    }
  }
}
