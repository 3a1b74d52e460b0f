// Joins the room that the address names, shows what is said there and what the agent does, and
// keeps the agent's voice, for whoever asks `seen`.
const { Room, RoomEvent, Track, setLogLevel } = LivekitClient;
setLogLevel("warn");
const RATE = 24000;
const wanted = new URLSearchParams(location.hash.slice(1));
const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
const isEarly = wanted.has("early"); // speaks before there is anybody, and is recorded for an agent
const room = new Room({
  audioCaptureDefaults: plain,
  publishDefaults: { preConnectBuffer: isEarly },
});
const lines = new Map();
const seen = { states: [], ended: null, voice: [] };

function lineOf(who, segment) {
  const key = `${who} ${segment}`;
  if (!lines.has(key)) {
    const line = document.getElementById("captions").appendChild(document.createElement("li"));
    const name = line.appendChild(document.createElement("b"));
    name.textContent = who;
    lines.set(key, line.appendChild(document.createElement("span")));
  }
  return lines.get(key);
}

// A stream is a segment as it stands: it may be sent again whole, or grow while it is read.
async function readCaption(reader, { identity }) {
  const line = lineOf(identity, reader.info.attributes["lk.segment_id"]);
  let text = "";
  for await (const piece of reader) {
    text += piece;
    line.textContent = text;
  }
  const isFinal = reader.info.attributes["lk.transcription_final"] === "true";
  line.parentElement.className = isFinal ? "final" : "growing";
}

function showState(changed, participant) {
  const state = changed["lk.agent.state"];
  if (state === undefined || participant === room.localParticipant) return;
  seen.states.push(state);
  const shown = document.getElementById("state");
  shown.textContent = shown.className = state;
}

async function listen(context, track, meter, keep) {
  const recorder = new AudioWorkletNode(context, "recorder");
  context.createMediaStreamSource(new MediaStream([track])).connect(recorder);
  recorder.port.onmessage = ({ data }) => {
    meter.value = Math.max(...data.map(Math.abs));
    keep?.push(data);
  };
}

seen.pcm = () => {
  const samples = seen.voice.flatMap((block) => [...block]);
  const pcm = new Uint8Array(Int16Array.from(samples, (x) => Math.round(x * 32767)).buffer);
  let text = "";
  for (let at = 0; at < pcm.length; at += 8192) {
    text += String.fromCharCode(...pcm.subarray(at, at + 8192));
  }
  return btoa(text);
};
seen.captions = () => [...document.querySelectorAll("#captions li")].map((line) => ({
  who: line.querySelector("b").textContent,
  text: line.querySelector("span").textContent,
  final: line.className === "final",
}));
window.seen = seen;

async function enter() {
  const context = new AudioContext({ sampleRate: RATE });
  await context.audioWorklet.addModule("recorder.js");
  const meter = (id) => document.getElementById(id);
  room.registerTextStreamHandler("lk.transcription", readCaption);
  room.on(RoomEvent.ParticipantAttributesChanged, showState);
  room.on(RoomEvent.Disconnected, (reason) => { seen.ended = reason; });
  room.on(RoomEvent.TrackSubscribed, (track) => {
    if (track.kind !== Track.Kind.Audio) return;
    document.body.append(track.attach());
    listen(context, track.mediaStreamTrack, meter("theirs"), seen.voice);
  });
  const speak = () => room.localParticipant.setMicrophoneEnabled(true);
  const speaking = isEarly ? speak() : null;
  await room.connect(wanted.get("url"), wanted.get("token"));
  const published = await (speaking ?? speak());
  await listen(context, published.track.mediaStreamTrack, meter("mine"));
  for (const participant of room.remoteParticipants.values()) {
    showState(participant.attributes, participant);
  }
  seen.hasEntered = true;
}

await enter();
