// Draws the waveforms, the states, and what was cut off.

import { $, LANES, clock, data, duration, loudest, now, peaks, scale, view, width, x } from "./scope.js";

function canvas(id) {
  const made = $(id), ratio = window.devicePixelRatio || 1;
  made.width = made.clientWidth * ratio;
  made.height = made.clientHeight * ratio;
  const pen = made.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, made.clientWidth, made.clientHeight);
  return [pen, made.clientWidth, made.clientHeight];
}

function colours() {
  const style = getComputedStyle(document.documentElement);
  return new Proxy({}, { get: (_, name) => style.getPropertyValue(`--${name}`).trim() });
}

// `columns` are how loud it is, `rate` of them a second; the first is at the time 0.
function wave(pen, columns, rate, colour, middle, height, start, end, pixels) {
  if (!columns) return;
  const perPixel = ((end - start) * rate) / pixels;
  pen.fillStyle = colour;
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const first = Math.floor(start * rate + pixel * perPixel);
    const last = Math.max(Math.ceil(first + perPixel), first + 1);
    let peak = 0;
    for (let i = Math.max(first, 0); i < last && i < columns.length; i += 1) peak = Math.max(peak, columns[i]);
    const reach = Math.max((peak / loudest) ** 0.8 * height, 0.5);
    pen.fillRect(pixel, middle - reach, 1, reach * 2);
  }
}

export function drawOverview() {
  const [pen, pixels, height] = canvas("overview"), colour = colours();
  pen.fillStyle = colour.paper;
  pen.fillRect(0, 0, pixels, height);
  wave(pen, peaks[0], data.sound?.rate, colour.caller, height * 0.28, height * 0.24, 0, duration, pixels);
  wave(pen, peaks[1], data.sound?.rate, colour.agent, height * 0.72, height * 0.24, 0, duration, pixels);
  const at = (seconds) => (seconds / duration) * pixels;
  for (const { cut } of data.agent) {
    if (!cut) continue;
    pen.fillStyle = colour.cut;
    pen.fillRect(at(cut.at), height * 0.5, 1.5, height * 0.5);
  }
  pen.fillStyle = colour.paper;
  pen.globalAlpha = 0.72;
  pen.fillRect(0, 0, at(view.start), height);
  pen.fillRect(at(view.end), 0, pixels, height);
  pen.globalAlpha = 1;
  pen.strokeStyle = colour.soft;
  pen.lineWidth = 1.5;
  pen.strokeRect(at(view.start) + 0.75, 0.75, Math.max(at(view.end) - at(view.start) - 1.5, 3), height - 1.5);
  pen.fillStyle = colour.ink;
  pen.fillRect(at(now.position), 0, 1.5, height);
}

function drawRuler(pen, colour, height) {
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
  const step = steps.find((seconds) => seconds * scale() >= 70) || 7200;
  pen.font = "11px system-ui, sans-serif";
  for (let n = Math.ceil(view.start / step); n * step <= view.end; n += 1) {
    const left = Math.round(x(n * step));
    pen.fillStyle = colour.rule;
    pen.fillRect(left, 18, 1, height - 18);
    pen.fillStyle = colour.soft;
    pen.fillText(clock(n * step, step < 1 ? 1 : 0), left + 3, 13);
  }
}

function drawStates(pen, colour, pixels) {
  for (const [start, end, state] of data.states) {
    const left = Math.max(x(start), 0), right = Math.min(x(end), pixels);
    if (right <= left) continue;
    pen.fillStyle = colour[state] || colour.listening;
    pen.fillRect(left, LANES.state, Math.max(right - left - 0.5, 1), 15);
    if (right - left < pen.measureText(state).width + 10) continue;
    pen.fillStyle = colour.ink;
    pen.fillText(state, left + 5, LANES.state + 11.5);
  }
}

export function ghostEnd(i) {
  const next = data.agent[i + 1], { cut } = data.agent[i];
  return Math.min(cut.at + cut.generated - cut.heard, next ? next.start - 0.08 : duration, duration);
}

function drawCuts(pen, colour) {
  data.agent.forEach(({ cut }, i) => {
    if (!cut) return;
    const left = x(cut.at), right = x(ghostEnd(i)), top = LANES.agent - LANES.wave;
    pen.save();
    pen.beginPath();
    pen.rect(left, top, Math.max(right - left, 0), LANES.wave * 2);
    pen.clip();
    pen.fillStyle = colour.ghost;
    pen.globalAlpha = 0.2;
    pen.fillRect(left, top, right - left, LANES.wave * 2);
    pen.globalAlpha = 1;
    const rate = 1 / cut.step;
    wave(pen, cut.unheard, rate, colour.ghost, LANES.agent, LANES.wave, view.start - cut.since, view.end - cut.since, width());
    pen.restore();
    pen.fillStyle = colour.cut;
    pen.fillRect(left - 0.75, top - 4, 1.5, LANES.wave * 2 + 8);
  });
}

function drawLatencies(pen, colour) {
  for (const turn of data.turns) {
    if (turn.latency === null) continue;
    const right = data.agent[turn.answers[0]].start, left = right - turn.latency;
    pen.fillStyle = colour.thinking;
    pen.globalAlpha = 0.28;
    pen.fillRect(x(left), LANES.caller - LANES.wave, x(right) - x(left), LANES.agent - LANES.caller + LANES.wave * 2);
    pen.globalAlpha = 1;
  }
}

export function drawWaves() {
  const [pen, pixels, height] = canvas("waves"), colour = colours();
  drawRuler(pen, colour, height);
  drawStates(pen, colour, pixels);
  drawLatencies(pen, colour);
  drawCuts(pen, colour);
  wave(pen, peaks[0], data.sound?.rate, colour.caller, LANES.caller, LANES.wave, view.start, view.end, pixels);
  wave(pen, peaks[1], data.sound?.rate, colour.agent, LANES.agent, LANES.wave, view.start, view.end, pixels);
}
