// Shows instants in the zone of the reader's own clock, beside the time of the class.

for (const time of document.querySelectorAll("time[data-local-time]")) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.valueOf())) continue;
  const words = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }).format(at);
  time.textContent = `(${words}, ${time.dataset.localTime})`;
  time.hidden = false;
}
