/** The period of the tone, in s: a ring and the silence after it. */
const round = 4;

/** The notes of a period: start and duration in s, frequencies in Hz. */
type Notes = readonly { readonly at: number; readonly lasts: number; readonly hertz: readonly number[] }[];

const call: Notes = [{ at: 0, lasts: 1.2, hertz: [440, 480] }];
const message: Notes = [
  { at: 0, lasts: 0.18, hertz: [660] },
  { at: 0.2, lasts: 0.3, hertz: [880] },
];

/** The maximum amplitude of a note, and its attack and release in s, which prevent clicks. */
const loudness = 0.3;
const edge = 0.02;

/** The ring tone: like a telephone for a call, otherwise two notes. Repeats until stopped. */
export class Tone {
  #source: AudioBufferSourceNode | undefined;
  #isCall: boolean | undefined;

  start(audio: AudioContext, isCall: boolean): void {
    if (this.#source && this.#isCall === isCall) return;
    this.#source?.stop();
    const source = audio.createBufferSource();
    source.buffer = buffer(audio, isCall ? call : message);
    source.loop = true; // not a timer: timers of a hidden tab are throttled
    source.connect(audio.destination);
    source.start();
    audio.resume().catch(reportError);
    this.#source = source;
    this.#isCall = isCall;
  }

  /** Stops the tone and suspends the audio device. */
  stop(audio = this.#source?.context as AudioContext | undefined): void {
    this.#source?.stop();
    this.#source = undefined;
    if (audio?.state === 'running') audio.suspend().catch(reportError);
  }
}

function buffer(audio: AudioContext, notes: Notes): AudioBuffer {
  const rate = audio.sampleRate;
  const made = audio.createBuffer(1, round * rate, rate);
  const samples = made.getChannelData(0);
  for (const { at, lasts, hertz } of notes) {
    for (let sample = 0; sample < lasts * rate; sample++) {
      const time = sample / rate;
      const swell = Math.min(1, time / edge, (lasts - time) / edge);
      const wave = hertz.reduce((sum, each) => sum + Math.sin(2 * Math.PI * each * time), 0) / hertz.length;
      samples[Math.round(at * rate) + sample] = loudness * swell * wave;
    }
  }
  return made;
}
