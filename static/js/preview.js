// Loads the page again when the folder that is previewed has changed.

const bar = document.querySelector("[data-preview]");

async function look() {
  try {
    const answer = await fetch(bar.dataset.preview, { cache: "no-store" });
    if (answer.ok && String((await answer.json()).version) !== bar.dataset.previewVersion) {
      location.reload();
      return;
    }
  } catch {
    // The preview was stopped or is starting again; the next look may find it.
  }
  setTimeout(look, 700);
}

look();
