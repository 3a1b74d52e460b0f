// Plays the sound, and moves what is in view.

import { $, clamp, clock, data, duration, element, measure, now, scale, sound, view, width, x } from "./scope.js";
import { drawOverview, drawWaves } from "./waves.js";
import { markWords, placeLabels } from "./words.js";

const MOST_ZOOM = 800; // pixels a second: the waveform has 200 columns a second

export function show(start, end) {
  measure();
  const length = clamp(end - start, Math.min(width() / MOST_ZOOM, duration), duration);
  view.start = clamp((start + end - length) / 2, 0, duration - length);
  view.end = view.start + length;
  draw();
}

export function zoom(factor, around = now.position) {
  const anchor = around < view.start || around > view.end ? (view.start + view.end) / 2 : around;
  show(anchor - (anchor - view.start) / factor, anchor + (view.end - anchor) / factor);
}

export function pan(seconds) {
  const length = view.end - view.start;
  const start = clamp(view.start + seconds, 0, duration - length);
  show(start, start + length);
}

export function seek(seconds) {
  now.position = clamp(seconds, 0, duration);
  if (data.sound) sound.currentTime = now.position;
  if (now.position < view.start || now.position > view.end) pan(now.position - view.start - (view.end - view.start) * 0.1);
  tick();
}

export function play() {
  if (!data.sound) return;
  if (!sound.paused) {
    sound.pause();
    return;
  }
  if (now.position >= duration - 0.05) seek(0);
  sound.play().catch((error) => tell(`The sound cannot be played: ${error.message}`));
}

export function follow() {
  now.position = sound.currentTime;
  if (now.position > view.end) pan(now.position - view.start - (view.end - view.start) * 0.05);
  tick();
  if (!sound.paused) requestAnimationFrame(follow);
}

function tick() {
  $("cursor").style.left = `${x(now.position)}px`;
  $("clock").textContent = clock(now.position, 1);
  $("view").setAttribute("aria-valuenow", now.position.toFixed(1));
  $("view").setAttribute("aria-valuetext", clock(now.position, 1));
  markWords();
  drawOverview();
}

export function draw() {
  drawWaves();
  placeLabels();
  tick();
}

export function tell(text) {
  $("notes").append(element("li", "", text));
  $("notes").hidden = false;
}
