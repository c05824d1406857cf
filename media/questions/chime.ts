/** A falling fifth, as of a small bell: the second tone comes in over the first. Pitches in Hz, times in seconds. */
const tones = [
  { pitch: 784, at: 0 },
  { pitch: 523, at: 0.14 },
];
const attack = 0.015;
const decay = 0.26;
/** Of what a speaker can give, for each tone: to be noticed, not to startle. */
const loudness = 0.06;
/** Long enough for a sound card that wakes up first. */
const longest = 2;

/** Plays a soft sound of .4 s. Where the browser allows no sound now it is not made up for later. */
export function chime(): void {
  const audio = new AudioContext();
  for (const { pitch, at } of tones) {
    ring(audio, pitch, audio.currentTime + at);
  }
  setTimeout(() => void audio.close(), longest * 1000);
}

function ring(audio: BaseAudioContext, pitch: number, start: number): void {
  const tone = new OscillatorNode(audio, { frequency: pitch });
  const volume = new GainNode(audio, { gain: 0 });
  // Without a slope at both ends it would click.
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(loudness, start + attack);
  volume.gain.setTargetAtTime(0, start + attack, decay / 5);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + decay);
}
