/** Whether a name, as an elektrad lists it, is the other one or lies below it. Both are written the same way, so no parsing is needed. */
export function isAtOrBelowText(name: string, ancestor: string): boolean {
  if (!name.startsWith(ancestor)) return false;
  return name.length === ancestor.length || isRootText(ancestor) || name[ancestor.length] === '/';
}

/** `user:/` and its like. */
export function isRootText(name: string): boolean {
  return name.indexOf('/') === name.length - 1;
}
