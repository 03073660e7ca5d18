import { spawnSync } from 'node:child_process';

/** Ends this process, which leads a process group, and everything it has started, at once. */
export const endGroup = () => {
  if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(process.pid), '/T', '/F']);
  else process.kill(-process.pid, 'SIGKILL');
};

/** Ends the group with the standard input: the system closes it when who started this process is gone, however. */
export const endWithInput = () => {
  process.stdin.on('end', endGroup).on('error', endGroup).resume();
};
