// The replay page: asciinema-player shows the recording, the buttons below it are the page's own,
// in its language and for every keyboard. The player knows no change of speed, so a change makes
// it anew at the same place.

import { isDark } from "./base.js";
import { playerMake } from "./cast-player.js";
import { castWidths } from "./cast-widths.js";
import { sizeLargest } from "./cast.js";

const root = /** @type {HTMLElement} */ (document.querySelector("[data-replay]"));
const part = (/** @type {string} */ name) =>
  /** @type {any} */ (root.querySelector(`[data-${name}]`));
const screen = part("screen");
const play = part("play");
const place = part("place");
const time = part("time");
const speed = part("speed");
const pauses = part("pauses");

const keyStep = 5;
const never = 1e9; // seconds that no pause lasts
let recording = "";
let largest = { cols: 80, rows: 24 }; // of the sizes that the recorded terminal had
/** @type {any} */
let player = null;
let playing = false;
let length = 0;
let sliding = false;

start();

async function start() {
  try {
    const response = await fetch(root.dataset.replay ?? "");
    if (!response.ok) throw new Error(String(response.status));
    recording = castWidths(await response.text());
    largest = sizeLargest(recording);
    // No taller than the window: a character is about 0.6 of its size wide and 1.35 high.
    const shape = (largest.cols * 0.6) / (largest.rows * 1.35);
    screen.style.setProperty("--shape", shape.toFixed(3));
  } catch (error) {
    const failed = /** @type {HTMLElement} */ (document.querySelector("[data-replay-failed]"));
    failed.hidden = false;
    return;
  }
  root.hidden = false;
  make(0, false);
  setInterval(show, 200);
}

/** Makes the player anew, at `at` seconds of its own time. */
function make(/** @type {number} */ at, /** @type {boolean} */ goOn) {
  player?.dispose();
  player = playerMake(recording, screen, isDark() ? "virtlearn-dark" : "virtlearn-light", {
    // Within a box of one size, whatever size the recorded window had by then.
    cols: largest.cols,
    rows: largest.rows,
    idleTimeLimit: pauses.checked ? 2 : never,
    speed: Number(speed.value),
  });
  const made = player;
  for (const [event, now] of [["playing", true], ["pause", false], ["ended", false]]) {
    player.addEventListener(event, () => {
      if (made !== player) return;
      playing = /** @type {boolean} */ (now);
      show();
    });
  }
  playing = false;
  player.seek(at).then(() => {
    if (made !== player) return;
    if (goOn) player.play();
    show();
  });
}

function show() {
  part("play-word").classList.toggle("off", playing);
  part("pause-word").classList.toggle("off", !playing);
  Promise.all([player.getCurrentTime(), player.getDuration()]).then(([at, all]) => {
    length = all ?? 0;
    place.max = String(Math.max(length, 0.1));
    if (!sliding) place.value = String(at);
    const text = `${clock(at)} / ${clock(length)}`;
    if (time.textContent !== text) time.textContent = text;
    place.setAttribute("aria-valuetext", text);
  });
}

function clock(/** @type {number} */ seconds) {
  const whole = Math.floor(seconds);
  const rest = String(whole % 60).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

function toggle() {
  if (playing) player.pause();
  else player.play();
}

async function skip(/** @type {number} */ seconds) {
  const at = await player.getCurrentTime();
  await player.seek(Math.min(Math.max(at + seconds, 0), length));
  show();
}

async function again() {
  if (player) make(await player.getCurrentTime(), playing);
}

play.addEventListener("click", toggle);
for (const button of root.querySelectorAll("[data-skip]")) {
  button.addEventListener("click", () => skip(Number(button.dataset.skip)));
}
place.addEventListener("input", () => {
  sliding = true;
  time.textContent = `${clock(Number(place.value))} / ${clock(length)}`;
});
place.addEventListener("change", async () => {
  await player.seek(Number(place.value));
  sliding = false;
  show();
});
speed.addEventListener("change", again);
pauses.addEventListener("change", () => make(0, playing));
document.addEventListener("themechange", again);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
part("full").addEventListener("click", full);

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else root.requestFullscreen?.();
}

// Before the player, whose help is in English alone and whose keys end where its screen does.
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || root.hidden) return;
  const target = /** @type {HTMLElement} */ (event.target);
  const inside = target === document.body || target.id === "main" || root.contains(target);
  if (!inside || target.matches("select, input, textarea")) return;
  if (event.key === " ") {
    if (target.matches("button, a")) return;
    toggle();
  } else if (event.key === "ArrowLeft") skip(-keyStep);
  else if (event.key === "ArrowRight") skip(keyStep);
  else if (/^[0-9]$/.test(event.key)) player.seek(`${Number(event.key) * 10}%`).then(show);
  else if (event.key === "f") full();
  else if (!screen.contains(target) || event.key === "Tab") return;
  event.preventDefault();
  event.stopPropagation();
}, true);
