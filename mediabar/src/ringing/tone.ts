/** How long a round is, in s: a ring and the silence behind it. */
const round = 4;

/** The notes of a round: since when and for how long, in s, and of which frequencies, in Hz. */
type Notes = readonly { readonly at: number; readonly lasts: number; readonly hertz: readonly number[] }[];

const call: Notes = [{ at: 0, lasts: 1.2, hertz: [440, 480] }];
const message: Notes = [
  { at: 0, lasts: 0.18, hertz: [660] },
  { at: 0.2, lasts: 0.3, hertz: [880] },
];

/** How loud a note is at most, and how long it takes to come and to go, so that it does not click. */
const loudness = 0.3;
const edge = 0.02;

/** The sound of something that rings: for a call as a telephone does, else two notes. It goes on until it is stopped. */
export class Tone {
  #source: AudioBufferSourceNode | undefined;
  #isCall: boolean | undefined;

  start(audio: AudioContext, isCall: boolean): void {
    if (this.#source && this.#isCall === isCall) return;
    this.#source?.stop();
    const source = audio.createBufferSource();
    source.buffer = buffer(audio, isCall ? call : message);
    source.loop = true; // no timer: those of a hidden tab are late
    source.connect(audio.destination);
    source.start();
    audio.resume().catch(reportError);
    this.#source = source;
    this.#isCall = isCall;
  }

  /** Nothing is heard, and the machine has nothing to do for it. */
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
