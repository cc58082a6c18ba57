/** The messages of HIS for failures, `src/His/Bus/FailureMessages/` of this repository: one source for both sides of the bus. */
declare module '#failure-messages/*.json' {
  const failureMessages: Readonly<Record<string, string>>;
  export default failureMessages;
}
