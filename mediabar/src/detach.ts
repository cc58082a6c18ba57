/**
 * Starts work that nobody waits for. A rejection is a defect, and is thrown as an uncaught error, so that `onerror` of the
 * page or the console shows it.
 */
export function detach(work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    queueMicrotask(() => {
      throw error;
    });
  });
}
