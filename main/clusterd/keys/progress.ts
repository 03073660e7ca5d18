import type { Progress } from '#shared/clusterd/keys.ts';

/** Tells how far an act is, each whole percent once, however many keys it has. */
export function percentReporter(total: number, report?: (part: Progress) => void): (done: number) => void {
  let told = -1;
  return (done) => {
    const percent = total === 0 ? 100 : Math.floor((done * 100) / total);
    if (percent === told) return;
    told = percent;
    report?.({ done, total });
  };
}
