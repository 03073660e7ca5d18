/** How soon it is noticed, in milliseconds. The system tells a process nothing of the end of its parent. */
const interval = 500;

/** Asks this process to stop when npm, which has started it, was killed. Without npm it may outlive its shell, as with nohup. */
export const endWithNpm = () => {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const npm = process.ppid;
  const look = () => {
    if (process.ppid === npm) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  };
  const timer = setInterval(look, interval).unref();
};
