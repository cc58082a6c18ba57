import type { Desk } from '../desk.ts';

/**
 * Activate and Deactivate Channel, one or all. With all, HIS stops at the first failure and keeps what was done; the
 * events have told what that is by the time the failure is shown.
 */
export async function activate(desk: Desk, channelId: string): Promise<void> {
  const answer = await desk.ask('channelgroup.request.activate', { channelId });
  if (!answer.ok) desk.tell(answer.failure);
}

export async function deactivate(desk: Desk, channelId: string): Promise<void> {
  const answer = await desk.ask('channelgroup.request.deactivate', { channelId });
  if (!answer.ok) desk.tell(answer.failure);
}

export async function activateAll(desk: Desk): Promise<void> {
  const answer = await desk.ask('channelgroup.request.activateall', {});
  if (!answer.ok) desk.tell(answer.failure);
}

export async function deactivateAll(desk: Desk): Promise<void> {
  const answer = await desk.ask('channelgroup.request.deactivateall', {});
  if (!answer.ok) desk.tell(answer.failure);
}
