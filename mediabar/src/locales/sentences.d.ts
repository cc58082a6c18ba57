/** The sentences of HIS for failures, `src/His/Bus/Sentences/` of this repository: one place for both sides of the bus. */
declare module '#sentences/*.json' {
  const sentences: Readonly<Record<string, string>>;
  export default sentences;
}
