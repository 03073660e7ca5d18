import { readFileSync } from 'node:fs';

/**
 * Since which version of Debian's libstdc++6 it has the symbols of a GLIBCXX_3.4.n.
 * @see https://gcc.gnu.org/onlinedocs/libstdc++/manual/abi.html
 * @type {readonly (readonly [number, string])[]}
 */
const libstdcxx = [
  [21, '5'],
  [22, '6'],
  [23, '7'],
  [24, '7'],
  [25, '8'],
  [26, '9'],
  [28, '9'],
  [29, '11'],
  [30, '12'],
  [32, '13'],
  [33, '14'],
];

/**
 * The Debian packages that programs and native modules need: what they say in the names of the symbols they ask for.
 * @param {readonly string[]} binaries
 * @returns {readonly string[]} as in Depends
 */
export const libraryDependencies = (binaries) => {
  let [glibc, glibcxx] = [17, 21];
  for (const path of binaries) {
    const text = readFileSync(path, 'latin1');
    for (const [, minor] of text.matchAll(/\0GLIBC_2\.(\d+)(?:\.\d+)?(?=\0)/g)) glibc = Math.max(glibc, Number(minor));
    for (const [, patch] of text.matchAll(/\0GLIBCXX_3\.4\.(\d+)(?=\0)/g)) glibcxx = Math.max(glibcxx, Number(patch));
  }
  const release = libstdcxx.find(([patch]) => patch >= glibcxx)?.[1];
  if (release === undefined) throw new Error(`No version of libstdc++6 is known that has GLIBCXX_3.4.${glibcxx}.`);
  return [`libc6 (>= 2.${glibc})`, 'libgcc-s1', `libstdc++6 (>= ${release})`];
};
