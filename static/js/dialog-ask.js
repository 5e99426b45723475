// Questions in dialogs: one is answered before the next is asked.

/** @type {WeakMap<HTMLDialogElement, (answer: string) => void>} the questions that are open */
const open = new WeakMap();

/**
 * @param {HTMLDialogElement} dialog whose buttons send its form, with what they stand for as value
 * @returns {Promise<string>} the value; "" or "cancel" where the dialog was left
 */
export function dialogAsk(dialog) {
  open.get(dialog)?.(""); // one that was closed a moment ago, and has not been told of it yet
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    open.set(dialog, resolve);
    const closed = () => {
      if (open.get(dialog) === resolve && dialog.open) return; // told late, of the time before
      dialog.removeEventListener("close", closed);
      if (open.get(dialog) === resolve) open.delete(dialog);
      resolve(dialog.returnValue);
    };
    dialog.addEventListener("close", closed);
  });
}
