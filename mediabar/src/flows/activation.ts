import type { Desk } from '../desk.ts';

/**
 * Activate and Deactivate Channel, one or all. With all, HIS stops at the first failure and keeps what was done; the
 * events have told what that is by the time the failure is shown.
 */
export const activate = (desk: Desk, channelId: string) => desk.order('channelgroup.request.activate', { channelId });

export const deactivate = (desk: Desk, channelId: string) =>
  desk.order('channelgroup.request.deactivate', { channelId });

export const activateAll = (desk: Desk) => desk.order('channelgroup.request.activateall', {});

export const deactivateAll = (desk: Desk) => desk.order('channelgroup.request.deactivateall', {});
