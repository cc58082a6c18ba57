import type { FlowContext } from './context.ts';

/**
 * Activate Channel and Deactivate Channel, for one channel or all. For all, HIS stops at the first failure and keeps
 * what succeeded, which the events before the failure have shown.
 */
export const activate = (context: FlowContext, channelId: string) =>
  context.command('channelgroup.request.activate', { channelId });

export const deactivate = (context: FlowContext, channelId: string) =>
  context.command('channelgroup.request.deactivate', { channelId });

export const activateAll = (context: FlowContext) => context.command('channelgroup.request.activateall', {});

export const deactivateAll = (context: FlowContext) => context.command('channelgroup.request.deactivateall', {});
