// One card a turn: what was said, and what the time went for.

import { show, seek } from "./player.js";
import { $, clamp, clock, data, element, now } from "./scope.js";

const PHASES = {
  turn: "end of turn noticed", text: "words known", choice: "tool chosen", tool: "tool has run",
  token: "first token", audio: "first audio", heard: "first sample heard",
};

const spoken = (utterance) => utterance.words.map((word) => word.text).join(" ");
const milliseconds = (seconds) => `${Math.round(seconds * 1000)} ms`;

export function select(turn) {
  if (!data.turns.length) return;
  now.turn = clamp(turn, 0, data.turns.length - 1);
  const { start, end } = data.turns[now.turn], air = (end - start) * 0.06 + 0.3;
  [...$("cards").children].forEach((card, i) => card.classList.toggle("selected", i === now.turn));
  $("cards").children[now.turn].scrollIntoView({ block: "nearest" });
  show(start - air, Math.min(end + air, start + 20));
  seek(start);
}

function phaseRow(phase, zero, longest) {
  const row = element("div", `phase of-${phase.name}`);
  const name = row.appendChild(element("span"));
  name.append(element("i"), phase.name === "tool" && phase.what ? `${phase.what} has run` : PHASES[phase.name]);
  const bar = row.appendChild(element("span", "bar")).appendChild(element("b"));
  bar.style.left = `${((phase.start - zero) / longest) * 100}%`;
  bar.style.width = `${((phase.end - phase.start) / longest) * 100}%`;
  row.append(element("span", "", milliseconds(phase.end - phase.start)));
  return row;
}

function answerText(utterance) {
  const quote = element("p", "quote agent");
  const heard = utterance.words.filter((word) => word.heard).map((word) => word.text).join(" ");
  const unheard = utterance.words.filter((word) => !word.heard).map((word) => word.text);
  quote.append(heard);
  if (unheard.length) quote.append(" ", element("span", "unheard", unheard.slice(0, 14).join(" ")));
  if (unheard.length > 14) quote.append(element("span", "unheard", " …"));
  return quote;
}

function cardOf(turn, n, longest) {
  const card = element("li"), head = card.appendChild(element("div", "head"));
  const go = head.appendChild(element("button", "", clock(turn.start)));
  go.type = "button";
  go.setAttribute("aria-label", `Go to turn ${n + 1}, at ${clock(turn.start)}`);
  head.append(element("strong", "", `Turn ${n + 1}`));
  head.append(element("span", "total", turn.latency === null ? "no answer" : `${turn.latency.toFixed(2)} s`));
  card.append(element("p", "quote caller", spoken(data.caller[turn.caller])));
  const fall = card.appendChild(element("div", "fall"));
  const zero = data.caller[turn.caller].end;
  turn.phases.forEach((phase) => fall.append(phaseRow(phase, zero, longest)));
  for (const tool of turn.tools.map((i) => data.tools[i])) {
    card.append(element("p", tool.failed ? "call failed" : "call", `${tool.invocation} → ${tool.outcome}`));
  }
  for (const answer of turn.answers.map((i) => data.agent[i])) {
    card.append(answerText(answer));
    if (!answer.cut) continue;
    const { at, heard, generated } = answer.cut;
    card.append(element("div", "cutnote", `cut off at ${clock(at, 3)}: ${heard.toFixed(2)} s of ${generated.toFixed(2)} s were heard`));
  }
  card.addEventListener("click", () => select(n));
  return card;
}

export function drawTurns() {
  const used = new Set(data.turns.flatMap((turn) => turn.phases.map((phase) => phase.name)));
  for (const [name, what] of Object.entries(PHASES)) {
    if (!used.has(name)) continue;
    const item = $("legend").appendChild(element("li", `of-${name}`));
    item.append(element("i"), what);
  }
  const lengths = data.turns.flatMap((turn) => turn.phases.map((phase) => phase.end - data.caller[turn.caller].end));
  const longest = Math.max(0.1, ...lengths);
  data.turns.forEach((turn, n) => $("cards").append(cardOf(turn, n, longest)));
  $("turns").hidden = !data.turns.length;
}

export function summarize() {
  const latencies = data.turns.map((turn) => turn.latency).filter((latency) => latency !== null).sort((a, b) => a - b);
  const half = latencies.length >> 1;
  const median = latencies.length % 2 ? latencies[half] : (latencies[half - 1] + latencies[half]) / 2;
  const facts = [["Length", clock(duration)], ["Turns", data.turns.length]];
  if (latencies.length) facts.push(["Answers heard after", `${median.toFixed(2)} s (median), ${latencies.at(-1).toFixed(2)} s (slowest)`]);
  facts.push(["Interruptions", data.agent.filter((utterance) => utterance.cut).length], ["Tool calls", data.tools.length]);
  for (const [name, value] of facts) {
    const fact = $("summary").appendChild(element("div"));
    fact.append(element("dt", "", name), element("dd", "", String(value)));
  }
}
