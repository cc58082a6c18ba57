import type { FlowContext } from './context.ts';

/**
 * Activate and Deactivate Channel, one or all. With all, HIS stops at the first failure and keeps what was done; the
 * events have told what that is by the time the failure is shown.
 */
export const activate = (context: FlowContext, channelId: string) =>
  context.command('channelgroup.request.activate', { channelId });

export const deactivate = (context: FlowContext, channelId: string) =>
  context.command('channelgroup.request.deactivate', { channelId });

export const activateAll = (context: FlowContext) => context.command('channelgroup.request.activateall', {});

export const deactivateAll = (context: FlowContext) => context.command('channelgroup.request.deactivateall', {});
