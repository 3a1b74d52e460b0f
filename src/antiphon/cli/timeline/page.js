// Puts the page together, and hears keyboard and mouse.

import { draw, follow, pan, play, seek, show, tell, zoom } from "./player.js";
import { $, LANES, clamp, clock, data, duration, measure, now, scale, secondsAt, sound, view, width, x } from "./scope.js";
import { drawTurns, select, summarize } from "./turns.js";
import { labelEverything, labels } from "./words.js";

const STEP = 1; // seconds that an arrow key moves

const KEYS = {
  " ": play, ArrowLeft: () => seek(now.position - STEP), ArrowRight: () => seek(now.position + STEP),
  "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), "0": () => show(0, duration),
  Home: () => seek(0), End: () => seek(duration), j: () => select(now.turn + 1), k: () => select(now.turn - 1),
};

function pressed(event) {
  const act = KEYS[event.key];
  const isButton = event.target.closest("button") && (event.key === " " || event.key === "Enter");
  if (!act || isButton || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
}

function wheeled(event) {
  event.preventDefault();
  const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.shiftKey ? event.deltaY : 0;
  if (sideways) pan(sideways / scale());
  else zoom(Math.exp(-event.deltaY * 0.002), secondsAt(event));
}

function grabbed(down) {
  if (down.button) return; // the others have menus, which may swallow the release
  let from = down.clientX, moved = false;
  const move = (event) => {
    moved ||= Math.abs(event.clientX - down.clientX) > 4;
    if (moved) pan((from - event.clientX) / scale());
    from = event.clientX;
  };
  const release = (event) => {
    $("view").removeEventListener("pointermove", move);
    $("view").removeEventListener("pointerup", release);
    $("view").removeEventListener("pointercancel", release);
    if (!moved && event.type === "pointerup") seek(secondsAt(event));
  };
  $("view").setPointerCapture(down.pointerId);
  $("view").addEventListener("pointermove", move);
  $("view").addEventListener("pointerup", release);
  $("view").addEventListener("pointercancel", release);
}

function pointed(event) {
  const at = secondsAt(event), top = event.clientY - $("view").getBoundingClientRect().top;
  const side = top > LANES.agent - LANES.wave - 8 ? data.agent : data.caller;
  const word = side.flatMap((utterance) => utterance.words).find(({ start, end }) => at >= start && at < end);
  const hint = labels.find((made) => made.hint && top > 300 && Math.abs(x(made.start) - x(at)) < 120 && x(at) >= x(made.start))?.hint;
  const said = top > 300 ? hint : word && (word.heard ? word.text : `${word.text} (not heard)`);
  $("tip").textContent = said ? `${clock(at, 3)}  ${said}` : clock(at, 3);
  $("tip").hidden = false;
  $("tip").style.top = `${clamp(top - 32, 0, 400)}px`;
  $("tip").style.left = `${clamp(x(at) + 12, 0, width() - $("tip").offsetWidth)}px`;
}

function overviewed(event) {
  if (event.type === "pointermove" && !event.buttons) return;
  const box = $("overview").getBoundingClientRect();
  const middle = ((event.clientX - box.left) / box.width) * duration;
  pan(middle - (view.start + view.end) / 2);
  seek(middle);
}

function listen() {
  document.addEventListener("keydown", pressed);
  $("view").addEventListener("wheel", wheeled, { passive: false });
  $("view").addEventListener("pointerdown", grabbed);
  $("view").addEventListener("pointermove", pointed);
  $("view").addEventListener("pointerleave", () => { $("tip").hidden = true; });
  for (const kind of ["pointerdown", "pointermove"]) $("overview").addEventListener(kind, overviewed);
  const clicks = { play, previous: KEYS.k, next: KEYS.j, out: KEYS["-"], in: KEYS["+"], whole: KEYS["0"] };
  for (const [id, act] of Object.entries(clicks)) $(id).addEventListener("click", act);
  sound.addEventListener("play", () => { setPlaying(true); requestAnimationFrame(follow); });
  for (const kind of ["pause", "ended"]) sound.addEventListener(kind, () => setPlaying(false));
  window.addEventListener("resize", () => show(view.start, view.end));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

function setPlaying(isPlaying) {
  $("play").textContent = isPlaying ? "❚❚" : "▶";
  $("play").setAttribute("aria-label", isPlaying ? "Pause" : "Play");
}

function begin() {
  if (data.sound) sound.src = data.sound.source;
  $("play").disabled = !data.sound;
  $("view").setAttribute("aria-valuemax", duration.toFixed(1));
  data.notes.forEach(tell);
  summarize();
  labelEverything();
  drawTurns();
  listen();
  measure();
  const wanted = new URLSearchParams(location.hash.slice(1));
  const start = Number(wanted.get("from")) || 0, end = Number(wanted.get("to")) || Math.min(duration, width() / 28);
  show(start, end);
  seek(Number(wanted.get("at")) || start);
}

begin();
