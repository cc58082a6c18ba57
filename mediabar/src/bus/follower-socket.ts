/**
 * A follower's link to HIS: what is written into it goes to the tab that leads. To a `BusClient` it is a WebSocket; a
 * change of leader is a lost link to it, and what was asked and not answered is asked again.
 */
export class FollowerSocket {
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((frame: { data: unknown }) => void) | null = null;
  onerror: (() => void) | null = null;
  onclose: ((close: { code: number }) => void) | null = null;
  readonly send: (text: string) => void;

  constructor(send: (text: string) => void) {
    this.send = send;
    queueMicrotask(() => {
      if (this.readyState) return;
      this.readyState = 1;
      this.onopen?.();
    });
  }

  close(_code?: number): void {
    this.readyState = 3;
  }

  /** There is no tab any more that leads, or it has no link itself. */
  fail(): void {
    if (this.readyState > 1) return;
    this.close();
    this.onclose?.({ code: 1006 });
  }
}
