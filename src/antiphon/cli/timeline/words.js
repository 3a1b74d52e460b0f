// Lays words, tool calls and delays over the waveforms.

import { $, clamp, clock, data, duration, element, now, scale, width, x } from "./scope.js";
import { ghostEnd } from "./waves.js";

const LAID_FROM = 64; // pixels a second from which every word stands where it was heard
const NARROWEST = 24; // pixels that an utterance needs to be read
const ROWS = 4, ROW_HEIGHT = 14;
const letters = document.createElement("canvas").getContext("2d");
letters.font = `11.5px ${getComputedStyle(document.body).fontFamily}`;
export const labels = []; // what lies on the waveforms: { start, end, node, words }

function label(className, start, end, text = "", hint = "") {
  const node = $("words").appendChild(element("div", className, text));
  labels.push({ start, end, node, hint, words: [] });
  return labels.at(-1);
}

function labelUtterance(utterance, lane) {
  const end = Math.max(utterance.end, ...utterance.words.map((word) => word.end));
  const made = label(`utterance ${lane}`, utterance.start, end);
  made.utterance = utterance;
  for (const word of utterance.words) {
    const node = made.node.appendChild(element("span", word.heard ? "" : "unheard", word.text));
    made.node.append(" ");
    made.words.push({ ...word, node, width: letters.measureText(word.text).width + 8 });
  }
}

export function labelEverything() {
  data.caller.forEach((utterance) => labelUtterance(utterance, "caller"));
  data.agent.forEach((utterance, i) => {
    labelUtterance(utterance, "agent");
    labels.at(-1).end = utterance.cut ? Math.max(ghostEnd(i), utterance.end) : labels.at(-1).end;
    labels.at(-1).room = (data.agent[i + 1] || { start: duration + 2 }).start;
    if (utterance.cut) label("cut", utterance.cut.at, utterance.cut.at + 1, `cut at ${clock(utterance.cut.at, 3)}`);
  });
  data.caller.forEach((utterance, i) => {
    labels[i].room = (data.caller[i + 1] || { start: duration + 2 }).start;
  });
  for (const tool of data.tools) {
    label(tool.failed ? "tool failed" : "tool", tool.start, tool.end, tool.invocation, `${tool.invocation} → ${tool.outcome}`);
  }
  for (const [at, message] of data.troubles) label("trouble", at, at, message, message);
  for (const turn of data.turns) {
    if (turn.latency === null) continue;
    const heard = data.agent[turn.answers[0]].start;
    label("latency", heard - turn.latency / 2, heard, `${turn.latency.toFixed(2)} s`);
  }
}

export function placeLabels() {
  const pixels = width(), laid = scale() >= LAID_FROM;
  let tool = null;
  for (const made of labels) {
    const left = x(made.start), reach = made.utterance ? x(made.room) : left + 420;
    made.node.hidden = reach < 0 || left > pixels;
    if (made.utterance) placeWords(made, left, laid);
    else made.node.style.left = `${left}px`;
    if (made.node.classList.contains("latency")) made.node.hidden ||= scale() < 24;
    if (!made.node.classList.contains("tool")) continue;
    if (tool) tool.node.style.maxWidth = `${clamp(left - x(tool.start) - 4, 2, 420)}px`;
    tool = made;
    tool.node.style.maxWidth = "420px";
  }
}

function placeWords(made, left, laid) {
  const { node } = made;
  const lane = node.classList.contains("agent") ? "agent" : "caller";
  node.className = `utterance ${lane} ${laid ? "laid" : "block"}`;
  node.style.left = `${left}px`;
  node.hidden ||= !laid && x(made.room) - left < NARROWEST;
  if (node.hidden) return;
  node.style.width = laid ? "0" : `${Math.max(Math.min(x(made.room), width()) - left - 8, NARROWEST)}px`;
  if (!laid) return;
  const rows = new Array(ROWS).fill(-Infinity);
  for (const word of made.words) {
    const at = x(word.start) - left;
    const row = rows.findIndex((end) => end <= at);
    const chosen = row < 0 ? rows.indexOf(Math.min(...rows)) : row;
    word.node.hidden = word.start >= made.end - 0.25 && !word.heard;
    word.node.style.left = `${at}px`;
    word.node.style.top = `${chosen * ROW_HEIGHT}px`;
    if (!word.node.hidden) rows[chosen] = at + word.width;
  }
}

export function markWords() {
  for (const made of labels) {
    if (!made.words.length || made.node.hidden) continue;
    for (const word of made.words) {
      word.node.classList.toggle("now", word.heard && now.position >= word.start && now.position < word.end);
    }
  }
}
