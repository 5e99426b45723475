// A terminal's tab and its panel, bound to each other for who can't see them.

/**
 * @param {string} machine its name in the lab
 * @param {number} number of the terminal, from 1
 * @param {string} name that the tab shows
 * @returns {{tab: HTMLButtonElement, panel: HTMLElement, place: HTMLElement}} `place`: for the
 * terminal, inside the panel; none of them is in the page yet
 */
export function tabAndPanel(machine, number, name) {
  const id = `terminal-${machine}-${number}`;
  const tab = document.createElement("button");
  tab.type = "button";
  tab.className = "terminal-tab";
  tab.id = `${id}-tab`;
  tab.textContent = name;
  tab.setAttribute("role", "tab");
  tab.setAttribute("aria-controls", id);
  const panel = document.createElement("div");
  panel.id = id;
  panel.className = "terminal-panel";
  panel.setAttribute("role", "tabpanel");
  panel.setAttribute("aria-labelledby", tab.id);
  const place = document.createElement("div");
  place.className = "terminal-place";
  panel.append(place);
  return { tab, panel, place };
}

/**
 * What a terminal says of itself to who can't see it.
 * @param {Record<string, string>} words
 * @param {string} machine
 * @param {number} number
 * @returns {{label: string, asText: string, moreChanged: string}}
 */
export function terminalTexts(words, machine, number) {
  /** @param {string} text */
  const filled = (text) => text.replace("%1", machine).replace("%2", String(number));
  return { label: filled(words.terminal), asText: filled(words.asText), moreChanged: words.moreChanged };
}
