// What all parts of the page share: the data, what of it is in view, and what time it is.

export const data = JSON.parse(document.getElementById("data").textContent);
export const $ = (id) => document.getElementById(id);
export const LANES = { state: 28, caller: 90, agent: 222, wave: 34 };

export const duration = Math.max(data.duration, 0.1);
export const sound = $("sound");
export const peaks = data.sound ? data.sound.peaks.map((text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))) : [];
export const loudest = Math.max(32, ...peaks.map((column) => column.reduce((a, b) => Math.max(a, b), 0)));
export const view = { start: 0, end: duration, pixels: 0 };
export const now = { position: 0, turn: -1 };

export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

export function clock(seconds, digits = 1) {
  const step = 10 ** digits, all = Math.round(Math.max(seconds, 0) * step);
  const rest = ((all % (60 * step)) / step).toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
  return `${Math.floor(all / (60 * step))}:${rest}`;
}

export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// Asked of the page once for each drawing: between two things that are moved, it would be laid out anew.
export function measure() { view.pixels = $("view").clientWidth; }
export const width = () => view.pixels;
export const scale = () => width() / (view.end - view.start);
export const x = (seconds) => (seconds - view.start) * scale();
export const secondsAt = (event) => view.start + (event.clientX - $("view").getBoundingClientRect().left) / scale();
