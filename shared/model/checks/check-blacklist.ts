import { semantic, type Check } from './check.ts';
import { metaArray } from './meta-array.ts';

/** `check/blacklist` and its elements `check/blacklist/#0` …: values that are refused. Words: libelektra's `blacklist` plugin. */
export const checkBlacklist: Check = ({ name, value, meta }) => {
  const refused = metaArray(meta, 'check/blacklist') ?? [];
  if (!refused.includes(value)) return null;
  const list = refused.map((each) => ` '${each}'`).join('');
  return semantic(`The key '${name}' with string: '${value}' is not allowed\nBlacklisted values:${list}`);
};
